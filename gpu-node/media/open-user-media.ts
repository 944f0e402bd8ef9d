import { open } from "node:fs/promises";
import type { Demuxer } from "node-av/api";
import { AV_LOG_QUIET } from "node-av/constants";
import { Log } from "node-av/lib";
import { movFormats, openMediaFile } from "./open-media-file.ts";

/** What a file of a user is by its first bytes. */
export type UserMediaFormat = "mov" | "mp3" | "wav" | "aac";

/** Larger pictures than any template needs; a decoder asked for more refuses. */
export const maximumVideoPixels = 8192 * 8192;

/**
 * Says what a film or sound is by its first bytes: MP4 and its kin, MP3, WAV or AAC in ADTS.
 * Null for everything else, playlists among them.
 */
export async function detectUserMedia(path: string): Promise<UserMediaFormat | null> {
  await using file = await open(path, "r");
  const { bytesRead, buffer } = await file.read(Buffer.alloc(16), 0, 16, 0);
  const start = buffer.subarray(0, bytesRead);
  if (start.toString("latin1", 4, 8) === "ftyp") return "mov";
  if (start.toString("latin1", 0, 4) === "RIFF" && start.toString("latin1", 8, 12) === "WAVE")
    return "wav";
  if (start.toString("latin1", 0, 3) === "ID3") return afterTag(path, start);
  return detectSync(start);
}

/** Both MP3 and AAC may begin with an ID3 tag, whose length is written in seven bits a byte. */
async function afterTag(path: string, start: Buffer): Promise<UserMediaFormat | null> {
  const tagBytes = [6, 7, 8, 9].reduce((sum, place) => sum * 128 + ((start[place] ?? 0) & 127), 0);
  await using file = await open(path, "r");
  const { buffer } = await file.read(Buffer.alloc(16), 0, 16, tagBytes + 10);
  // Players skip padding behind the tag, so a tag alone counts as MP3's.
  return detectSync(buffer) ?? "mp3";
}

function detectSync(bytes: Buffer): UserMediaFormat | null {
  const [first = 0, second = 0] = bytes;
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return null;
  const layer = (second >>> 1) & 3;
  if ((second & 0xf0) === 0xf0 && layer === 0) return "aac";
  return layer === 1 ? "mp3" : null;
}

/** Opens a file with the one demuxer that its first bytes name. Rejects when it fails. */
export async function openUserMedia(path: string, format: UserMediaFormat): Promise<Demuxer> {
  Log.setLevel(AV_LOG_QUIET);
  return openMediaFile(path, format, format === "mov" ? movFormats : format);
}
