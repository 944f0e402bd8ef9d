import { fork } from "node:child_process";
import { siblingProgram } from "../sibling-program.ts";
import { soundEncoders } from "./video-container.ts";

/** Encoders worth advertising: of pictures, hardware first, then of sound. */
const candidateEncoders = [
  "h264_nvenc",
  "hevc_nvenc",
  "av1_nvenc",
  "h264_qsv",
  "libx264",
  "libx265",
  "libsvtav1",
  "libvpx-vp9",
  "mpeg4",
  ...soundEncoders,
] as const;

export interface ProbeEncodersOptions {
  readonly candidates?: readonly string[];
  /** A driver that hangs counts as absent after this time. */
  readonly timeoutSeconds?: number;
}

/**
 * Returns the encoders that really opened and encoded a frame, in the order of the candidates.
 * Those of hardware run in a child process each, because a broken driver may crash it.
 */
export async function probeEncoders(options: ProbeEncodersOptions = {}): Promise<string[]> {
  const candidates = options.candidates ?? candidateEncoders;
  const software = candidates.filter((name) => !isHardware(name));
  const proven = new Set<string>();
  for (const group of [software, ...candidates.filter(isHardware).map((name) => [name])]) {
    for (const name of await encodeInChild(group, options.timeoutSeconds ?? 10)) proven.add(name);
  }
  return candidates.filter((name) => proven.has(name));
}

function isHardware(name: string): boolean {
  return name.endsWith("_nvenc") || name.endsWith("_qsv");
}

/** Those of the encoders that worked before the child ended, whatever ended it. */
function encodeInChild(encoders: readonly string[], timeoutSeconds: number): Promise<string[]> {
  return new Promise((resolve) => {
    const proven: string[] = [];
    const child = fork(siblingProgram("./probe-encoders-child", import.meta.url), [...encoders], {
      execArgv: ["--disable-warning=ExperimentalWarning"],
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      timeout: timeoutSeconds * 1000 * encoders.length,
      killSignal: "SIGKILL",
    });
    child.on("message", (name) => {
      if (typeof name === "string") proven.push(name);
    });
    child.once("error", () => resolve(proven));
    // Not `exit`: the last word may still be in the channel then.
    child.once("close", () => resolve(proven));
  });
}
