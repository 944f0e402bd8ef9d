import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import { probeMedia } from "../../gpu-node/media/probe-media.ts";
import { downloadVideo } from "../../scripts/local/download-video.ts";
import type { JobStatus } from "../../scripts/local/watch-job.ts";

const pngSignature = "89504e470d0a1a0a";

/** Downloads what a completed 720p job links to and checks the files themselves. */
export async function expectFinishedVideo(
  job: JobStatus,
  durationSeconds: number,
  folder: string,
): Promise<void> {
  const video = path.join(folder, "video.mp4");
  await downloadVideo(job.video_url ?? "", video);
  const media = await probeMedia(video, "mp4");
  expect(media).toMatchObject({ videoCodec: "h264", width: 1280, height: 720 });
  expect(Math.abs(media.durationSeconds - durationSeconds)).toBeLessThan(0.1);
  expect(media.frameCount).toBe(Math.round(durationSeconds * media.framesPerSecond));

  const thumbnail = path.join(folder, "thumbnail.png");
  await downloadVideo(job.thumbnail_url ?? "", thumbnail);
  const bytes = await readFile(thumbnail);
  expect(bytes.subarray(0, 8).toString("hex")).toBe(pngSignature);
  // The IHDR chunk comes first: width and height follow its name.
  expect(bytes.readUInt32BE(16) / bytes.readUInt32BE(20)).toBeCloseTo(1280 / 720, 1);
}
