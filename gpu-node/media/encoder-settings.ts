import type { EncoderOptions } from "node-av/api";

/** Options of one encoder, by FFmpeg's names. */
export interface EncoderSettings {
  readonly options: Record<string, string>;
  readonly globalQuality?: number;
  /** Fields of FFmpeg's codec context, beside or instead of the usual ones. */
  readonly context?: NonNullable<EncoderOptions["context"]>;
  /** Every so many frames one is made an intra frame; which kind the options say. */
  readonly forcedEveryFrames?: number;
}

/** What a file is for: to be watched, or to be decoded and encoded once more. */
export type EncodingPurpose = "delivery" | "intermediate";

/** Settings that give a good picture at interactive speed for each encoder we know. */
export function encoderSettings(
  encoder: string,
  threads: number,
  purpose: EncodingPurpose = "delivery",
): EncoderSettings {
  const threadCount = String(threads);
  if (purpose === "intermediate" && encoder === "libx264") {
    // With its lookahead this build of x264 does not make the same file twice.
    const params = "rc-lookahead=0:mbtree=0";
    return {
      options: { preset: "veryfast", crf: "13", "x264-params": params, threads: threadCount },
    };
  }
  if (encoder === "libx264" || encoder === "libx265") {
    return {
      options: {
        preset: "veryfast",
        crf: encoder === "libx264" ? "19" : "22",
        threads: threadCount,
      },
    };
  }
  if (encoder.endsWith("_nvenc")) return { options: { preset: "p4", rc: "vbr", cq: "21" } };
  if (encoder === "libsvtav1") return { options: { preset: "10", crf: "32" } };
  if (encoder === "libvpx-vp9") {
    return {
      options: {
        deadline: "realtime",
        "cpu-used": "7",
        crf: "28",
        "row-mt": "1",
        "tile-columns": "2",
        threads: threadCount,
      },
    };
  }
  if (encoder === "mpeg4")
    return { options: { flags: "+qscale", threads: threadCount }, globalQuality: 3 };
  return { options: {} };
}
