import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { RenderTemplateParameters } from "#contracts/template.ts";
import { encodeVideo } from "../media/encode-video.ts";
import { extractThumbnail } from "../media/extract-thumbnail.ts";
import { probeMedia } from "../media/probe-media.ts";
import { mixSounds } from "../media/sound/mix-sounds.ts";
import { softwareEncoders, videoEncodingSettings } from "../media/video-encoding-settings.ts";
import { applyCustomizations } from "../template/customization/apply-customizations.ts";
import { placeSounds } from "../template/engine/place-sounds.ts";
import { planFrames } from "../template/engine/plan-frames.ts";
import type { FramePlan } from "../template/engine/plan-frames.ts";
import { drawTemplate } from "../template/engine/template-pictures.ts";
import { loadTemplate } from "../template/load-template.ts";
import type { LoadedTemplate } from "../template/load-template.ts";
import { RenderBudget } from "./render-budget.ts";
import { describeOutput } from "./describe-output.ts";
import { fetchReplacements } from "./fetch-replacements.ts";
import { TaskError } from "./task-error.ts";
import type { TaskFinished, TaskRun } from "./task-run.ts";
import { verifyRender } from "./verify-render.ts";

/**
 * Does a `render-template` task: customises the template, draws and encodes the frames that were
 * asked for, checks the finished file and cuts a thumbnail. Throws TaskError.
 */
export async function renderTemplate(
  run: TaskRun,
  parameters: RenderTemplateParameters,
): Promise<TaskFinished> {
  const budget = new RenderBudget(parameters.maximumMilliseconds);
  const template = await prepare(run, parameters);
  budget.check();
  const plan = planFrames(template.document, parameters);
  const videoPath = join(run.workDirectory, "video.mp4");
  const thumbnailPath = join(run.workDirectory, "thumbnail.png");
  const encoder = await encode({ run, parameters, template, plan, budget, videoPath });
  run.onProgress({ stage: "verifying", percent: 96 });
  const media = await probeMedia(videoPath, "mp4");
  const hasAudio = soundsOf(run, template, plan).length > 0;
  verifyRender(media, { plan, codec: parameters.encoding.codec, hasAudio });
  await extractThumbnail({
    videoPath,
    container: "mp4",
    outputPath: thumbnailPath,
    frameIndex: Math.floor((plan.times.length - 1) * 0.3),
  });
  budget.check();
  const outputs = [
    await describeOutput("video", videoPath, "video/mp4"),
    await describeOutput("thumbnail", thumbnailPath, "image/png"),
  ];
  run.onProgress({ stage: "verifying", percent: 100 });
  const { container, videoCodec, width, height, durationSeconds, framesPerSecond } = media;
  return {
    type: "finished",
    outputs,
    media: { container, videoCodec, width, height, durationSeconds, framesPerSecond, hasAudio },
    model: "skottie",
    encoder,
  };
}

/** Opens the template and makes the changes that were asked for. */
async function prepare(
  run: TaskRun,
  { customizations }: RenderTemplateParameters,
): Promise<LoadedTemplate> {
  const { workDirectory, signal } = run;
  const file = run.files.find(({ role }) => role === "template");
  if (file === undefined) throw new TaskError("invalid-input", "The task has no template.");
  run.onProgress({ stage: "preparing", percent: 0, message: "Opening the template" });
  const { document, assets } = await loadTemplate({
    archivePath: file.path,
    workDirectory,
    isThorough: false,
    signal,
  });
  run.onProgress({ stage: "preparing", percent: 2, message: "Customizing the template" });
  const customised = await applyCustomizations({
    document,
    assets,
    customizations,
    fetchReplacement: fetchReplacements(run),
  });
  return { document, assets: customised };
}

interface EncodeInput {
  readonly run: TaskRun;
  readonly parameters: RenderTemplateParameters;
  readonly template: LoadedTemplate;
  readonly plan: FramePlan;
  readonly budget: RenderBudget;
  readonly videoPath: string;
}

/** Encodes with the slot's hardware where it can, else in software; says which it was. */
async function encode(input: EncodeInput): Promise<string> {
  const software = softwareEncoders[input.parameters.encoding.codec];
  const hardware = input.run.encoder;
  if (hardware === undefined || hardware === software) return encodeWith(input, software);
  try {
    return await encodeWith(input, hardware);
  } catch (error) {
    const isOfEncoder =
      error instanceof TaskError && ["encode-failed", "encoder-unavailable"].includes(error.code);
    if (!isOfEncoder) throw error;
    await rm(input.videoPath, { force: true });
    return encodeWith(input, software);
  }
}

async function encodeWith(input: EncodeInput, encoder: string): Promise<string> {
  const { run, parameters, template, plan, budget, videoPath } = input;
  const { width, height, framesPerSecond } = plan;
  const { signal, threads = 0 } = run;
  const { encoding } = parameters;
  const frameCount = plan.times.length;
  // Often enough that a slow encoder never looks stuck; the agent tells the edge once a second.
  const reportEvery = Math.min(10, Math.max(1, Math.floor(frameCount / 200)));
  const sounds = soundsOf(run, template, plan);
  const pictures = drawTemplate({
    // A second try must find the document as the first one did.
    document: structuredClone(template.document),
    assets: template.assets,
    plan,
    workDirectory: join(run.workDirectory, encoder),
    signal,
  });
  const { framesEncoded } = await encodeVideo({
    frames: budget.watch(pictures),
    pixelFormat: "i420",
    width,
    height,
    framesPerSecond,
    frameRate: plan.frameRate,
    container: "mp4",
    outputPath: videoPath,
    soundtrack: sounds.length > 0 ? mixSounds(sounds, plan.durationSeconds) : undefined,
    encoder,
    settings: videoEncodingSettings({ encoding, encoder, width, height, framesPerSecond, threads }),
    signal,
    onProgress: (done) => {
      if (done % reportEvery !== 0 && done !== frameCount) return;
      const stage = done === frameCount ? "encoding" : "generating";
      run.onProgress({ stage, percent: 5 + (done / frameCount) * 90 });
    },
  });
  if (framesEncoded !== frameCount)
    throw new TaskError("encode-failed", `Encoded ${framesEncoded} of ${frameCount} frames.`);
  return encoder;
}

/** The user's sound from the video's start, and the template's own where its layers have it. */
function soundsOf(run: TaskRun, { document, assets }: LoadedTemplate, plan: FramePlan) {
  const own = placeSounds(document, assets, plan);
  const file = run.files.find(({ role }) => role === "audio");
  if (file === undefined) return own;
  const toSeconds = plan.durationSeconds;
  return [{ path: file.path, offsetSeconds: 0, fromSeconds: 0, toSeconds, gain: 1 }, ...own];
}
