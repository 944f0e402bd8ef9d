import { execFile } from "node:child_process";
import type { GpuReport } from "./gpu-device.ts";
import { parseMigUuids, withMigUuids } from "./parse-mig-uuids.ts";
import { parseNvidiaSmi } from "./parse-nvidia-smi.ts";

export type NvidiaSmiAnswer =
  | { readonly type: "report"; readonly report: GpuReport }
  | { readonly type: "absent"; readonly reason: string };

/** Asks the driver's tool what GPUs there are; says why when it cannot tell. Never throws. */
export async function readNvidiaSmi(program = "nvidia-smi"): Promise<NvidiaSmiAnswer> {
  const query = await runProgram(program, ["-q", "-x"]);
  if (query.failure !== null) return { type: "absent", reason: query.failure };
  try {
    const report = parseNvidiaSmi(query.output);
    if (!report.gpus.some((gpu) => gpu.migEnabled)) return { type: "report", report };
    const list = await runProgram(program, ["-L"]);
    return { type: "report", report: withMigUuids(report, parseMigUuids(list.output)) };
  } catch (error) {
    return { type: "absent", reason: error instanceof Error ? error.message : "unreadable report" };
  }
}

function runProgram(
  program: string,
  commandLine: readonly string[],
): Promise<{ output: string; failure: string | null }> {
  return new Promise((resolve) => {
    const options = {
      timeout: 10_000,
      maxBuffer: 16 * 1024 * 1024,
      killSignal: "SIGKILL",
    } as const;
    execFile(program, commandLine, options, (error, output) => {
      resolve({ output, failure: error === null ? null : explain(error, output) });
    });
  });
}

// Without a driver the tool explains itself on standard output and exits with 9, 12 and others.
function explain(error: Error & { code?: unknown; killed?: boolean }, output: string): string {
  if (error.code === "ENOENT") return "nvidia-smi is not installed";
  if (error.killed === true) return "nvidia-smi did not answer within 10 s";
  const sentence = output.trim().split("\n")[0]?.slice(0, 200) ?? "";
  return sentence === "" ? `nvidia-smi failed (${String(error.code)})` : sentence;
}
