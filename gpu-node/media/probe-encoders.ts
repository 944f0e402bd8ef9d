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
 * Each runs in its own child process, because a broken driver may crash the process.
 */
export async function probeEncoders(options: ProbeEncodersOptions = {}): Promise<string[]> {
  const candidates = options.candidates ?? candidateEncoders;
  const proven: string[] = [];
  for (const encoder of candidates) {
    if (await encodesInChild(encoder, options.timeoutSeconds ?? 10)) proven.push(encoder);
  }
  return proven;
}

function encodesInChild(encoder: string, timeoutSeconds: number): Promise<boolean> {
  return new Promise((resolve) => {
    const child = fork(siblingProgram("./probe-encoders-child", import.meta.url), [encoder], {
      execArgv: ["--disable-warning=ExperimentalWarning"],
      stdio: ["ignore", "ignore", "ignore", "ipc"],
      timeout: timeoutSeconds * 1000,
      killSignal: "SIGKILL",
    });
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });
}
