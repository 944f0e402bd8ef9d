import { spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root folder. */
export const repositoryRoot = fileURLToPath(new URL("../..", import.meta.url));

export type ToolResult = { exitCode: number; standardOutput: string; standardError: string };

/**
 * Runs a program of node_modules/.bin to its end and collects what it printed.
 * Never rejects for a non-zero exit; a program that cannot start has exit code 127.
 */
export function runTool(
  tool: string,
  toolArguments: readonly string[],
  options: { directory?: string; environment?: Record<string, string> } = {},
): Promise<ToolResult> {
  return new Promise((resolve) => {
    const child = spawn(path.join(repositoryRoot, "node_modules/.bin", tool), toolArguments, {
      cwd: options.directory ?? repositoryRoot,
      env: { ...process.env, WRANGLER_SEND_METRICS: "false", ...options.environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let standardOutput = "";
    let standardError = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (standardOutput += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (standardError += text));
    child.on("error", (error) =>
      resolve({ exitCode: 127, standardOutput, standardError: `${tool}: ${error.message}` }),
    );
    child.on("close", (code) => resolve({ exitCode: code ?? 1, standardOutput, standardError }));
  });
}
