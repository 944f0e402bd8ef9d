import type { CheckResult } from "./check.ts";
import { runTool } from "./run-tool.ts";

/** A check that is one program: it passes when the program exits with 0. */
export async function checkTool(
  tool: string,
  toolArguments: readonly string[],
): Promise<CheckResult> {
  const { exitCode, standardOutput, standardError } = await runTool(tool, toolArguments);
  return { ok: exitCode === 0, output: `${standardOutput}${standardError}` };
}
