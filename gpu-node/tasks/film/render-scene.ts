import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RenderSceneParameters, SceneFacts } from "#contracts/film.ts";
import { encodeVideo } from "../../media/encode-video.ts";
import type { MediaDescription } from "../../media/probe-media.ts";
import { writeWav } from "../../media/wav.ts";
import { speechSampleRate } from "../../models/speech/speech-model.ts";
import type { ProducedOutput } from "../child-messages.ts";
import { describeOutput } from "../describe-output.ts";
import { TaskError, throwIfAborted } from "../task-error.ts";
import type { TaskRun } from "../task-run.ts";
import { verifyVideo } from "../verify-video.ts";
import { drawScene } from "./draw-scene.ts";
import type { SceneDrawing } from "./draw-scene.ts";
import { planScene } from "./plan-scene.ts";
import type { ScenePlan } from "./plan-scene.ts";

export interface RenderedScene {
  readonly outputs: ProducedOutput[];
  readonly facts: SceneFacts;
  readonly media: MediaDescription;
}

/** Scenes are decoded and encoded once more, so all nodes make them with the same encoder. */
const encoder = "libx264";

/**
 * Makes one scene of a film: silent pictures, their still, the speech and what is known of them.
 * Throws TaskError; on failure no output stays behind.
 */
export async function renderScene(
  parameters: RenderSceneParameters,
  run: Pick<TaskRun, "workDirectory" | "threads" | "signal" | "onProgress" | "callModel">,
): Promise<RenderedScene> {
  checkSize(parameters);
  const { workDirectory, signal, onProgress } = run;
  const scratchDirectory = join(workDirectory, "voice");
  const paths = {
    video: join(workDirectory, "scene.mp4"),
    image: join(workDirectory, "still.png"),
    speech: join(workDirectory, "speech.wav"),
    facts: join(workDirectory, "scene-facts.json"),
  };
  await mkdir(scratchDirectory, { recursive: true });
  try {
    onProgress({ stage: "preparing", percent: 1, message: "Speaking the narration" });
    const plan = await planScene(parameters, scratchDirectory, signal, run);
    onProgress({ stage: "preparing", percent: 8, message: "Drawing the picture" });
    const drawing = await drawScene(parameters, plan, paths.image, {
      access: run,
      signal,
      onProgress: ({ percent, message }) =>
        onProgress({ stage: "generating", percent: 8 + percent * 0.5, message }),
    });
    onProgress({ stage: "generating", percent: 12, message: "Filming the scene" });
    await encode(parameters, run, drawing, paths.video);
    onProgress({ stage: "verifying", percent: 96, message: "Checking the scene" });
    const media = await verifyVideo(paths.video, {
      ...parameters,
      container: "mp4",
      videoCodec: "h264",
      frameCount: plan.frameCount,
      audioCodec: null,
    });
    if (plan.speech !== null) await writeWav(paths.speech, speechSampleRate, [plan.speech.samples]);
    const facts = describeScene(plan, drawing);
    await writeFile(paths.facts, JSON.stringify(facts));
    throwIfAborted(signal);
    const outputs = [
      await describeOutput("video", paths.video, "video/mp4"),
      await describeOutput("image", paths.image, "image/png"),
      ...(plan.speech === null ? [] : [await describeOutput("speech", paths.speech, "audio/wav")]),
      await describeOutput("scene-facts", paths.facts, "application/json"),
    ];
    onProgress({ stage: "verifying", percent: 100 });
    return { outputs, facts, media };
  } catch (error) {
    await Promise.all(Object.values(paths).map((path) => rm(path, { force: true })));
    throw error;
  } finally {
    await rm(scratchDirectory, { recursive: true, force: true });
  }
}

async function encode(
  parameters: RenderSceneParameters,
  { threads, signal, onProgress }: Pick<TaskRun, "threads" | "signal" | "onProgress">,
  drawing: SceneDrawing,
  outputPath: string,
): Promise<void> {
  const { frameCount } = drawing;
  const reportEvery = Math.max(1, Math.floor(frameCount / 50));
  await encodeVideo({
    ...parameters,
    frames: drawing.frames,
    ...(drawing.pixelFormat === undefined ? {} : { pixelFormat: drawing.pixelFormat }),
    container: "mp4",
    encoder,
    purpose: "intermediate",
    threads,
    outputPath,
    metadata: { comment: drawing.provenance },
    signal,
    onProgress: (framesDone) => {
      if (framesDone % reportEvery !== 0) return;
      onProgress({ stage: "generating", percent: 12 + (framesDone / frameCount) * 83 });
    },
  });
}

function describeScene(plan: ScenePlan, drawing: SceneDrawing): SceneFacts {
  const { speech } = plan;
  return {
    durationSeconds: plan.durationSeconds,
    speech:
      speech === null
        ? null
        : {
            startSeconds: speech.words[0]?.startSeconds ?? 0,
            endSeconds: speech.words.at(-1)?.endSeconds ?? 0,
            words: [...speech.words],
          },
    models: { ...drawing.models, voice: speech?.model ?? null },
    notes: [...plan.notes],
  };
}

function checkSize({ width, height }: RenderSceneParameters): void {
  if (width % 2 !== 0 || height % 2 !== 0)
    throw new TaskError("invalid-input", "Width and height must be even numbers.");
}
