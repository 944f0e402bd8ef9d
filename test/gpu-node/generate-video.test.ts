import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadImage } from "@napi-rs/canvas";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { probeEncoders } from "../../gpu-node/media/probe-encoders.ts";
import { probeMedia } from "../../gpu-node/media/probe-media.ts";
import { generateVideo } from "../../gpu-node/tasks/generate-video.ts";
import type {
  GenerateVideoInput,
  GenerateVideoProgress,
} from "../../gpu-node/tasks/generate-video.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "framefleet-video-"));
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

function request(changes: Partial<GenerateVideoInput>): GenerateVideoInput {
  return {
    prompt: "A sailboat at sunset",
    width: 320,
    height: 180,
    framesPerSecond: 24,
    durationSeconds: 0.75,
    container: "mp4",
    threads: 1,
    workDirectory: directory,
    onProgress: () => {},
    signal: new AbortController().signal,
    ...changes,
  };
}

describe("generateVideo", () => {
  it.each([
    ["mp4", "h264"],
    ["mov", "h264"],
    ["webm", "vp9"],
    ["avi", "mpeg4"],
  ] as const)("makes a true %s file", async (container, videoCodec) => {
    const progress: GenerateVideoProgress[] = [];
    const result = await generateVideo(
      request({ container, onProgress: (step) => progress.push(step) }),
    );
    expect(result).toMatchObject({
      model: "procedural",
      media: { width: 320, height: 180, videoCodec, container, hasAudio: false },
    });
    const [video, thumbnail] = result.outputs;
    const media = await probeMedia(video?.path ?? "", container);
    expect(media).toMatchObject({ frameCount: 18, videoCodec, sizeBytes: video?.sizeBytes });
    expect(media.durationSeconds).toBeCloseTo(0.75, 2);
    expect(media.framesPerSecond).toBeCloseTo(24, 2);
    expect(JSON.stringify(media.metadata)).toContain("procedural model");
    const picture = await loadImage(await readFile(thumbnail?.path ?? ""));
    expect([picture.width, picture.height]).toEqual([320, 180]);
    expect(progress.at(0)?.stage).toBe("preparing");
    expect(progress.at(-1)).toMatchObject({ stage: "verifying", percent: 100 });
    const percents = progress.map((step) => step.percent);
    expect(percents).toEqual([...percents].sort((left, right) => left - right));
  });

  it("stops when aborted and leaves no file", async () => {
    const controller = new AbortController();
    const workDirectory = join(directory, "aborted");
    const run = generateVideo(
      request({
        workDirectory,
        signal: controller.signal,
        durationSeconds: 20,
        onProgress: ({ framesDone }) => {
          if ((framesDone ?? 0) > 4) controller.abort();
        },
      }),
    );
    await expect(run).rejects.toMatchObject({ name: "TaskError", code: "aborted" });
    expect(await readdir(workDirectory)).toEqual([]);
  });

  it.each([{ width: 321 }, { framesPerSecond: 0 }, { durationSeconds: Number.NaN }])(
    "refuses %j",
    async (changes) => {
      await expect(generateVideo(request(changes))).rejects.toMatchObject({
        code: "invalid-input",
      });
    },
  );
});

describe("probeMedia", () => {
  it("refuses a playlist that calls itself a video", async () => {
    const path = join(directory, "disguised.mp4");
    await writeFile(path, "#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n");
    await expect(probeMedia(path, "mp4")).rejects.toMatchObject({ code: "media-unreadable" });
  });
});

describe("probeEncoders", () => {
  it("keeps only encoders that encode here", async () => {
    expect(await probeEncoders({ candidates: ["no_such_encoder", "libx264", "mpeg4"] })).toEqual([
      "libx264",
      "mpeg4",
    ]);
  });

  it("finds every software encoder that a dialect may ask for", async () => {
    const software = ["libx264", "libx265", "libsvtav1", "libvpx-vp9", "mpeg4", "aac"];
    expect(await probeEncoders()).toEqual(expect.arrayContaining(software));
  });
});
