import { Decoder, FilterAPI } from "node-av/api";
import { AVMEDIA_TYPE_AUDIO, AVMEDIA_TYPE_VIDEO } from "node-av/constants";
import type { AVMediaType } from "node-av/constants";
import { openMedia } from "../../gpu-node/media/probe-media.ts";
import type { VideoContainer } from "../../gpu-node/media/video-container.ts";

/** Every picture of a file as RGBA, reduced to `width` x `height`. */
export async function decodePictures(
  path: string,
  container: VideoContainer,
  width: number,
  height: number,
): Promise<Buffer[]> {
  const filter = `scale=${width}:${height}:flags=area+accurate_rnd:in_color_matrix=bt709,format=rgba`;
  return decode(path, container, AVMEDIA_TYPE_VIDEO, filter);
}

/** The sound of a file: left and right by turns, at 48 kHz. */
export async function decodeSound(path: string, container: VideoContainer): Promise<Float32Array> {
  const filter = "aformat=sample_fmts=flt:sample_rates=48000:channel_layouts=stereo";
  const bytes = Buffer.concat(await decode(path, container, AVMEDIA_TYPE_AUDIO, filter));
  return new Float32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));
}

async function decode(
  path: string,
  container: VideoContainer,
  mediaType: AVMediaType,
  description: string,
): Promise<Buffer[]> {
  await using demuxer = await openMedia(path, container);
  const stream = demuxer.streams.find(({ codecpar }) => codecpar.codecType === mediaType);
  if (stream === undefined) return [];
  using decoder = await Decoder.create(stream);
  using filter = FilterAPI.create(description);
  const buffers: Buffer[] = [];
  for await (using frame of filter.frames(decoder.frames(demuxer.packets(stream.index)))) {
    if (frame !== null) buffers.push(Buffer.from(frame.toBuffer()));
  }
  return buffers;
}
