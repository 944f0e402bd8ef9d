import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { jsonOf, sendJson } from "../../fakes/models/fake-model-server.ts";
import type { ModelAnswer } from "../../fakes/models/fake-model-server.ts";
import { until } from "../agent/agent-harness.ts";
import { imageCall, ProviderBench, secret, speechCall, taskId } from "./support/provider-bench.ts";

const made = Buffer.from("what a server made");
const asDataUrl = `data:image/png;base64,${made.toString("base64")}`;
let bench: ProviderBench;
let isReady: boolean;
beforeEach(async () => {
  isReady = false;
  bench = new ProviderBench();
  await bench.start(() => {});
  await writeFile(
    join(bench.directory, "workflow.json"),
    JSON.stringify({ "6": { class_type: "Text", inputs: { text: "" } } }),
  );
});
afterEach(() => bench.stop());

const answerAsFal =
  (output: (url: string) => object): ModelAnswer =>
  ({ method, path }, response) => {
    if (path.startsWith("/files/")) return void response.writeHead(200).end(made);
    if (method !== "GET")
      return sendJson(response, {
        response_url: "https://queue.fal.run/model-1/requests/r1",
      });
    return isReady
      ? sendJson(response, output(`${bench.server.url}/files/1`))
      : sendJson(response, { detail: "Request is still in progress" }, 400);
  };

const answerAsReplicate: ModelAnswer = ({ path }, response) => {
  if (path.startsWith("/files/")) return void response.writeHead(200).end(made);
  const urls = { get: `${bench.server.url}/v1/predictions/p1` };
  const output = [`${bench.server.url}/files/1`];
  return sendJson(
    response,
    isReady ? { urls, status: "succeeded", output } : { urls, status: "processing" },
  );
};

const answerAsComfy: ModelAnswer = ({ path }, response) => {
  if (path.startsWith("/view")) return void response.writeHead(200).end(made);
  if (path === "/prompt") return sendJson(response, { prompt_id: "p-1" });
  if (path === "/queue") return sendJson(response, { queue_running: [[1, "p-1"]] });
  const entry = { outputs: { "9": { images: [{ filename: "1.png" }] } } };
  return sendJson(response, isReady ? { "p-1": entry } : {});
};

const answerAsCog: ModelAnswer = ({ path }, response) => {
  if (path === "/openapi.json") {
    const properties = { prompt: {} };
    return sendJson(response, { components: { schemas: { Input: { properties } } } });
  }
  return isReady
    ? sendJson(response, { status: "succeeded", output: asDataUrl })
    : sendJson(response, { detail: "busy" }, 409);
};

const workflow = () => ({
  workflow: join(bench.directory, "workflow.json"),
  inputs: { prompt: "6.text" },
});

/** A server whose work goes on while nobody asks: what begins it, and what asks for it. */
const servers = [
  {
    name: "fal's picture",
    settings: { type: "fal" },
    model: () => ({ kind: "image", options: { guidance_scale: 4 } }),
    call: imageCall,
    answer: answerAsFal((url) => ({ images: [{ url }] })),
    begins: "POST /model-1",
    asks: "GET /model-1/requests/r1",
    cancels: "PUT /model-1/requests/r1/cancel",
  },
  {
    name: "fal's voice",
    settings: { type: "fal" },
    model: () => ({ kind: "speech" }),
    call: speechCall,
    answer: answerAsFal((url) => ({ audio: { url } })),
    begins: "POST /model-1",
    asks: "GET /model-1/requests/r1",
    cancels: "PUT /model-1/requests/r1/cancel",
  },
  {
    name: "Replicate's picture",
    settings: { type: "replicate" },
    model: () => ({ kind: "image" }),
    call: imageCall,
    answer: answerAsReplicate,
    begins: "POST /v1/models/model-1/predictions",
    asks: "GET /v1/predictions/p1",
    cancels: "POST /v1/predictions/p1/cancel",
  },
  {
    name: "ComfyUI's picture",
    settings: { type: "comfyui" },
    model: () => ({ kind: "image", ...workflow() }),
    call: imageCall,
    answer: answerAsComfy,
    begins: "POST /prompt",
    asks: "GET /history/p-1",
    cancels: "POST /interrupt",
  },
] as const;

describe.each(servers)("$name", ({ settings, model, call, answer, begins, asks, cancels }) => {
  const open = () => {
    const url = settings.type === "replicate" ? `${bench.server.url}/v1` : bench.server.url;
    return bench.open({ ...settings, url }, model());
  };
  beforeEach(() => {
    bench.server.answer = answer;
  });

  test("is asked for by the next process, not begun again", async () => {
    bench.mayCancel = false;
    const first = bench.call(open(), call);
    await until(() => bench.server.calls(asks).length > 0);
    bench.abort();
    await first;
    isReady = true;
    expect(await bench.call(open(), call)).toEqual(made);
    expect(bench.server.calls(begins)).toHaveLength(1);
    expect(bench.server.calls(cancels)).toHaveLength(0);
  });

  test("is cancelled when nobody wants it, and then begun anew", async () => {
    const first = bench.call(open(), call);
    await until(() => bench.server.calls(asks).length > 0);
    bench.abort();
    expect(await first).toMatchObject({ code: "aborted" });
    expect(bench.server.calls(cancels)).toHaveLength(1);
    isReady = true;
    expect(await bench.call(open(), call)).toEqual(made);
    expect(bench.server.calls(begins)).toHaveLength(2);
  });
});

test.each(["image", "speech"])("a Cog container's %s keeps its id", async (kind) => {
  bench.server.answer = answerAsCog;
  bench.mayCancel = false;
  const call = kind === "image" ? imageCall : speechCall;
  const first = bench.call(bench.open({ type: "cog" }, { kind }), call);
  await until(() => bench.server.calls("PUT /predictions/").length > 0);
  bench.abort();
  await first;
  isReady = true;
  expect(await bench.call(bench.open({ type: "cog" }, { kind }), call)).toEqual(made);
  const asked = bench.server.calls("PUT /predictions/").map(({ path }) => path);
  expect(new Set(asked).size).toBe(1);
});

test("fal's queue is told all that the document names, and its key stays with it", async () => {
  isReady = true;
  bench.server.answer = answerAsFal(() => ({ images: [{ url: "https://elsewhere.invalid/1" }] }));
  const options = { guidance_scale: 4 };
  const failed = await bench.call(
    bench.open({ type: "fal" }, { kind: "image", options }),
    imageCall,
  );
  expect(failed).toMatchObject({ code: "model-unavailable" });
  const [submit] = bench.server.calls("POST /model-1");
  expect(submit?.headers.authorization).toBe(`Key ${secret}`);
  expect(submit && jsonOf(submit)).toEqual({
    prompt: "A calm lake",
    seed: 7,
    image_size: { width: 1280, height: 720 },
    num_images: 1,
    guidance_scale: 4,
  });
});

test.each([
  ["OpenAI's picture", { kind: "image" }, imageCall],
  ["OpenAI's voice", { kind: "speech" }, speechCall],
])("%s is kept until its task is over", async (_, model, call) => {
  bench.server.answer = ({ path }, response) =>
    path === "/v1/images/generations"
      ? sendJson(response, { created: 1, data: [{ b64_json: made.toString("base64") }] })
      : void response.writeHead(200, { "content-type": "audio/mpeg" }).end(made);
  const open = () =>
    bench.open({ type: "openai-compatible", url: `${bench.server.url}/v1` }, model);
  expect(await bench.call(open(), call)).toEqual(made);
  expect(await bench.call(open(), call)).toEqual(made);
  expect(bench.server.requests).toHaveLength(1);
  const changed = call.kind === "image" ? { ...call, seed: 8 } : { ...call, pace: 1.3 };
  expect(await bench.call(open(), changed)).toEqual(made);
  expect(bench.server.requests).toHaveLength(2);
  await open().forgetTask(taskId);
  expect(await bench.call(open(), call)).toEqual(made);
  expect(bench.server.requests).toHaveLength(3);
});
