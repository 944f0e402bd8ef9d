import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createCanvas, loadImage } from "@napi-rs/canvas";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SceneFacts } from "#contracts/film.ts";
import { writeWav } from "../../../gpu-node/media/wav.ts";
import { FakeModelServer, jsonOf, sendJson } from "../../fakes/models/fake-model-server.ts";
import { makeClip } from "../../fakes/models/make-clip.ts";
import { plainPng } from "../template/support/make-media.ts";
import { ModelBench } from "./support/model-bench.ts";

let server: FakeModelServer;
let bench: ModelBench;
let speech: Buffer = Buffer.alloc(0);
let clip: Buffer;
beforeEach(async () => {
  clip = await makeClip({ framesPerSecond: 12, frameCount: 24 });
  server = await new FakeModelServer(({ method, path }, response) => {
    const b64 = plainPng(96, 64, "#20c040").toString("base64");
    if (path === "/v1/images/generations")
      return sendJson(response, { created: 1, data: [{ b64_json: b64 }] });
    if (path === "/v1/audio/speech") return void response.writeHead(200).end(speech);
    if (path.endsWith("/content")) return void response.writeHead(200).end(clip);
    if (path === "/v1/models") return sendJson(response, { data: [] });
    const status = method === "POST" ? "queued" : "completed";
    return sendJson(response, { id: "video-1", status, progress: 0 });
  }).start();
  const models = [
    { key: "GPTIMAGE1", kind: "image", id: "gpt-image-1" },
    { key: "OPENAI", kind: "speech", id: "tts-1" },
    { key: "SORA", kind: "video", id: "sora", durationsSeconds: [2] },
  ];
  bench = await new ModelBench().start([
    {
      type: "openai-compatible",
      name: "vendor",
      url: `${server.url}/v1`,
      pollSeconds: 0.02,
      models,
    },
  ]);
  const path = join(bench.directory, "tone.wav");
  const tone = Float32Array.from({ length: 48_000 * 2.6 }, (_, index) =>
    index < 24_000 ? 0 : Math.sin(index / 20) * 0.4,
  );
  await writeWav(path, 48_000, [tone]);
  speech = await readFile(path);
});
afterEach(async () => {
  await bench.stop();
  await server.stop();
});

function addScene(changes: object) {
  const task = bench.harness.edge.addTask("", {
    kind: "render-scene",
    parameters: {
      narration: "The tide comes in, slowly. Birds rise.",
      imagePrompt: "A calm sea",
      imageModel: "GPTIMAGE1",
      videoModel: null,
      voice: { model: "OPENAI", speaker: "nova" },
      camera: "still",
      durationSeconds: null,
      width: 160,
      height: 90,
      framesPerSecond: 12,
      seed: 7,
      ...changes,
    },
  });
  bench.harness.edge.offer(task);
  return task;
}

test("a scene's picture, voice and film come from the servers that were named", async () => {
  const task = addScene({ videoModel: "SORA" });
  expect(await bench.ended(task)).toBeNull();
  const facts = SceneFacts.parse(JSON.parse(String(task.outputs.get("scene-facts"))));
  expect(facts.models).toEqual({ image: "GPTIMAGE1", video: "SORA", voice: "OPENAI" });
  // Speech of 2.1 s without its silence, and a pause on both sides.
  expect(facts.durationSeconds).toBeCloseTo(3.42, 1);
  const { words = [] } = facts.speech ?? {};
  expect(words.map(({ text }) => text).join(" ")).toBe("The tide comes in, slowly. Birds rise.");
  expect(words.every(({ startSeconds, endSeconds }) => startSeconds < endSeconds)).toBe(true);
  expect(words.at(-1)?.endSeconds).toBeCloseTo(3.42 * 0.1 + 2.1, 1);
  // The clip of 2 s plays slower to fill the scene.
  const frameCount = Math.ceil(facts.durationSeconds * 12 - 0.01);
  expect(await bench.probeVideo(task)).toMatchObject({ frameCount, hasAudio: false });
  const [form] = server.calls("POST /v1/videos");
  expect(form?.body.includes('name="input_reference"; filename="first.png"')).toBe(true);
  const [wish] = server.calls("POST /v1/audio/speech");
  expect(wish && jsonOf(wish)).toMatchObject({
    voice: "nova",
    input: expect.stringContaining("tide"),
  });
});

test("a still fills the scene's frame in the model's colours", async () => {
  const task = addScene({ narration: null, voice: null, durationSeconds: 1 });
  expect(await bench.ended(task)).toBeNull();
  const still = await loadImage(task.outputs.get("image") ?? Buffer.alloc(0));
  const canvas = createCanvas(still.width, still.height);
  canvas.getContext("2d").drawImage(still, 0, 0);
  expect([still.width, still.height]).toEqual([160, 90]);
  for (const [x, y] of [
    [1, 1],
    [80, 45],
    [158, 88],
  ] as const)
    expect([...canvas.getContext("2d").getImageData(x, y, 1, 1).data]).toEqual([
      0x20, 0xc0, 0x40, 255,
    ]);
});

test("a voice that sends no sound fails the scene", async () => {
  speech = Buffer.from("<html>");
  expect(await bench.ended(addScene({}))).toMatchObject({ code: "model-failed" });
  const path = join(bench.directory, "silent.wav");
  await writeWav(path, 48_000, [new Float32Array(48_000)]);
  speech = await readFile(path);
  const failed = await bench.ended(addScene({}));
  expect(failed?.message).toContain("silent");
});
