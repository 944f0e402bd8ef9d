import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { jsonOf, sendJson } from "../../fakes/models/fake-model-server.ts";
import { until } from "../agent/agent-harness.ts";
import {
  imageCall,
  ProviderBench,
  secret,
  speechCall,
  videoCall,
} from "./support/provider-bench.ts";

const film = Buffer.from("film of a vendor");
let bench: ProviderBench;
beforeEach(() => {
  bench = new ProviderBench();
});
afterEach(() => bench.stop());

describe("fal", () => {
  const request = "https://queue.fal.run/fal-ai/model-1/requests/r1";

  async function start(isReady: () => boolean): Promise<void> {
    await bench.start(({ method, path }, response) => {
      if (path.startsWith("/files/")) return void response.writeHead(200).end(film);
      if (method === "POST") return sendJson(response, { response_url: request });
      if (method === "PUT") return sendJson(response, { status: "CANCELLATION_REQUESTED" });
      return isReady()
        ? sendJson(response, { video: { url: `${bench.server.url}/files/1.mp4` } })
        : sendJson(response, { detail: "Request is still in progress" }, 400);
    });
  }
  const open = () => bench.open({ type: "fal" }, { kind: "video", options: { loop: true } });

  test("is asked through its queue until the film is there", async () => {
    let polls = 0;
    await start(() => (polls += 1) > 2);
    expect(await bench.call(open(), videoCall())).toEqual(film);
    const [submit] = bench.server.calls("POST /fal-ai/model-1");
    expect(submit?.headers.authorization).toBe(`Key ${secret}`);
    expect(submit && jsonOf(submit)).toEqual({
      prompt: "A calm lake",
      duration: "5s",
      seed: 7,
      loop: true,
    });
  });

  test("is told of a cancel", async () => {
    await start(() => false);
    const called = bench.call(open(), videoCall());
    await until(() => bench.server.calls("GET").length > 1);
    bench.abort();
    expect(await called).toMatchObject({ code: "aborted" });
    expect(bench.server.calls("PUT /fal-ai/model-1/requests/r1/cancel")).toHaveLength(1);
  });
});

describe("Replicate", () => {
  async function start(last: () => object): Promise<void> {
    await bench.start(({ method, path }, response) => {
      if (path.startsWith("/files/")) return void response.writeHead(200).end(film);
      const urls = { get: `${bench.server.url}/v1/predictions/p1` };
      const state = method === "POST" ? { status: "starting" } : last();
      return sendJson(response, { id: "p1", urls, ...state });
    });
  }
  const open = (model: object) =>
    bench.open(
      { type: "replicate", url: `${bench.server.url}/v1` },
      { id: "vendor/model", ...model },
    );

  test("makes a film and a picture", async () => {
    await start(() => ({ status: "succeeded", output: `${bench.server.url}/files/1` }));
    expect(await bench.call(open({ kind: "video" }), videoCall())).toEqual(film);
    expect(await bench.call(open({ kind: "image" }), imageCall)).toEqual(film);
    const [video, picture] = bench.server.calls("POST /v1/models/vendor/model/predictions");
    expect(video?.headers.authorization).toBe(`Bearer ${secret}`);
    expect(video && jsonOf(video)).toEqual({
      input: { prompt: "A calm lake", size: "1280x720", duration: 5, fps: 24, seed: 7 },
    });
    expect(picture && jsonOf(picture)).toEqual({
      input: { prompt: "A calm lake", aspect_ratio: "16:9", seed: 7, num_outputs: 1 },
    });
  });

  test("fails with its words and is told of a cancel", async () => {
    let last: object = { status: "failed", error: "CUDA error" };
    await start(() => last);
    const failed = await bench.call(open({ kind: "video" }), videoCall());
    expect(failed).toMatchObject({ code: "model-failed" });
    expect(String(failed)).toContain("CUDA error");
    last = { status: "processing" };
    const called = bench.call(open({ kind: "video" }), videoCall({ seed: 8 }));
    await until(() => bench.server.calls("GET").length > 2);
    bench.abort();
    expect(await called).toMatchObject({ code: "aborted" });
    expect(bench.server.calls("POST /v1/predictions/p1/cancel")).toHaveLength(1);
  });
});

test("ElevenLabs speaks with the voice that the operator gave the speaker", async () => {
  await bench.start((_, response) => void response.writeHead(200).end(film));
  const service = bench.open(
    { type: "elevenlabs" },
    { kind: "speech", voices: { nova: "voice-9" } },
  );
  expect(await bench.call(service, speechCall)).toEqual(film);
  const [request] = bench.server.requests;
  expect(request?.path).toBe("/v1/text-to-speech/voice-9?output_format=mp3_44100_128");
  expect(request?.headers["xi-api-key"]).toBe(secret);
  expect(request && jsonOf(request)).toEqual({
    text: "The tide comes in.",
    model_id: "model-1",
    voice_settings: { speed: 1.2 },
  });
});

test("OpenAI's pictures and voices are asked for in its own sizes and names", async () => {
  await bench.start(({ path }, response) =>
    path === "/v1/images/generations"
      ? sendJson(response, { created: 1, data: [{ b64_json: film.toString("base64") }] })
      : void response.writeHead(200, { "content-type": "audio/mpeg" }).end(film),
  );
  const provider = { type: "openai-compatible", url: `${bench.server.url}/v1` };
  const sizes = ["1024x1024", "1536x1024", "1024x1536"];
  const pictures = bench.open(provider, { kind: "image", sizes, options: { quality: "high" } });
  expect(await bench.call(pictures, imageCall)).toEqual(film);
  expect(await bench.call(bench.open(provider, { kind: "speech" }), speechCall)).toEqual(film);
  expect(bench.server.requests.map(jsonOf)).toMatchObject([
    { model: "model-1", prompt: "A calm lake", n: 1, size: "1536x1024", quality: "high" },
    {
      model: "model-1",
      input: "The tide comes in.",
      voice: "nova",
      response_format: "mp3",
      speed: 1.2,
    },
  ]);
});
