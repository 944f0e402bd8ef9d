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

/** Settings that give a good picture at interactive speed for each encoder we know. */
export function encoderSettings(encoder: string, threads: number): EncoderSettings {
  const threadCount = String(threads);
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
