import { Decoder } from "node-av/api";
import { AVMEDIA_TYPE_AUDIO } from "node-av/constants";
import { avGetCodecName } from "node-av/lib";
import { throwIfAborted } from "../tasks/task-error.ts";
import { detectUserMedia, openUserMedia } from "./open-user-media.ts";
import type { UserMediaFormat } from "./open-user-media.ts";

export type UserAudioOutcome =
  | {
      readonly type: "audio";
      readonly format: "mp3" | "wav" | "aac";
      readonly codec: string;
      readonly durationSeconds: number;
      readonly sampleRate: number;
      readonly channels: number;
    }
  | { readonly type: "unreadable"; readonly reason: string };

const codecsOfFormat: Readonly<Record<UserMediaFormat, RegExp>> = {
  mp3: /^mp3/,
  wav: /^(pcm_(u8|s16le|s24le|s32le|f32le|f64le|alaw|mulaw)|adpcm_(ms|ima_wav))$/,
  aac: /^aac$/,
  // What many programs call .aac or .m4a is AAC within MP4.
  mov: /^aac$/,
};

/**
 * Opens a sound of a user and decodes all of it: MP3, WAV or AAC. The duration is that of the
 * samples. Never throws for a bad file.
 * @param onProgress seconds decoded so far, and seconds that the file promises
 */
export async function inspectUserAudio(
  path: string,
  options: {
    readonly signal?: AbortSignal;
    readonly onProgress?: (seconds: number, ofSeconds: number) => void;
  } = {},
): Promise<UserAudioOutcome> {
  const format = await detectUserMedia(path);
  if (format === null) return unreadable("it is no MP3, WAV or AAC file");
  try {
    return await decode(path, format, options);
  } catch {
    throwIfAborted(options.signal);
    return unreadable("the sound is damaged");
  }
}

async function decode(
  path: string,
  format: UserMediaFormat,
  options: NonNullable<Parameters<typeof inspectUserAudio>[1]>,
): Promise<UserAudioOutcome> {
  await using demuxer = await openUserMedia(path, format);
  const audio = demuxer.streams.find((stream) => stream.codecpar.codecType === AVMEDIA_TYPE_AUDIO);
  if (audio === undefined) return unreadable("it has no sound");
  const codec = avGetCodecName(audio.codecpar.codecId) ?? "unknown";
  if (!codecsOfFormat[format].test(codec)) return unreadable(`its codec is ${codec}`);
  using decoder = await Decoder.create(audio);
  let [samples, sampleRate, channels] = [0, 0, 0];
  for await (using frame of decoder.frames(demuxer.packets(audio.index))) {
    if (frame === null) continue;
    throwIfAborted(options.signal);
    samples += frame.nbSamples;
    sampleRate = frame.sampleRate;
    channels = frame.channelLayout.nbChannels;
    options.onProgress?.(samples / sampleRate, demuxer.duration);
  }
  if (samples === 0 || sampleRate < 1 || channels < 1)
    return unreadable("no sample of it can be decoded");
  const durationSeconds = samples / sampleRate;
  const named = format === "mov" ? "aac" : format;
  return { type: "audio", format: named, codec, durationSeconds, sampleRate, channels };
}

function unreadable(reason: string): UserAudioOutcome {
  return { type: "unreadable", reason };
}
