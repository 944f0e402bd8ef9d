import { runTool, type ToolResult } from "../house/run-tool.ts";

/** Runs wrangler with these arguments and answers how it ended, whatever its exit code. */
export type Wrangler = (wranglerArguments: readonly string[]) => Promise<ToolResult>;

/** Wrangler in the account that it is signed in to, never asking anything. */
export function createWrangler(environment: Record<string, string> = {}): Wrangler {
  return (wranglerArguments) =>
    runTool("wrangler", wranglerArguments, {
      environment: { CI: "1", FORCE_COLOR: "0", WRANGLER_HIDE_BANNER: "true", ...environment },
    });
}

/** Runs a command that must succeed; answers what it printed. Throws with wrangler's words. */
export async function runWrangler(
  wrangler: Wrangler,
  wranglerArguments: readonly string[],
): Promise<string> {
  const run = await wrangler(wranglerArguments);
  if (run.exitCode === 0) return run.standardOutput;
  throw new WranglerError(wranglerArguments, run);
}

/** A wrangler command failed in a way that was not expected. */
export class WranglerError extends Error {
  override readonly name = "WranglerError";

  constructor(wranglerArguments: readonly string[], run: ToolResult) {
    const words = `${run.standardOutput}${run.standardError}`.trim();
    super(`wrangler ${wranglerArguments.slice(0, 3).join(" ")} failed:\n${words}`);
  }
}
