import { execFile } from "node:child_process";
import { expect, test } from "vitest";
import { z } from "zod";
import { repositoryRoot } from "../../scripts/house/run-tool.ts";

const figure = z.number().positive();
const Dispatch = z.strictObject({
  throughputRatio: figure,
  submitP50Milliseconds: figure,
  bareP50Milliseconds: figure,
  submitToLeaseP50Milliseconds: figure,
  holds: z.boolean(),
});
const RenderedSize = z.strictObject({
  drawFramesPerSecond: figure,
  encodeFramesPerSecond: figure,
  framesPerSecond: figure,
  ratio: figure,
});
const Render = z.strictObject({ "720p": RenderedSize, "1080p": RenderedSize });

test("bench:dispatch measures both Workers and says whether its goals hold", async () => {
  const { exitCode, lastLine } = await runBench("dispatch");
  const { holds } = Dispatch.parse(JSON.parse(lastLine));
  // So short a run says nothing of speed, only that what it says and how it ends agree.
  expect(exitCode).toBe(holds ? 0 : 1);
});

test("bench:render measures both sizes", async () => {
  const { exitCode, lastLine } = await runBench("render");
  Render.parse(JSON.parse(lastLine));
  expect(exitCode).toBe(0);
});

function runBench(name: string): Promise<{ exitCode: number; lastLine: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [`bench/${name}.ts`, "--quick"],
      { cwd: repositoryRoot },
      (_error, standardOutput, standardError) => {
        const lastLine = standardOutput.trimEnd().split("\n").at(-1) ?? "";
        resolve({ exitCode: child.exitCode ?? -1, lastLine: lastLine || standardError });
      },
    );
  });
}
