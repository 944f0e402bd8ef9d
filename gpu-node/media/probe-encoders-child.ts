import { encodeOneFrame } from "./encode-one-frame.ts";

/** Runs in a child process: the arguments are encoders; each that works is told as soon as it did. */
for (const encoder of process.argv.slice(2)) {
  if (await encodeOneFrame(encoder).catch(() => false)) process.send?.(encoder);
}
process.disconnect?.();
