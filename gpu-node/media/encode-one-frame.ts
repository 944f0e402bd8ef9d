import { Encoder, FilterAPI } from "node-av/api";
import { AV_LOG_QUIET, AV_PIX_FMT_RGBA } from "node-av/constants";
import type { FFEncoderCodec } from "node-av/constants";
import { Frame, Log } from "node-av/lib";
import { soundFilter, toAudioFrames } from "./encode-sound.ts";
import { encoderSettings } from "./encoder-settings.ts";
import { isSoundEncoder } from "./video-container.ts";

const sampleRate = 48_000;
const silence = {
  left: new Float32Array(sampleRate / 4),
  right: new Float32Array(sampleRate / 4),
  sampleRate,
};

/**
 * Opens the encoder and encodes one 256x256 picture, or a quarter of a second of sound; true when
 * a packet came out.
 */
export async function encodeOneFrame(encoderName: string): Promise<boolean> {
  Log.setLevel(AV_LOG_QUIET);
  const isSound = isSoundEncoder(encoderName);
  using filter = FilterAPI.create(
    isSound ? soundFilter(encoderName, sampleRate) : "format=yuv420p",
  );
  using encoder = await Encoder.create(
    encoderName as FFEncoderCodec,
    // As real work is encoded: some refuse what others take for granted.
    isSound ? {} : { context: { bitRate: 0 }, options: encoderSettings(encoderName, 0).options },
  );
  let packetCount = 0;
  const frames = isSound ? toAudioFrames(silence) : oneFrame();
  for await (using packet of encoder.packets(filter.frames(frames))) {
    if (packet !== null) packetCount += 1;
  }
  return packetCount > 0;
}

async function* oneFrame(): AsyncGenerator<Frame | null> {
  const frame = Frame.fromVideoBuffer(Buffer.alloc(256 * 256 * 4, 128), {
    width: 256,
    height: 256,
    format: AV_PIX_FMT_RGBA,
    timeBase: { num: 1, den: 25 },
  });
  frame.pts = 0n;
  yield frame;
  yield null;
}
