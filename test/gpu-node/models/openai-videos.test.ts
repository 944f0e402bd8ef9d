import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { decodePlanes } from "../../../gpu-node/media/decode-planes.ts";
import { FakeModelServer, sendJson } from "../../fakes/models/fake-model-server.ts";
import { FakeOpenAiVideos } from "../../fakes/models/fake-openai-videos.ts";
import type { FakeVideoJob } from "../../fakes/models/fake-openai-videos.ts";
import { makeClip } from "../../fakes/models/make-clip.ts";
import { until } from "../agent/agent-harness.ts";
import { ModelBench, secret } from "./support/model-bench.ts";

let clip: Buffer;
let videos: FakeOpenAiVideos;
let server: FakeModelServer;
let bench: ModelBench;
beforeAll(async () => {
  clip = await makeClip({
    encoder: "libx264",
    width: 320,
    height: 180,
    framesPerSecond: 24,
    frameCount: 24,
  });
});
beforeEach(async () => {
  videos = new FakeOpenAiVideos(clip);
  server = await new FakeModelServer(videos.answer).start();
  bench = await new ModelBench().start([provider()]);
});
afterEach(async () => {
  await bench.stop();
  await server.stop();
});

function provider() {
  return {
    type: "openai-compatible",
    name: "vllm",
    url: `${server.url}/v1`,
    pollSeconds: 0.02,
    models: [
      {
        key: "COSMOS",
        kind: "video",
        id: "cosmos3",
        durationsSeconds: [1, 4, 8],
        sizes: ["1280x720", "720x1280"],
      },
    ],
  };
}

const finished: FakeVideoJob = { status: "completed", progress: 100, error: null };

test("what is asked for goes as a form, progress comes back, and a fitting file is kept as it is", async () => {
  const task = bench.addVideo({ model: "COSMOS" });
  await until(() => videos.jobs.size === 1);
  videos.jobs.set("video-1", { status: "in_progress", progress: 40, error: null });
  await until(() => task.reports.some(({ message }) => message === "vllm is at 40 %"));
  videos.jobs.set("video-1", finished);
  expect(await bench.ended(task)).toBeNull();
  expect(task.outputs.get("video")).toEqual(clip);
  expect(task.completed?.result).not.toHaveProperty("encoder");
  const [request] = server.calls("POST /v1/videos");
  expect(request?.headers).toMatchObject({
    authorization: `Bearer ${secret}`,
    "content-type": expect.stringContaining("multipart/form-data"),
  });
  const form = request?.body.toString() ?? "";
  for (const [field, value] of [
    ["model", "cosmos3"],
    ["prompt", "A calm lake at sunset"],
    ["seconds", "1"],
    ["size", "1280x720"],
  ])
    expect(form).toContain(`name="${field}"\r\n\r\n${value}\r\n`);
});

test("another rate, size and length are made what was asked for, each picture in its time", async () => {
  videos.content = await makeClip({
    encoder: "libx264",
    width: 256,
    height: 256,
    framesPerSecond: 10,
    frameCount: 20,
    lumaOf: (frame) => (frame < 5 ? 40 : 200),
  });
  videos.fresh = finished;
  const task = bench.addVideo({ model: "COSMOS", framesPerSecond: 30 });
  expect(await bench.ended(task)).toBeNull();
  expect(await bench.probeVideo(task)).toMatchObject({ frameCount: 30, width: 320, height: 180 });
  const path = join(bench.directory, "seen.mp4");
  await writeFile(path, task.outputs.get("video") ?? "");
  const lumas: number[] = [];
  const size = { width: 320, height: 180 };
  for await (const planes of decodePlanes(path, size, new AbortController().signal))
    lumas.push(planes[160 * 90] ?? 0);
  expect(lumas.findIndex((luma) => luma > 120)).toBe(15);
});

test("a length that the model cannot make is refused before anything is paid for", async () => {
  const failed = await bench.ended(bench.addVideo({ model: "COSMOS", durationSeconds: 12 }));
  expect(failed).toMatchObject({ code: "invalid-input", retryable: false });
  expect(failed?.message).toContain("up to 8 s");
  expect(videos.jobs.size).toBe(0);
});

test.each([
  ["moderation_blocked", "model-refused", false],
  ["server_error", "model-failed", true],
] as const)("a job that ends with %s fails as %s", async (error, code, retryable) => {
  const message = `See https://vendor.example/?k=${secret} for ${secret}`;
  videos.fresh = { status: "failed", progress: 0, error: { code: error, message } };
  const failed = await bench.ended(bench.addVideo({ model: "COSMOS" }));
  expect(failed).toMatchObject({ code, retryable });
  expect(JSON.stringify([failed, bench.harness.logLines])).not.toContain(secret);
  expect(failed?.message).toBe("The model server vllm gave up: See [address] for [key].");
});

test.each([
  [400, "invalid-input", false],
  [401, "model-unavailable", true],
  [429, "model-quota", true],
  [500, "model-unavailable", true],
] as const)(
  "a request refused with %i fails as %s and is sent once",
  async (status, code, retryable) => {
    server.answer = (request, response) =>
      request.method === "POST"
        ? sendJson(response, { error: { message: "no", code: null } }, status)
        : videos.answer(request, response);
    const failed = await bench.ended(bench.addVideo({ model: "COSMOS" }));
    expect(failed).toMatchObject({ code, retryable });
    expect(server.calls("POST /v1/videos")).toHaveLength(1);
  },
);

test("a paid request that breaks off unanswered is not tried again by anybody", async () => {
  server.answer = (request, response) => {
    if (request.method === "POST") response.destroy();
    else return videos.answer(request, response);
  };
  const failed = await bench.ended(bench.addVideo({ model: "COSMOS" }));
  expect(failed).toMatchObject({ code: "model-outcome-unknown", retryable: false });
});

test("a server that stumbles while it is asked for the status loses nothing", async () => {
  let stumbles = 3;
  server.answer = (request, response) => {
    if (request.method === "GET" && request.path === "/v1/videos/video-1" && (stumbles -= 1) >= 0)
      return sendJson(response, {}, 502);
    return videos.answer(request, response);
  };
  videos.fresh = finished;
  expect(await bench.ended(bench.addVideo({ model: "COSMOS" }))).toBeNull();
  expect(videos.jobs.size).toBe(1);
});

test("a cancel reaches the server", async () => {
  const task = bench.addVideo({ model: "COSMOS" });
  await until(() => server.calls("GET /v1/videos/video-1").length > 1);
  bench.harness.edge.control({ type: "cancel", leaseId: task.leaseId ?? "" });
  expect(await bench.ended(task)).toMatchObject({ reason: "cancelled" });
  expect(videos.deleted).toEqual(["video-1"]);
});

test("work handed back by a drain is taken up again where it was", async () => {
  const task = bench.addVideo({ model: "COSMOS" });
  // Asked about once, it is in the journal.
  await until(() => server.calls("GET /v1/videos/video-1").length > 0);
  await bench.harness.agent?.stop();
  expect(task.failed).toMatchObject({ reason: "drain" });
  expect(videos.deleted).toEqual([]);
  videos.jobs.set("video-1", finished);
  await bench.startAgent([provider()]);
  bench.offerAgain(task);
  expect(await bench.ended(task)).toBeNull();
  expect(server.calls("POST /v1/videos")).toHaveLength(1);
});

test("an operation that the server has forgotten is begun anew", async () => {
  const task = bench.addVideo({ model: "COSMOS" });
  // Asked about once, it is in the journal.
  await until(() => server.calls("GET /v1/videos/video-1").length > 0);
  await bench.harness.agent?.stop();
  const { answer } = videos;
  server.answer = (request, response) =>
    request.path === "/v1/videos/video-1"
      ? sendJson(response, { error: { message: "gone" } }, 404)
      : answer(request, response);
  videos.fresh = finished;
  await bench.startAgent([provider()]);
  bench.offerAgain(task);
  expect(await bench.ended(task)).toBeNull();
  expect(videos.jobs.size).toBe(2);
});
