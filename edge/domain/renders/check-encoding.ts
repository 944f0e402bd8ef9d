import type { RenderTemplateParameters, VideoEncoding } from "#contracts/template.ts";
import { DomainError } from "../errors.ts";
import {
  CODEC_LIMITS,
  H264_HIGH_BITS_FACTOR,
  H264_HIGH_PROFILE,
  type LevelLimits,
} from "./codec-levels.ts";

const MAXIMUM_FRAMES_PER_SECOND = 240;
const NAMES = { h264: "H.264", h265: "H.265", av1: "AV1" } as const;

type Picture = Pick<RenderTemplateParameters, "width" | "height" | "framesPerSecond" | "encoding">;

/**
 * Refuses what no encoder can do: a size that 4:2:0 video cannot have, a profile that the codec
 * has not, a picture or bitrate beyond the level.
 *
 * @throws DomainError `invalid-request`
 */
export function checkEncoding(picture: Picture): void {
  const { width, height, encoding } = picture;
  const { codec, profile, level } = encoding;
  const { profiles, levels } = CODEC_LIMITS[codec];
  if (width % 2 !== 0 || height % 2 !== 0) throw refused("res", "res must have even numbers");
  if (rateOf(picture) > MAXIMUM_FRAMES_PER_SECOND) {
    throw refused("fpsNum", `The rate may be at most ${MAXIMUM_FRAMES_PER_SECOND} frames a second`);
  }
  if (profile !== undefined && profiles[profile] === undefined) {
    const known = Object.entries(profiles).map(([number, name]) => `${number} (${name})`);
    throw refused("profile", `profile of ${NAMES[codec]} must be ${known.join(", ")}`);
  }
  const limits = level === undefined ? widest(levels) : levels.get(level);
  if (limits === undefined) {
    const known = [...levels.keys()].join(", ");
    throw refused("level", `level of ${NAMES[codec]} must be one of ${known}`);
  }
  checkLevel(picture, limits);
}

function checkLevel(picture: Picture, limits: LevelLimits): void {
  const { encoding, width, height } = picture;
  const { codec, level, bitsPerSecond, rateControl } = encoding;
  const { blockSize } = CODEC_LIMITS[codec];
  const named = level === undefined ? NAMES[codec] : `level ${level} of ${NAMES[codec]}`;
  const wholeBlocks = (side: number) => Math.ceil(side / blockSize) * blockSize;
  const pixels = wholeBlocks(width) * wholeBlocks(height);
  if (pixels > limits.maximumPixels) {
    throw refused("res", `${width} × ${height} is more than ${named} can have`);
  }
  if (level === undefined) return;
  if (pixels * rateOf(picture) > limits.maximumPixelsPerSecond) {
    throw refused("level", `The size at this rate is more than ${named} can have`);
  }
  // A constant quantiser makes as many bits as it needs.
  if (rateControl !== "cqp" && bitsPerSecond > limits.maximumBitsPerSecond * bitsFactor(encoding)) {
    throw refused("bitrate", `bitrate is more than ${named} can have`);
  }
}

function bitsFactor({ codec, profile = H264_HIGH_PROFILE }: VideoEncoding): number {
  return codec === "h264" && profile === H264_HIGH_PROFILE ? H264_HIGH_BITS_FACTOR : 1;
}

function widest(levels: ReadonlyMap<number, LevelLimits>): LevelLimits | undefined {
  return [...levels.values()].at(-1);
}

function rateOf({ framesPerSecond: { numerator, denominator } }: Picture): number {
  return numerator / denominator;
}

function refused(field: string, message: string): DomainError {
  return new DomainError("invalid-request", message, { field });
}
