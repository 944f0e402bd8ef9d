import { z } from "zod";
import type { VideoEncoding } from "#contracts/template.ts";
import type { PictureWish } from "../../domain/renders/choose-picture.ts";
import { CustomizationMap, idNamed, Name } from "./schemas.ts";

const CODECS = ["h264", "h265", "av1"] as const;
const RATE_CONTROLS = ["cbr", "vbr", "cqp"] as const;
const DEFAULT_CODEC = 0;
const DEFAULT_PRESET = 2;
const DEFAULT_RATE_CONTROL = 1;

const whole = (name: string, minimum: number, maximum: number) => {
  const message = `${name} must be a whole number from ${minimum} to ${maximum}`;
  return z.int(message).min(minimum, message).max(maximum, message);
};
const side = whole("res", 16, 8192);

/** `encoderConfig` of a render (document 003). */
const EncoderConfig = z
  .object(
    {
      bitrate: whole("bitrate", 1000, 1_000_000_000).meta({ description: "Bits per second." }),
      fpsNum: whole("fpsNum", 1, 1_000_000).nullish(),
      fpsDenum: whole("fpsDenum", 1, 1_000_000).nullish().meta({ description: "1 by default." }),
      res: z
        .tuple([side, side], "res must be [width, height]")
        .nullish()
        .meta({ description: "Width and height, even numbers; the template's by default." }),
      codec: whole("codec", 0, 2).nullish().meta({ description: "0 H.264, 1 H.265, 2 AV1." }),
      preset: whole("preset", 0, 5)
        .nullish()
        .meta({ description: "Higher is faster and makes larger files; 2 by default." }),
      rc: whole("rc", 0, 2).nullish().meta({ description: "0 CBR, 1 VBR (default), 2 CQP." }),
      gop: whole("gop", 1, 6000).nullish().meta({ description: "Frames between key frames." }),
      idr: whole("idr", 1, 1000).nullish().meta({ description: "GOPs between IDR frames." }),
      profile: whole("profile", 0, 1000).nullish().meta({
        description: "The codec's own number: H.264 66, 77 or 100; H.265 1; AV1 0.",
      }),
      level: whole("level", 0, 1000).nullish().meta({
        description: "The codec's own number: H.264 41 is 4.1; H.265 123 is 4.1; AV1 9 is 4.1.",
      }),
    },
    "encoderConfig is required and must be an object",
  )
  .refine(({ fpsNum, fpsDenum }) => fpsNum != null || fpsDenum == null, "fpsDenum needs fpsNum");

/** `jobInfo` of a render: frames of the template, counted from 0. */
const JobInfo = z.object(
  {
    fStart: whole("fStart", 0, 0x7fff_ffff).nullish(),
    fEnd: whole("fEnd", 0, 0x7fff_ffff).nullish().meta({ description: "Exclusive." }),
  },
  "jobInfo must be an object",
);

/** Body of `POST /render` (document 003). */
export const RenderRequest = z
  .object({
    templateInstanceId: idNamed("templateInstanceId").nullish(),
    templateId: idNamed("templateId").nullish(),
    name: Name,
    audioId: idNamed("audioId").nullish(),
    jobInfo: JobInfo.nullish(),
    encoderConfig: EncoderConfig,
    customizationMap: CustomizationMap,
  })
  .refine(
    ({ templateInstanceId, templateId }) => (templateInstanceId == null) !== (templateId == null),
    "Either templateInstanceId or templateId must be provided",
  );
export type RenderRequest = z.infer<typeof RenderRequest>;

/** What a request wishes of the picture, in the domain's words. */
export function toPictureWish({ jobInfo, encoderConfig }: RenderRequest): PictureWish {
  const { res, fpsNum, fpsDenum } = encoderConfig;
  return {
    frames: { start: jobInfo?.fStart ?? undefined, end: jobInfo?.fEnd ?? undefined },
    size: res ? { width: res[0], height: res[1] } : undefined,
    framesPerSecond: fpsNum == null ? undefined : { numerator: fpsNum, denominator: fpsDenum ?? 1 },
    encoding: toEncoding(encoderConfig),
  };
}

function toEncoding(config: RenderRequest["encoderConfig"]): VideoEncoding {
  const { bitrate, codec, rc, preset, gop, idr, profile, level } = config;
  return {
    codec: CODECS[codec ?? DEFAULT_CODEC] ?? "h264",
    bitsPerSecond: bitrate,
    rateControl: RATE_CONTROLS[rc ?? DEFAULT_RATE_CONTROL] ?? "vbr",
    preset: preset ?? DEFAULT_PRESET,
    ...(gop != null && { gopFrames: gop }),
    ...(idr != null && { idrEveryGops: idr }),
    ...(profile != null && { profile }),
    ...(level != null && { level }),
  };
}
