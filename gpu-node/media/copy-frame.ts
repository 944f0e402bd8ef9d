import type { Frame } from "node-av/lib";
import { TaskError } from "../tasks/task-error.ts";

/**
 * A frame with memory of its own. The library says that it copies buffers, but it points at their
 * bytes, which may be gone or changed when the encoder looks. Frees the other frame.
 */
export function copyFrame(borrowed: Frame): Frame {
  using original = borrowed;
  const copy = original.clone();
  // Of a frame that is referred to twice, making it writable makes a copy.
  if (copy === null || copy.makeWritable() < 0)
    throw new TaskError("encode-failed", "There is no memory for a frame.");
  return copy;
}
