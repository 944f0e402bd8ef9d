import type { VideoEncoding } from "#contracts/template.ts";
import { TaskError } from "../tasks/task-error.ts";
import type { EncoderSettings } from "./encoder-settings.ts";
import { deriveQuantiser } from "./derive-quantiser.ts";
import { nameLevel, nameProfile } from "./profile-names.ts";

export interface VideoEncodingRequest {
  readonly encoding: VideoEncoding;
  /** FFmpeg's name of the encoder that is to follow it. */
  readonly encoder: string;
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  /** 0 lets the encoder choose. */
  readonly threads: number;
}

/** The software encoder of each codec, which every node has. */
export const softwareEncoders: Readonly<Record<VideoEncoding["codec"], string>> = {
  h264: "libx264",
  h265: "libx265",
  av1: "libsvtav1",
};

/** By preset 0 to 5: higher is faster and makes larger files. */
const x26xPresets = ["slow", "medium", "fast", "veryfast", "superfast", "ultrafast"] as const;
const svtPresets = [5, 6, 8, 9, 10, 12] as const;
const nvencPresets = ["p7", "p6", "p5", "p4", "p2", "p1"] as const;

const svtSmallestSide = 64;

/** Key frames by themselves stand this far apart. */
const defaultGopSeconds = 2;

/**
 * What each encoder must be told so that a VideoEncoding is honoured. Throws `invalid-input` for a
 * profile or level that the codec does not have, or that 4:2:0 in 8 bits cannot have.
 *
 * - `vbr`: the average is the asked rate, with peaks up to half as much again over two seconds.
 * - `cbr`: the rate holds over every second; H.264 and H.265 are filled up to it.
 * - `cqp`: a constant quantiser, see `deriveQuantiser`.
 * - `gopFrames` is the distance of intra frames; with `idrEveryGops` above 1 only each such one is
 *   an IDR frame. AV1 has no such difference: every group begins with a key frame.
 */
export function videoEncodingSettings(request: VideoEncodingRequest): EncoderSettings {
  const { encoder } = request;
  if (encoder === "libx264") return x264Settings(request);
  if (encoder === "libx265") return x265Settings(request);
  if (encoder === "libsvtav1") return svtSettings(request);
  if (encoder.endsWith("_nvenc")) return nvencSettings(request);
  throw new TaskError("encoder-unavailable", `This node has no settings for ${encoder}.`);
}

function gopOf({ encoding, framesPerSecond }: VideoEncodingRequest) {
  const gopFrames =
    encoding.gopFrames ?? Math.max(1, Math.round(framesPerSecond * defaultGopSeconds));
  const idrEveryFrames = gopFrames * (encoding.idrEveryGops ?? 1);
  return { gopFrames, idrEveryFrames, isOpen: idrEveryFrames !== gopFrames };
}

function presetOf<Name>(presets: readonly Name[], { encoding }: VideoEncodingRequest): Name {
  const preset = presets[encoding.preset];
  if (preset === undefined) throw new TaskError("invalid-input", "The preset must be from 0 to 5.");
  return preset;
}

/** Average, peak and buffer in bits; none with a constant quantiser. */
function ratesOf({ encoding }: VideoEncodingRequest) {
  const { bitsPerSecond, rateControl } = encoding;
  if (rateControl === "cqp") return { context: { bitRate: 0 } };
  const isConstant = rateControl === "cbr";
  const rcMaxRate = isConstant ? bitsPerSecond : Math.round(bitsPerSecond * 1.5);
  const rcBufferSize = isConstant ? bitsPerSecond : bitsPerSecond * 2;
  return {
    context: {
      bitRate: bitsPerSecond,
      rcMaxRate,
      rcBufferSize: Math.min(rcBufferSize, 2_000_000_000),
      ...(isConstant ? { rcMinRate: bitsPerSecond } : {}),
    },
  };
}

function joinParameters(parameters: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(parameters)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))
    .join(":");
}

function x264Settings(request: VideoEncodingRequest): EncoderSettings {
  const { encoding, threads } = request;
  const { gopFrames, idrEveryFrames, isOpen } = gopOf(request);
  const profile = nameProfile(encoding);
  const level = nameLevel(encoding);
  const options: Record<string, string> = {
    preset: presetOf(x26xPresets, request),
    threads: String(threads),
    "forced-idr": "1",
    ...(profile === undefined ? {} : { profile }),
    ...(level === undefined ? {} : { level }),
    ...(encoding.rateControl === "cqp" ? { qp: String(deriveQuantiser(request)) } : {}),
    ...(encoding.rateControl === "cbr" ? { "nal-hrd": "cbr" } : {}),
    "x264-params": joinParameters({
      scenecut: 0,
      "open-gop": isOpen ? 1 : 0,
      "min-keyint": Math.min(gopFrames, 250),
      // The fastest preset gives up what makes a profile its own.
      cabac: encoding.profile === undefined || encoding.profile <= 66 ? undefined : 1,
      "8x8dct": encoding.profile === 100 ? 1 : undefined,
    }),
  };
  return {
    options,
    context: { ...ratesOf(request).context, gopSize: gopFrames },
    ...(isOpen ? { forcedEveryFrames: idrEveryFrames } : {}),
  };
}

function x265Settings(request: VideoEncodingRequest): EncoderSettings {
  const { encoding, threads } = request;
  const { gopFrames, idrEveryFrames, isOpen } = gopOf(request);
  const profile = nameProfile(encoding);
  const bitrate = Math.max(1, Math.round(encoding.bitsPerSecond / 1000));
  const isConstant = encoding.rateControl === "cbr";
  const isQuantised = encoding.rateControl === "cqp";
  const parameters = joinParameters({
    // It knows one kind of key frame at a time: groups between IDR frames begin with plain intra ones.
    keyint: idrEveryFrames,
    "min-keyint": idrEveryFrames,
    scenecut: 0,
    "open-gop": 0,
    "level-idc": nameLevel(encoding),
    pools: threads > 0 ? threads : undefined,
    bitrate: isQuantised ? undefined : bitrate,
    "vbv-maxrate": isQuantised ? undefined : isConstant ? bitrate : Math.round(bitrate * 1.5),
    "vbv-bufsize": isQuantised ? undefined : isConstant ? bitrate : bitrate * 2,
    "strict-cbr": isConstant ? 1 : undefined,
    hrd: isConstant ? 1 : undefined,
    "log-level": "error",
  });
  return {
    options: {
      preset: presetOf(x26xPresets, request),
      ...(profile === undefined ? {} : { profile }),
      ...(isQuantised ? { qp: String(deriveQuantiser(request)) } : {}),
      "x265-params": parameters,
    },
    context: {
      bitRate: isQuantised ? 0 : encoding.bitsPerSecond,
      gopSize: idrEveryFrames,
      // "hvc1", which Apple's players ask for.
      codecTag: Buffer.from("hvc1", "latin1").readUInt32LE(),
    },
    ...(isOpen ? { forcedEveryFrames: gopFrames } : {}),
  };
}

function svtSettings(request: VideoEncodingRequest): EncoderSettings {
  const { encoding, threads } = request;
  const { gopFrames } = gopOf(request);
  nameProfile(encoding);
  if (Math.min(request.width, request.height) < svtSmallestSide)
    throw new TaskError(
      "invalid-input",
      `Invalid encoder configuration parameters: AV1 needs ${svtSmallestSide} pixels a side.`,
    );
  const isConstant = encoding.rateControl === "cbr";
  const isQuantised = encoding.rateControl === "cqp";
  const parameters = joinParameters({
    rc: isQuantised ? 0 : isConstant ? 2 : 1,
    "aq-mode": isQuantised ? 0 : undefined,
    // Constant rate is only there without frames out of order.
    "pred-struct": isConstant ? 1 : undefined,
    "buf-sz": isConstant ? 1000 : undefined,
    scd: 0,
    level: nameLevel(encoding)?.replace(".", ""),
    lp: threads > 0 ? Math.min(6, threads) : undefined,
  });
  return {
    options: {
      preset: String(presetOf(svtPresets, request)),
      ...(isQuantised ? { qp: String(deriveQuantiser(request)) } : {}),
      "svtav1-params": parameters,
    },
    context: { bitRate: isQuantised ? 0 : encoding.bitsPerSecond, gopSize: gopFrames },
  };
}

function nvencSettings(request: VideoEncodingRequest): EncoderSettings {
  const { encoding } = request;
  const { gopFrames, idrEveryFrames, isOpen } = gopOf(request);
  const profile = nameProfile(encoding);
  const level = nameLevel(encoding);
  const modes = { cbr: "cbr", vbr: "vbr", cqp: "constqp" } as const;
  return {
    options: {
      preset: presetOf(nvencPresets, request),
      rc: modes[encoding.rateControl],
      "forced-idr": "1",
      "no-scenecut": "1",
      ...(encoding.codec === "av1" || profile === undefined ? {} : { profile }),
      ...(level === undefined ? {} : { level }),
      ...(encoding.rateControl === "cqp" ? { qp: String(deriveQuantiser(request)) } : {}),
      ...(encoding.rateControl === "cbr" && encoding.codec === "h264" ? { cbr: "1" } : {}),
    },
    context: { ...ratesOf(request).context, gopSize: gopFrames },
    ...(isOpen ? { forcedEveryFrames: idrEveryFrames } : {}),
  };
}
