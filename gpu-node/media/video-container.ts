import type { FFEncoderCodec } from "node-av/constants";

/** The containers a job may ask for. */
export type VideoContainer = "mp4" | "webm" | "mov" | "avi";

interface ContainerProfile {
  readonly contentType: string;
  /** FFmpeg's muxer. */
  readonly muxer: string;
  /** FFmpeg's demuxer, the only one that may read such a file. */
  readonly demuxer: string;
  /** Encoders that the container may hold, the default first. */
  readonly encoders: readonly string[];
  /** A codec that every player of the container decodes. */
  readonly sound: {
    readonly encoder: string;
    readonly codec: string;
    readonly bitRate: number;
    /** False: the container cannot tell players to drop what an encoder puts before the start. */
    readonly dropsPriming: boolean;
  };
}

/**
 * MPEG-4 part 2 in AVI: the container has no presentation times, so B-frames of H.264 play
 * wrongly in many players, while this pair plays everywhere.
 */
export const containerProfiles: Readonly<Record<VideoContainer, ContainerProfile>> = {
  mp4: {
    contentType: "video/mp4",
    muxer: "mp4",
    demuxer: "mov",
    encoders: [
      "libx264",
      "h264_nvenc",
      "libx265",
      "hevc_nvenc",
      "libsvtav1",
      "av1_nvenc",
      "h264_vaapi",
      "h264_qsv",
    ],
    sound: { encoder: "aac", codec: "aac", bitRate: 192_000, dropsPriming: true },
  },
  mov: {
    contentType: "video/quicktime",
    muxer: "mov",
    demuxer: "mov",
    encoders: ["libx264", "h264_nvenc", "libx265", "hevc_nvenc", "h264_vaapi", "h264_qsv"],
    sound: { encoder: "aac", codec: "aac", bitRate: 192_000, dropsPriming: true },
  },
  webm: {
    contentType: "video/webm",
    muxer: "webm",
    demuxer: "matroska,webm",
    encoders: ["libvpx-vp9", "libsvtav1", "av1_nvenc"],
    sound: { encoder: "libopus", codec: "opus", bitRate: 128_000, dropsPriming: true },
  },
  avi: {
    contentType: "video/x-msvideo",
    muxer: "avi",
    demuxer: "avi",
    encoders: ["mpeg4"],
    sound: { encoder: "libmp3lame", codec: "mp3", bitRate: 192_000, dropsPriming: false },
  },
};

/** The encoder a container uses unless the caller names a better one that fits it. */
export function chooseEncoder(
  container: VideoContainer,
  wanted: string | undefined,
): FFEncoderCodec {
  const { encoders } = containerProfiles[container];
  const fitting = wanted !== undefined && encoders.includes(wanted) ? wanted : encoders[0];
  return fitting as FFEncoderCodec;
}

/** The encoders of sound that the containers ask for. */
export const soundEncoders: readonly string[] = [
  ...new Set(Object.values(containerProfiles).map(({ sound }) => sound.encoder)),
];

export function isSoundEncoder(name: string): boolean {
  return soundEncoders.includes(name);
}

/** FFmpeg's name of the stream that an encoder writes. */
export function codecOfEncoder(encoder: string): string {
  if (/264/.test(encoder)) return "h264";
  if (/265|hevc/.test(encoder)) return "hevc";
  if (/av1/.test(encoder)) return "av1";
  if (/vp9/.test(encoder)) return "vp9";
  return "mpeg4";
}
