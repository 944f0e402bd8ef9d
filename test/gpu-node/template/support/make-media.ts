import { createCanvas } from "@napi-rs/canvas";
import { Muxer } from "node-av/api";
import { SoundWriter } from "../../../../gpu-node/media/encode-sound.ts";
import { encodeVideo } from "../../../../gpu-node/media/encode-video.ts";

/** A PNG of one colour. */
export function plainPng(width: number, height: number, colour: string): Buffer {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d");
  context.fillStyle = colour;
  context.fillRect(0, 0, width, height);
  return canvas.toBuffer("image/png");
}

/** A Targa file of one colour, 24 bits, packed, rows from the bottom. */
export function plainTga(
  width: number,
  height: number,
  [r, g, b]: [number, number, number],
): Buffer {
  const header = Buffer.alloc(18);
  header.writeUInt8(10, 2);
  header.writeUInt16LE(width, 12);
  header.writeUInt16LE(height, 14);
  header.writeUInt8(24, 16);
  const packets: number[] = [];
  for (let left = width * height; left > 0; left -= 128)
    packets.push(0x80 | (Math.min(128, left) - 1), b, g, r);
  return Buffer.concat([header, Buffer.from(packets)]);
}

/** Writes an MP4 whose frames have the colours that are said, one after another. */
export async function writeFilm(
  outputPath: string,
  options: {
    width: number;
    height: number;
    framesPerSecond: number;
    frameCount: number;
    colourAt: (frame: number) => readonly [number, number, number];
    encoder?: string;
  },
): Promise<void> {
  const { width, height, framesPerSecond, frameCount, colourAt } = options;
  async function* frames() {
    for (let frame = 0; frame < frameCount; frame += 1) {
      const [r, g, b] = colourAt(frame);
      yield Buffer.from(
        new Uint32Array(width * height).fill(((255 << 24) | (b << 16) | (g << 8) | r) >>> 0).buffer,
      );
    }
  }
  await encodeVideo({
    frames: frames(),
    width,
    height,
    framesPerSecond,
    container: "mp4",
    outputPath,
    encoder: options.encoder,
    threads: 1,
  });
}

/** A WAV file: a tone in stereo, 16 bits at 44,100 samples a second. */
export function toneWav(durationSeconds: number, frequency = 440, level = 0.5): Buffer {
  const rate = 44_100;
  const count = Math.round(durationSeconds * rate);
  const wav = Buffer.alloc(44 + count * 4);
  wav.write("RIFF", 0, "latin1");
  wav.writeUInt32LE(36 + count * 4, 4);
  wav.write("WAVEfmt ", 8, "latin1");
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(2, 22);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(rate * 4, 28);
  wav.writeUInt16LE(4, 32);
  wav.writeUInt16LE(16, 34);
  wav.write("data", 36, "latin1");
  wav.writeUInt32LE(count * 4, 40);
  for (let index = 0; index < count; index += 1) {
    const value = Math.round(Math.sin((index / rate) * frequency * Math.PI * 2) * level * 32_000);
    wav.writeInt16LE(value, 44 + index * 4);
    wav.writeInt16LE(value, 46 + index * 4);
  }
  return wav;
}

/** Writes a tone of one second as MP3, or as AAC in ADTS or in MP4. */
export async function writeTone(path: string, format: "mp3" | "adts" | "mp4"): Promise<void> {
  const sampleRate = 48_000;
  const left = Float32Array.from({ length: sampleRate }, (_, index) => Math.sin(index / 17) / 2);
  await using muxer = await Muxer.open(path, { format });
  const container = format === "mp3" ? "avi" : "mp4";
  const soundtrack = { left, right: left, sampleRate };
  using writer = await SoundWriter.open(muxer, { container, soundtrack });
  await writer.writeUntil();
  await muxer.close();
}
