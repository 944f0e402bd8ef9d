import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Encoder, Muxer } from "node-av/api";
import { AV_LOG_ERROR, AV_PIX_FMT_YUV420P } from "node-av/constants";
import type { FFEncoderCodec } from "node-av/constants";
import { Frame, Log, Rational } from "node-av/lib";

export interface ClipOptions {
  readonly encoder?: "libvpx-vp9" | "libx264";
  readonly width?: number;
  readonly height?: number;
  readonly framesPerSecond?: number;
  readonly frameCount?: number;
  /** Luma of each frame, from 0 to 255. */
  readonly lumaOf?: (frame: number) => number;
}

/** An MP4 as a model server would send it: by default VP9 in MP4, which browsers of phones refuse. */
export async function makeClip(options: ClipOptions = {}): Promise<Buffer> {
  const { encoder: name = "libvpx-vp9", width = 320, height = 192 } = options;
  const { framesPerSecond = 16, frameCount = 16, lumaOf = (frame) => 40 + frame * 10 } = options;
  Log.setLevel(AV_LOG_ERROR);
  const directory = await mkdtemp(join(tmpdir(), "framefleet-clip-"));
  const path = join(directory, "clip.mp4");
  try {
    const muxer = await Muxer.open(path, { format: "mp4" });
    const encoder = await Encoder.create(name as FFEncoderCodec, {
      options:
        name === "libx264" ? { preset: "ultrafast" } : { "cpu-used": "8", deadline: "realtime" },
      context: { framerate: new Rational(framesPerSecond, 1) },
    });
    const stream = muxer.addStream(encoder);
    const frames = async function* (): AsyncGenerator<Frame | null> {
      for (let index = 0; index < frameCount; index += 1) {
        const picture = Buffer.alloc(width * height * 1.5, 128);
        picture.fill(Math.min(235, lumaOf(index)), 0, width * height);
        const frame = Frame.fromVideoBuffer(picture, {
          width,
          height,
          format: AV_PIX_FMT_YUV420P,
          timeBase: { num: 1, den: framesPerSecond },
        });
        frame.pts = BigInt(index);
        frame.duration = 1n;
        yield frame;
        await new Promise((resolve) => setImmediate(resolve));
      }
      yield null;
    };
    for await (using packet of encoder.packets(frames())) {
      if (packet === null) continue;
      if (packet.duration === 0n) packet.duration = 1n;
      await muxer.writePacket(packet, stream);
    }
    await muxer.close();
    encoder[Symbol.dispose]();
    return await readFile(path);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
