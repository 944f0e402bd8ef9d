import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { jsonOf, sendJson } from "../../fakes/models/fake-model-server.ts";
import { until } from "../agent/agent-harness.ts";
import { imageCall, ProviderBench, videoCall } from "./support/provider-bench.ts";

const film = Buffer.from("film of a workflow");
const workflow = {
  "3": { class_type: "KSampler", inputs: { seed: 1, model: ["4", 0] } },
  "6": { class_type: "CLIPTextEncode", inputs: { text: "" } },
  "10": { class_type: "LoadImage", inputs: { image: "none.png" } },
};
const inputs = { prompt: "6.text", seed: "3.seed", startImage: "10.image" };
let bench: ProviderBench;
/** What the server's history says of the prompt; null: it still runs. */
let entry: object | null;
let isQueued: boolean;
beforeEach(async () => {
  entry = null;
  isQueued = true;
  bench = new ProviderBench();
  await bench.start((request, response) => {
    const [path = ""] = request.path.split("?");
    switch (path) {
      case "/prompt":
        return sendJson(response, { prompt_id: "p-1", number: 1, node_errors: {} });
      case "/upload/image":
        return sendJson(response, { name: "first.png", subfolder: "", type: "input" });
      case "/history/p-1":
        return sendJson(response, entry === null ? {} : { "p-1": entry });
      case "/queue":
        return sendJson(response, {
          queue_running: isQueued ? [[1, "p-1", {}, {}, []]] : [],
          queue_pending: [],
        });
      case "/view":
        return void response.writeHead(200).end(film);
      default:
        return sendJson(response, {});
    }
  });
  await writeFile(join(bench.directory, "workflow.json"), JSON.stringify(workflow));
});
afterEach(() => bench.stop());

const open = (model: object = {}) =>
  bench.open(
    { type: "comfyui" },
    { kind: "video", workflow: join(bench.directory, "workflow.json"), inputs, ...model },
  );
const done = {
  outputs: {
    "8": { images: [{ filename: "preview.png", subfolder: "", type: "temp" }] },
    "9": { gifs: [{ filename: "film.mp4", subfolder: "video", type: "output" }] },
  },
  status: { status_str: "success", completed: true, messages: [] },
};

test("values go into the named inputs alone, the socket tells progress, and the film is taken", async () => {
  const file = await bench.writeImage();
  const images = [{ role: "initial-image" as const, file }];
  const called = bench.call(open(), videoCall({ images }));
  await until(
    () => bench.server.sockets.size === 1 && bench.server.calls("GET /history").length > 0,
  );
  const [[path, socket] = ["", undefined]] = bench.server.sockets;
  const data = { value: 5, max: 20, prompt_id: "p-1", node: "3" };
  socket?.send(JSON.stringify({ type: "progress", data }));
  await until(() => bench.progress.some(({ message }) => message === "far is at 25 %"));
  entry = done;
  expect(await called).toEqual(film);
  const [request] = bench.server.calls("POST /prompt");
  const sent = request ? jsonOf(request) : {};
  expect(path).toBe(`/ws?clientId=${String(sent["client_id"])}`);
  expect(sent["prompt"]).toEqual({
    "3": { class_type: "KSampler", inputs: { seed: 7, model: ["4", 0] } },
    "6": { class_type: "CLIPTextEncode", inputs: { text: "A calm lake" } },
    "10": { class_type: "LoadImage", inputs: { image: "first.png" } },
  });
  expect(bench.server.requests.at(-1)?.path).toBe(
    "/view?filename=film.mp4&subfolder=video&type=output",
  );
});

test("a picture comes the same way", async () => {
  const output = { images: [{ filename: "1.png", subfolder: "", type: "output" }] };
  entry = { ...done, outputs: { "9": output } };
  expect(await bench.call(open({ kind: "image" }), imageCall)).toEqual(film);
});

test("a node that fails is quoted, and a server that was restarted fails the call", async () => {
  const messages = [
    ["execution_start", {}],
    ["execution_error", { node_id: "3", exception_message: "Allocation failed" }],
  ];
  entry = { outputs: {}, status: { status_str: "error", completed: false, messages } };
  const failed = await bench.call(open(), videoCall());
  expect(failed).toMatchObject({ code: "model-failed" });
  expect(String(failed)).toContain("Allocation failed");
  [entry, isQueued] = [null, false];
  const lost = await bench.call(open(), videoCall());
  expect(String(lost)).toContain("does not know the workflow any more");
});

test("a cancel takes it out of the queue and stops it", async () => {
  const called = bench.call(open(), videoCall());
  await until(() => bench.server.calls("GET /history").length > 1);
  bench.abort();
  expect(await called).toMatchObject({ code: "aborted" });
  expect(bench.server.calls("POST /queue").map(jsonOf)).toEqual([{ delete: ["p-1"] }]);
  expect(bench.server.calls("POST /interrupt").map(jsonOf)).toEqual([{ prompt_id: "p-1" }]);
});

test("a workflow that lacks a named input is refused at the start", () => {
  expect(() => open({ inputs: { prompt: "7.text" } })).toThrow("no input 7.text for prompt");
});
