import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { hashText } from "#contracts/prompt/hash-text.ts";
import type { Soundtrack } from "../media/encode-sound.ts";
import { encodeVideo } from "../media/encode-video.ts";
import { extractThumbnail } from "../media/extract-thumbnail.ts";
import { probeMedia } from "../media/probe-media.ts";
import type { MediaDescription } from "../media/probe-media.ts";
import { chooseEncoder, codecOfEncoder, containerProfiles } from "../media/video-container.ts";
import type { VideoContainer } from "../media/video-container.ts";
import { proceduralSoundModel } from "../models/sound/procedural/procedural-sound-model.ts";
import { soundSampleRate } from "../models/sound/sound-model.ts";
import { proceduralVideoModel } from "../models/video/procedural/procedural-video-model.ts";
import type { VideoModelImages } from "../models/video/video-model.ts";
import { describeOutput } from "./describe-output.ts";
import { readTaskImages } from "./read-task-images.ts";
import { TaskError, throwIfAborted } from "./task-error.ts";
import type { TaskFile } from "./task-run.ts";

export interface GenerateVideoProgress {
  stage: "preparing" | "generating" | "encoding" | "verifying";
  /** 0 to 100 over the whole task. */
  percent: number;
  framesDone?: number;
  framesTotal?: number;
  message?: string;
}

export interface GenerateVideoInput {
  prompt: string;
  seed?: number;
  /** Even, because the pictures are stored as yuv420p. */
  width: number;
  height: number;
  framesPerSecond: number;
  durationSeconds: number;
  container: VideoContainer;
  /** True: with a soundtrack that fits the scene. */
  audio?: boolean | undefined;
  /** Images of the user; at most one of them begins the video and one ends it. */
  images?: readonly TaskFile[] | undefined;
  encoder?: string;
  threads?: number;
  workDirectory: string;
  onProgress(progress: GenerateVideoProgress): void;
  signal: AbortSignal;
}

export interface GeneratedOutput {
  name: "video" | "thumbnail";
  path: string;
  contentType: string;
  sizeBytes: number;
  sha256: string;
}

export interface GenerateVideoResult {
  outputs: GeneratedOutput[];
  media: {
    width: number;
    height: number;
    durationSeconds: number;
    framesPerSecond: number;
    videoCodec: string;
    container: string;
    hasAudio: boolean;
  };
  model: "procedural";
  seed: number;
}

/**
 * Makes a video of a prompt, checks the finished file against the request and cuts a thumbnail.
 * Throws TaskError: `invalid-input`, `encode-failed`, `media-unreadable`, `verification-failed`
 * or `aborted`. On failure no output file stays behind.
 */
export async function generateVideo(input: GenerateVideoInput): Promise<GenerateVideoResult> {
  checkInput(input);
  throwIfAborted(input.signal);
  const model = proceduralVideoModel;
  const seed = input.seed ?? hashText(input.prompt);
  await mkdir(input.workDirectory, { recursive: true });
  const videoPath = join(input.workDirectory, `video.${input.container}`);
  const thumbnailPath = join(input.workDirectory, "thumbnail.png");
  input.onProgress({ stage: "preparing", percent: 0, message: "Composing the scene" });
  try {
    const images = await readTaskImages(input.images ?? []);
    const { frameCount } = await drawAndEncode(input, seed, images, videoPath);
    input.onProgress({
      stage: "verifying",
      percent: 96,
      framesDone: frameCount,
      framesTotal: frameCount,
    });
    const media = await probeMedia(videoPath, input.container);
    verify(input, media, frameCount);
    await extractThumbnail({
      videoPath,
      container: input.container,
      outputPath: thumbnailPath,
      frameIndex: Math.floor((frameCount - 1) * 0.3),
    });
    throwIfAborted(input.signal);
    const outputs = [
      await describeOutput("video", videoPath, containerProfiles[input.container].contentType),
      await describeOutput("thumbnail", thumbnailPath, "image/png"),
    ];
    input.onProgress({
      stage: "verifying",
      percent: 100,
      framesDone: frameCount,
      framesTotal: frameCount,
    });
    const { width, height, durationSeconds, framesPerSecond, videoCodec, container, hasAudio } =
      media;
    return {
      outputs,
      media: { width, height, durationSeconds, framesPerSecond, videoCodec, container, hasAudio },
      model: model.id,
      seed,
    };
  } catch (error) {
    await Promise.all([rm(videoPath, { force: true }), rm(thumbnailPath, { force: true })]);
    throw error;
  }
}

async function drawAndEncode(
  input: GenerateVideoInput,
  seed: number,
  images: VideoModelImages,
  videoPath: string,
): Promise<{ frameCount: number }> {
  const request = { ...input, seed, images };
  const { frameCount, frames } = proceduralVideoModel.generate(request, input.signal);
  const reportEvery = Math.max(1, Math.floor(frameCount / 100));
  const { framesEncoded } = await encodeVideo({
    frames,
    width: input.width,
    height: input.height,
    framesPerSecond: input.framesPerSecond,
    container: input.container,
    outputPath: videoPath,
    soundtrack: input.audio === true ? composeSound(input, seed, frameCount) : undefined,
    encoder: input.encoder,
    threads: input.threads,
    metadata: { comment: proceduralVideoModel.provenance, title: input.prompt.slice(0, 200) },
    signal: input.signal,
    onProgress: (framesDone) => {
      if (framesDone % reportEvery !== 0 && framesDone !== frameCount) return;
      const stage = framesDone === frameCount ? "encoding" : "generating";
      input.onProgress({
        stage,
        percent: 1 + (framesDone / frameCount) * 94,
        framesDone,
        framesTotal: frameCount,
      });
    },
  });
  if (framesEncoded !== frameCount) {
    throw new TaskError("encode-failed", `Encoded ${framesEncoded} of ${frameCount} frames.`);
  }
  return { frameCount };
}

/** Sound for exactly the pictures there are. */
function composeSound(input: GenerateVideoInput, seed: number, frameCount: number): Soundtrack {
  const durationSeconds = frameCount / input.framesPerSecond;
  const sound = proceduralSoundModel.generate({ prompt: input.prompt, seed, durationSeconds });
  return { ...sound, sampleRate: soundSampleRate };
}

function checkInput(input: GenerateVideoInput): void {
  const { width, height, framesPerSecond, durationSeconds } = input;
  const sizeFits = [width, height].every(
    (side) => Number.isInteger(side) && side >= 16 && side <= 7680 && side % 2 === 0,
  );
  if (!sizeFits)
    throw new TaskError("invalid-input", "Width and height must be even numbers from 16 to 7680.");
  if (!(framesPerSecond >= 1 && framesPerSecond <= 120)) {
    throw new TaskError("invalid-input", "The frame rate must be between 1 and 120.");
  }
  if (!(durationSeconds > 0 && durationSeconds <= 3600)) {
    throw new TaskError("invalid-input", "The duration must be above 0 and at most 3600 seconds.");
  }
}

function verify(input: GenerateVideoInput, media: MediaDescription, frameCount: number): void {
  const expectedCodec = codecOfEncoder(chooseEncoder(input.container, input.encoder));
  const expectedSeconds = frameCount / input.framesPerSecond;
  const toleranceSeconds = Math.max(0.1, 0.5 / input.framesPerSecond);
  const faults: string[] = [];
  if (media.width !== input.width || media.height !== input.height)
    faults.push(`size ${media.width}x${media.height}`);
  if (media.videoCodec !== expectedCodec)
    faults.push(`codec ${media.videoCodec}, not ${expectedCodec}`);
  if (media.frameCount !== frameCount) faults.push(`${media.frameCount} frames, not ${frameCount}`);
  if (Math.abs(media.durationSeconds - expectedSeconds) > 0.05)
    faults.push(`duration ${media.durationSeconds} s`);
  if (Math.abs(media.durationSeconds - input.durationSeconds) > toleranceSeconds + 0.001) {
    faults.push(`duration ${media.durationSeconds} s, asked for ${input.durationSeconds} s`);
  }
  const expectedSound =
    input.audio === true ? containerProfiles[input.container].sound.codec : null;
  if (media.audioCodec !== expectedSound)
    faults.push(`sound ${media.audioCodec ?? "none"}, not ${expectedSound ?? "none"}`);
  if (expectedSound !== null && Math.abs(media.audioSeconds - expectedSeconds) > 0.05)
    faults.push(`sound of ${media.audioSeconds} s`);
  if (faults.length > 0) {
    throw new TaskError(
      "verification-failed",
      `The finished file differs from the request: ${faults.join("; ")}.`,
    );
  }
}
