import { MAXIMUM_AUDIO_BYTES } from "#contracts/limits.ts";
import type { FileKind } from "../assets/file-kind.ts";

/** Sounds by their media type. */
export const AUDIO_FORMATS: Readonly<Record<string, "mp3" | "wav" | "aac">> = {
  "audio/mpeg": "mp3",
  "audio/wav": "wav",
  "audio/aac": "aac",
};

/** A sound that renders can have. */
export const AUDIO_FILE: FileKind = {
  detect: detectAudioType,
  maximumBytes: MAXIMUM_AUDIO_BYTES,
  refusal: "The file must be MP3, WAV or AAC audio.",
};

function detectAudioType(head: Uint8Array): string | null {
  const text = String.fromCharCode(...head.subarray(0, 12));
  if (/^(?:RIFF|RF64)[\s\S]{4}WAVE$/.test(text)) return "audio/wav";
  if (text.startsWith("ID3")) return "audio/mpeg";
  if (text.startsWith("ADIF")) return "audio/aac";
  return detectFrame(head);
}

/** The first frame's header: 11 bits of sync, then version and layer; an ADTS one has layer 0. */
function detectFrame([first = 0, second = 0]: Uint8Array): string | null {
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return null;
  const layer = (second >> 1) & 3;
  if (layer === 1) return "audio/mpeg";
  return layer === 0 && (second & 0xf0) === 0xf0 ? "audio/aac" : null;
}
