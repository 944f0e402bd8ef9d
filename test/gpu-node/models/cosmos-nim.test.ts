import { afterEach, beforeAll, expect, test } from "vitest";
import { answerAsCosmos } from "../../fakes/models/fake-cosmos.ts";
import type { CosmosContract } from "../../fakes/models/fake-cosmos.ts";
import { FakeModelServer, jsonOf, sendJson } from "../../fakes/models/fake-model-server.ts";
import type { ModelAnswer } from "../../fakes/models/fake-model-server.ts";
import { makeClip } from "../../fakes/models/make-clip.ts";
import { until } from "../agent/agent-harness.ts";
import { ModelBench, secret } from "./support/model-bench.ts";

let clip: Buffer;
let server: FakeModelServer;
let bench: ModelBench;
beforeAll(async () => {
  clip = await makeClip({ frameCount: 20 });
});
afterEach(async () => {
  await bench.stop();
  await server.stop();
});

async function start(contract: CosmosContract, infer: ModelAnswer): Promise<void> {
  server = await new FakeModelServer(answerAsCosmos(contract, infer)).start();
  bench = await new ModelBench().start([
    {
      type: "cosmos-nim",
      name: "cosmos",
      url: server.url,
      models: [{ key: "COSMOS", kind: "video", id: "nvidia/cosmos3-nano" }],
    },
  ]);
}

const sendClip: ModelAnswer = (_, response) =>
  sendJson(response, { b64_video: clip.toString("base64"), action: null });

test.each([
  [
    "predict1",
    { video_params: { width: 1280, height: 704, frames_count: 121, frames_per_sec: 24 } },
  ],
  ["cosmos3-2.0", { num_output_frames: 25, fps: 24 }],
  ["cosmos3-2.1", { model_mode: "text2video", resolution: "256_16_9", num_frames: 25, fps: 24 }],
] as const)("the %s contract is found out and served", async (contract, fields) => {
  await start(contract, sendClip);
  const task = bench.addVideo({ model: "COSMOS" });
  expect(await bench.ended(task)).toBeNull();
  expect(server.calls("POST /v1/infer").map(jsonOf)).toEqual([
    { prompt: "A calm lake at sunset", seed: 7, ...fields },
  ]);
  expect(bench.harness.edge.hellos[0]?.capabilities.models).toEqual(["procedural", "COSMOS"]);
  expect(task.completed?.result).toMatchObject({ model: "COSMOS", encoder: "libx264", seed: 7 });
  expect(await bench.probeVideo(task)).toMatchObject({
    videoCodec: "h264",
    width: 320,
    height: 180,
    frameCount: 24,
    framesPerSecond: 24,
  });
});

test.each([
  [422, { detail: [{ msg: "num_frames" }] }, "invalid-input", false],
  [400, { error: { code: "guardrail_violation", message: "blocked" } }, "model-refused", false],
  [503, {}, "model-unavailable", true],
  [200, { b64_video: clipText("no film") }, "media-unreadable", true],
  [200, { video: "other" }, "model-failed", true],
] as const)("an answer of %i is told as it is", async (status, body, code, retryable) => {
  await start("cosmos3-2.1", (_, response) => sendJson(response, body, status));
  const failed = await bench.ended(bench.addVideo({ model: "COSMOS" }));
  expect(failed).toMatchObject({ reason: "error", code, retryable });
  expect(bench.harness.logLines.join("")).not.toContain(secret);
});

test("a video that was cut off or is too short is no result", async () => {
  let body = clip.subarray(0, clip.length / 2);
  await start("cosmos3-2.1", (_, response) =>
    sendJson(response, { b64_video: body.toString("base64") }),
  );
  expect(await bench.ended(bench.addVideo({ model: "COSMOS" }))).toMatchObject({
    code: "media-unreadable",
  });
  body = clip;
  const failed = await bench.ended(bench.addVideo({ model: "COSMOS", durationSeconds: 4 }));
  expect(failed).toMatchObject({ code: "model-failed" });
  expect(failed?.message).toContain("asked for were 4 s");
});

test("a cancel closes the request that a silent server still works on", async () => {
  await start("cosmos3-2.1", () => {});
  const task = bench.addVideo({ model: "COSMOS" });
  const isEstimated = () => task.reports.some(({ message }) => message?.includes("an estimate"));
  await until(() => server.calls("POST /v1/infer").length === 1 && isEstimated());
  task.cancel = true;
  bench.harness.edge.control({ type: "cancel", leaseId: task.leaseId ?? "" });
  expect(await bench.ended(task)).toMatchObject({ reason: "cancelled" });
  await until(() => server.calls("POST /v1/infer")[0]?.isAbandoned);
});

test("a server that goes away is not offered any more, and again when it is back", async () => {
  await start("cosmos3-2.1", sendClip);
  const { edge } = bench.harness;
  const offered = () => edge.hellos.at(-1)?.capabilities.models.includes("COSMOS");
  await until(() => offered() === true);
  const { answer } = server;
  server.answer = (_, response) => sendJson(response, {}, 503);
  await until(() => offered() === false);
  server.answer = answer;
  await until(() => offered() === true);
});

function clipText(text: string): string {
  return Buffer.from(text).toString("base64");
}
