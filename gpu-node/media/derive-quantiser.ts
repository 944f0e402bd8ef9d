import type { VideoEncodingRequest } from "./video-encoding-settings.ts";

/** Bits a pixel at which the middle quantiser of each codec looks about the same. */
const scales = {
  h264: { middle: 26, bitsPerPixel: 0.1, halvingStep: 6, lowest: 1, highest: 51 },
  h265: { middle: 28, bitsPerPixel: 0.06, halvingStep: 6, lowest: 1, highest: 51 },
  av1: { middle: 35, bitsPerPixel: 0.05, halvingStep: 8, lowest: 1, highest: 63 },
} as const;

/**
 * The constant quantiser that stands for a bitrate: with `b` the bits asked for each pixel of each
 * frame, `QP = middle − step · log2(b / middle's b)`, rounded and kept in the codec's range. Six
 * steps of H.264 and H.265, and about eight of SVT-AV1's 63, halve the rate. At 5 Mbit/s, 1080p
 * and 30 frames a second (b = 0.080) that is 28 in H.264, 25 in H.265 and 30 in AV1.
 */
export function deriveQuantiser(
  request: Pick<
    VideoEncodingRequest,
    "encoding" | "width" | "height" | "framesPerSecond" | "encoder"
  >,
): number {
  const { encoding, width, height, framesPerSecond, encoder } = request;
  const scale = scales[encoding.codec];
  const bits = encoding.bitsPerSecond / (width * height * framesPerSecond);
  const exact = scale.middle - scale.halvingStep * Math.log2(bits / scale.bitsPerPixel);
  const quantiser = Math.round(Math.min(scale.highest, Math.max(scale.lowest, exact)));
  // NVENC counts AV1's quantiser to 255.
  return encoder === "av1_nvenc" ? Math.round((quantiser * 255) / 63) : quantiser;
}
