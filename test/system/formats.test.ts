import { writeFile } from "node:fs/promises";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { probeMedia } from "../../gpu-node/media/probe-media.ts";
import { type CommonFleet, joinCommonFleet } from "./common-fleet.ts";
import { isCompleted, waitForJob } from "./wait-for-job.ts";

/** `signature`: what stands at which byte of the container, before any demuxer is told what to expect. */
const formats = [
  { format: "mp4", contentType: "video/mp4", codec: "h264", signature: [4, "ftypiso"] },
  { format: "webm", contentType: "video/webm", codec: "vp9", signature: [1, "E\u00df\u00a3"] },
  { format: "mov", contentType: "video/quicktime", codec: "h264", signature: [4, "ftypqt"] },
  { format: "avi", contentType: "video/x-msvideo", codec: "mpeg4", signature: [8, "AVI "] },
] as const;

let fleet: CommonFleet;
beforeAll(async () => {
  fleet = await joinCommonFleet();
});

describe("a second of 720p video", () => {
  test.for(formats)("as $format", async ({ format, contentType, codec, signature }) => {
    const { deployment, stateFolder } = fleet;
    const answer = await fetch(`${deployment.origin}/api/v1/render-video`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${deployment.apiKey}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({
        prompt: "a red kite over green hills",
        resolution: "720p",
        duration: 1,
        format,
      }),
    });
    const { job_id: jobId } = z.object({ job_id: z.string() }).parse(await answer.json());
    const job = await waitForJob(deployment, jobId, isCompleted, 90);
    expect(job).toMatchObject({ status: "completed" });
    expect(new URL(job.video_url ?? "").pathname).toBe(`/videos/${jobId}.${format}`);

    const download = await fetch(`${job.video_url}&download=1`);
    expect(download.status).toBe(200);
    expect(download.headers.get("content-type")).toBe(contentType);
    expect(download.headers.get("x-content-type-options")).toBe("nosniff");
    const fileName = `${jobId}.${format}`;
    expect(download.headers.get("content-disposition")).toBe(
      `attachment; filename="${fileName}"; filename*=UTF-8''${fileName}`,
    );
    const bytes = Buffer.from(await download.arrayBuffer());
    expect(bytes.byteLength).toBe(Number(download.headers.get("content-length")));
    const [offset, text] = signature;
    expect(bytes.subarray(offset, offset + text.length).toString("latin1")).toBe(text);

    const file = path.join(stateFolder, fileName);
    await writeFile(file, bytes);
    const media = await probeMedia(file, format);
    expect(media).toMatchObject({ videoCodec: codec, width: 1280, height: 720, frameCount: 30 });
    expect(Math.abs(media.durationSeconds - 1)).toBeLessThan(0.05);
  });
});
