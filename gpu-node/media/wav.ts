import { open, readFile } from "node:fs/promises";
import { TaskError } from "../tasks/task-error.ts";

const headerBytes = 44;
const largestFileBytes = 256 * 1024 * 1024;

/** One channel of sound, from -1 to 1. */
export interface WavSound {
  readonly samples: Float32Array;
  readonly sampleRate: number;
}

/** Reads a WAV file of 16-bit samples; several channels become one. Throws `media-unreadable`. */
export async function readWav(path: string): Promise<WavSound> {
  const bytes = await readFile(path);
  try {
    return parseWav(bytes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new TaskError("media-unreadable", "The sound ends too early.", { cause: error });
  }
}

function parseWav(bytes: Buffer): WavSound {
  const isWave =
    bytes.toString("latin1", 0, 4) === "RIFF" && bytes.toString("latin1", 8, 12) === "WAVE";
  if (!isWave || bytes.length > largestFileBytes)
    throw new TaskError("media-unreadable", "The sound is not a WAV file.");
  let format = { channels: 0, sampleRate: 0, bits: 0 };
  for (let offset = 12; offset + 8 <= bytes.length;) {
    const name = bytes.toString("latin1", offset, offset + 4);
    const size = bytes.readUInt32LE(offset + 4);
    const start = offset + 8;
    if (name === "fmt ") {
      format = {
        channels: bytes.readUInt16LE(start + 2),
        sampleRate: bytes.readUInt32LE(start + 4),
        bits: bytes.readUInt16LE(start + 14),
      };
    }
    if (name === "data") return toSound(bytes.subarray(start, start + size), format);
    offset = start + size + (size % 2);
  }
  throw new TaskError("media-unreadable", "The WAV file holds no sound.");
}

function toSound(
  data: Buffer,
  { channels, sampleRate, bits }: { channels: number; sampleRate: number; bits: number },
): WavSound {
  if (bits !== 16 || channels < 1 || channels > 8 || sampleRate < 4000 || sampleRate > 192_000)
    throw new TaskError("media-unreadable", "The WAV file is of an unknown kind.");
  const samples = new Float32Array(Math.floor(data.length / 2 / channels));
  for (let index = 0; index < samples.length; index += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1)
      sum += data.readInt16LE((index * channels + channel) * 2);
    samples[index] = sum / channels / 32_768;
  }
  return { samples, sampleRate };
}

/** Writes one channel as 16-bit WAV, block by block, so that no length is too long. */
export async function writeWav(
  path: string,
  sampleRate: number,
  blocks: Iterable<Float32Array> | AsyncIterable<Float32Array>,
): Promise<void> {
  await using file = await open(path, "w");
  let position = headerBytes;
  for await (const block of blocks) {
    const bytes = Buffer.alloc(block.length * 2);
    for (const [index, sample] of block.entries())
      bytes.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), index * 2);
    await file.write(bytes, 0, bytes.length, position);
    position += bytes.length;
  }
  await file.write(describeWav(sampleRate, position - headerBytes), 0, headerBytes, 0);
}

function describeWav(sampleRate: number, dataBytes: number): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.write("RIFF", 0);
  header.writeUInt32LE(dataBytes + headerBytes - 8, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRate, 24);
  header.writeUInt32LE(sampleRate * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(dataBytes, 40);
  return header;
}
