import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { hashText } from "#contracts/prompt/hash-text.ts";
import type { Soundtrack } from "../media/encode-sound.ts";
import { encodeVideo } from "../media/encode-video.ts";
import { extractThumbnail } from "../media/extract-thumbnail.ts";
import { codecOfEncoder, containerProfiles } from "../media/video-container.ts";
import type { VideoContainer } from "../media/video-container.ts";
import { proceduralSoundModel } from "../models/sound/procedural/procedural-sound-model.ts";
import { soundSampleRate } from "../models/sound/sound-model.ts";
import { proceduralVideoModel } from "../models/video/procedural/procedural-video-model.ts";
import type { VideoFrames, VideoModel, VideoModelImages } from "../models/video/video-model.ts";
import { describeOutput } from "./describe-output.ts";
import { readTaskImages } from "./read-task-images.ts";
import { TaskError, throwIfAborted } from "./task-error.ts";
import type { TaskFile } from "./task-run.ts";
import { toMediaDescription, verifyVideo } from "./verify-video.ts";

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
  /** Who makes the pictures; the embedded model unless it is said. */
  model?: VideoModel;
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
  model: string;
  seed: number;
  /** Null: the model's own file is what was asked for. */
  encoder: string | null;
}

/**
 * Makes a video of a prompt, checks the finished file against the request and cuts a thumbnail.
 * Throws TaskError: `invalid-input`, `encode-failed`, `media-unreadable`, `verification-failed`,
 * `aborted`, and what the model throws. On failure no output file stays behind.
 */
export async function generateVideo(input: GenerateVideoInput): Promise<GenerateVideoResult> {
  checkInput(input);
  throwIfAborted(input.signal);
  const model = input.model ?? proceduralVideoModel;
  const seed = input.seed ?? hashText(input.prompt);
  await mkdir(input.workDirectory, { recursive: true });
  const videoPath = join(input.workDirectory, `video.${input.container}`);
  const thumbnailPath = join(input.workDirectory, "thumbnail.png");
  const message = model === proceduralVideoModel ? "Composing the scene" : `Asking ${model.id}`;
  input.onProgress({ stage: "preparing", percent: 0, message });
  try {
    const images = await readTaskImages(input.images ?? []);
    const { frameCount, encoder } = await makeVideo(input, model, { seed, images }, videoPath);
    input.onProgress({
      stage: "verifying",
      percent: 96,
      framesDone: frameCount,
      framesTotal: frameCount,
    });
    checkDuration(input, frameCount);
    const media = await verifyVideo(videoPath, {
      ...input,
      frameCount,
      videoCodec: encoder === null ? "h264" : codecOfEncoder(encoder),
      audioCodec: input.audio === true ? containerProfiles[input.container].sound.codec : null,
    });
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
    return {
      outputs,
      media: toMediaDescription(media),
      model: model.id,
      seed,
      encoder,
    };
  } catch (error) {
    await Promise.all([rm(videoPath, { force: true }), rm(thumbnailPath, { force: true })]);
    throw error;
  }
}

async function makeVideo(
  input: GenerateVideoInput,
  model: VideoModel,
  made: { seed: number; images: VideoModelImages },
  videoPath: string,
): Promise<{ frameCount: number; encoder: string | null }> {
  // Of a model server's work, decoding and encoding is the smaller part.
  const drawnPercent = model === proceduralVideoModel ? 1 : 80;
  const video = await model.generate(
    {
      ...input,
      ...made,
      onProgress: ({ percent, message }) =>
        input.onProgress({
          stage: "generating",
          percent: 1 + (percent / 100) * (drawnPercent - 1),
          message,
        }),
    },
    input.signal,
  );
  const { frameCount } = video;
  if (video.finishedFile !== undefined && input.container === "mp4") {
    await rename(video.finishedFile, videoPath);
    return { frameCount, encoder: null };
  }
  const reportEvery = Math.max(1, Math.floor(frameCount / 100));
  const { framesEncoded, encoder } = await encodeVideo({
    frames: video.frames,
    ...(video.pixelFormat === undefined ? {} : { pixelFormat: video.pixelFormat }),
    width: input.width,
    height: input.height,
    framesPerSecond: input.framesPerSecond,
    container: input.container,
    outputPath: videoPath,
    soundtrack:
      input.audio === true
        ? (video.soundtrack ?? composeSound(input, made.seed, frameCount))
        : undefined,
    encoder: input.encoder,
    threads: input.threads,
    metadata: { comment: commentOf(model, video, input), title: input.prompt.slice(0, 200) },
    signal: input.signal,
    onProgress: (framesDone) => {
      if (framesDone % reportEvery !== 0 && framesDone !== frameCount) return;
      const stage = framesDone === frameCount ? "encoding" : "generating";
      input.onProgress({
        stage,
        percent: drawnPercent + (framesDone / frameCount) * (95 - drawnPercent),
        framesDone,
        framesTotal: frameCount,
      });
    },
  });
  if (framesEncoded !== frameCount) {
    throw new TaskError("encode-failed", `Encoded ${framesEncoded} of ${frameCount} frames.`);
  }
  return { frameCount, encoder };
}

/** Sound that the model did not make is owned up to in the file. */
function commentOf(
  model: VideoModel,
  { soundtrack }: VideoFrames,
  { audio }: GenerateVideoInput,
): string {
  const isOurs = audio === true && soundtrack === undefined && model !== proceduralVideoModel;
  return isOurs ? `${model.provenance} The sound is procedural.` : model.provenance;
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

function checkDuration(input: GenerateVideoInput, frameCount: number): void {
  const durationSeconds = frameCount / input.framesPerSecond;
  const toleranceSeconds = Math.max(0.1, 0.5 / input.framesPerSecond);
  if (Math.abs(durationSeconds - input.durationSeconds) > toleranceSeconds + 0.001) {
    throw new TaskError(
      "verification-failed",
      `The video lasts ${durationSeconds} s; asked for were ${input.durationSeconds} s.`,
    );
  }
}
