import { createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Saves a video; answers its size in bytes. Throws when the link does not answer with one. */
export async function downloadVideo(url: string, file: string): Promise<number> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(60_000) });
  if (!answer.ok || answer.body === null) {
    throw new Error(`the video's link answered ${answer.status}: ${await answer.text()}`);
  }
  await pipeline(Readable.fromWeb(answer.body), createWriteStream(file));
  const { size } = await stat(file);
  if (size === 0) throw new Error("the video is empty");
  return size;
}
