import { execFile } from "node:child_process";
import { expect, test } from "vitest";
import { z } from "zod";
import { repositoryRoot } from "../../scripts/house/run-tool.ts";

const figure = z.number().positive();
const RenderedSize = z.strictObject({
  drawFramesPerSecond: figure,
  encodeFramesPerSecond: figure,
  framesPerSecond: figure,
  ratio: figure,
});
const Render = z.strictObject({ "720p": RenderedSize, "1080p": RenderedSize });

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
