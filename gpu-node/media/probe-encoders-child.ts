import { encodeOneFrame } from "./encode-one-frame.ts";

/** Runs in a child process: argv[2] is the encoder; the exit status is the answer. */
const encoder = process.argv[2] ?? "";
try {
  process.exit((await encodeOneFrame(encoder)) ? 0 : 1);
} catch {
  process.exit(1);
}
