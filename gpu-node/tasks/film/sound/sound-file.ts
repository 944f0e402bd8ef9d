import { open } from "node:fs/promises";
import { createSound } from "../../../models/sound/sound-model.ts";
import type { StereoSound } from "../../../models/sound/sound-model.ts";

const bytesPerFrame = 8;

/** Keeps a sound on disk as it is calculated, both channels by turns, so that no length is held. */
export async function writeSoundFile(path: string, parts: Iterable<StereoSound>): Promise<void> {
  await using file = await open(path, "w");
  for (const { left, right } of parts) {
    const both = new Float32Array(left.length * 2);
    for (let index = 0; index < left.length; index += 1) {
      both[index * 2] = left[index] ?? 0;
      both[index * 2 + 1] = right[index] ?? 0;
    }
    await file.write(new Uint8Array(both.buffer));
  }
}

/** Reads such a file again, in parts of so many samples. */
export async function* readSoundFile(
  path: string,
  partSamples: number,
): AsyncGenerator<StereoSound, void, undefined> {
  await using file = await open(path, "r");
  for (;;) {
    const bytes = new Uint8Array(partSamples * bytesPerFrame);
    const { bytesRead } = await file.read(bytes, 0, bytes.length);
    const count = Math.floor(bytesRead / bytesPerFrame);
    if (count === 0) return;
    const both = new Float32Array(bytes.buffer, 0, count * 2);
    const part = createSound(count);
    for (let index = 0; index < count; index += 1) {
      part.left[index] = both[index * 2] ?? 0;
      part.right[index] = both[index * 2 + 1] ?? 0;
    }
    yield part;
  }
}
