import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TaskSpec } from "#contracts/task.ts";
import { createLogger } from "../../../gpu-node/agent/logger.ts";
import { runChild } from "../../../gpu-node/agent/run-child.ts";
import { lottie, solid } from "./support/lottie.ts";
import { toneWav } from "./support/make-media.ts";
import { TemplateBench } from "./support/template-bench.ts";

let bench: TemplateBench;
beforeAll(async () => {
  bench = await TemplateBench.open();
});
afterAll(() => bench.close());

const input = {
  assetId: randomUUID(),
  contentType: "application/octet-stream",
  sizeBytes: 1,
  sha256: "0".repeat(64),
};

async function run(spec: TaskSpec, inputPaths: string[]) {
  const workDirectory = join(bench.directory, randomUUID());
  await mkdir(workDirectory);
  return runChild({
    program: new URL("../../../gpu-node/tasks/run-task-child.ts", import.meta.url),
    environment: { PATH: process.env["PATH"] ?? "" },
    start: { type: "start", spec, workDirectory, inputPaths, threads: 1 },
    memoryCapMebibytes: 4000,
    signal: new AbortController().signal,
    onProgress: () => {},
    onMemoryExceeded: () => {},
    logger: createLogger({ format: "json", level: "silent" }),
  });
}

const inspectAudio: TaskSpec = {
  kind: "inspect-audio",
  parameters: { name: "tone.wav" },
  inputs: [{ ...input, role: "audio" }],
};

function renderTemplate(maximumMilliseconds?: number): TaskSpec {
  return {
    kind: "render-template",
    parameters: {
      frames: { start: 0, end: 30 },
      width: 64,
      height: 48,
      framesPerSecond: { numerator: 30, denominator: 1 },
      encoding: { codec: "h264", bitsPerSecond: 500_000, rateControl: "vbr", preset: 5 },
      customizations: [],
      ...(maximumMilliseconds === undefined ? {} : { maximumMilliseconds }),
    },
    inputs: [{ ...input, role: "template" }],
  };
}

const archive = () => bench.zip(lottie([solid("Back", "#ff0000", 64, 48)]));

test("a child inspects audio", async () => {
  const outcome = await run(inspectAudio, [await bench.file("tone.wav", toneWav(1))]);
  expect(outcome).toMatchObject({ type: "finished", outputs: [{ name: "inspection" }] });
});

test("a child inspects a template", async () => {
  const spec: TaskSpec = {
    kind: "inspect-template",
    parameters: { name: "promo.zip" },
    inputs: [{ ...input, role: "template" }],
  };
  expect(await run(spec, [await archive()])).toMatchObject({
    type: "finished",
    outputs: [{ name: "inspection" }, { name: "poster", contentType: "image/png" }],
  });
});

test("a child renders a template", async () => {
  expect(await run(renderTemplate(), [await archive()])).toMatchObject({
    type: "finished",
    outputs: [{ name: "video", contentType: "video/mp4" }, { name: "thumbnail" }],
    media: { videoCodec: "h264", width: 64, height: 48, framesPerSecond: 30 },
    model: "skottie",
    encoder: "libx264",
  });
});

test("what no other node would do better is not tried again", async () => {
  expect(await run(inspectAudio, [await bench.file("bad.wav", "RIFF")])).toEqual({
    type: "failed",
    code: "invalid-input",
    message: "Unsupported audio codec: it is no MP3, WAV or AAC file",
    retryable: false,
  });
  expect(await run(renderTemplate(1), [await archive()])).toEqual({
    type: "failed",
    code: "budget-exhausted",
    message: "Insufficient VM budget mid-render",
    retryable: false,
  });
});
