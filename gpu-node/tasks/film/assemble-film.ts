import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { AssembleFilmParameters, FilmFacts } from "#contracts/film.ts";
import { encodeVideo } from "../../media/encode-video.ts";
import { extractThumbnail } from "../../media/extract-thumbnail.ts";
import type { MediaDescription } from "../../media/probe-media.ts";
import { chooseEncoder, codecOfEncoder } from "../../media/video-container.ts";
import { writeWav } from "../../media/wav.ts";
import { proceduralMusicModel } from "../../models/music/procedural/procedural-music-model.ts";
import { soundSampleRate } from "../../models/sound/sound-model.ts";
import type { ProducedOutput } from "../child-messages.ts";
import { describeOutput } from "../describe-output.ts";
import { TaskError, throwIfAborted } from "../task-error.ts";
import type { TaskRun } from "../task-run.ts";
import { verifyVideo } from "../verify-video.ts";
import { createCaptionBurner } from "./captions/burn-captions.ts";
import { captionStyle, createLineBreaker } from "./captions/caption-style.ts";
import { cutCues } from "./captions/cut-cues.ts";
import type { CaptionCue } from "./captions/cut-cues.ts";
import { createDrawableText } from "./captions/drawable-text.ts";
import { timeWords } from "./captions/time-words.ts";
import { toSrt, toVtt } from "./captions/write-captions.ts";
import { filmPictures } from "./film-pictures.ts";
import { planFilm } from "./plan-film.ts";
import type { FilmPlan } from "./plan-film.ts";
import { readScenes } from "./read-scenes.ts";
import { mixFilmSound } from "./sound/mix-film-sound.ts";
import { narrationParts } from "./sound/narration.ts";

export interface AssembledFilm {
  readonly outputs: ProducedOutput[];
  readonly facts: FilmFacts;
  readonly media: MediaDescription;
}

const musicModel = proceduralMusicModel;

/**
 * Puts finished scenes together: cross-faded pictures with captions, narration over music, and the
 * files that belong to a film. Throws TaskError; on failure no output stays behind.
 */
export async function assembleFilm(
  parameters: AssembleFilmParameters,
  run: TaskRun,
): Promise<AssembledFilm> {
  checkSize(parameters);
  const { workDirectory, signal, onProgress } = run;
  const paths = {
    video: join(workDirectory, "film.mp4"),
    thumbnail: join(workDirectory, "thumbnail.png"),
    srt: join(workDirectory, "captions.srt"),
    vtt: join(workDirectory, "captions.vtt"),
    narration: join(workDirectory, "narration.wav"),
    facts: join(workDirectory, "film-facts.json"),
  };
  const musicPath = join(workDirectory, "music.f32");
  await mkdir(workDirectory, { recursive: true });
  try {
    onProgress({ stage: "preparing", percent: 1, message: "Reading the scenes" });
    const scenes = await readScenes(run.files, parameters.captions.length);
    const plan = planFilm(scenes, parameters);
    const cues = cutFilmCues(plan, parameters);
    await writeFile(paths.srt, toSrt(cues));
    await writeFile(paths.vtt, toVtt(cues));
    onProgress({ stage: "preparing", percent: 4, message: "Composing the music" });
    const sampleCount = Math.round(plan.durationSeconds * soundSampleRate);
    await writeWav(paths.narration, soundSampleRate, narrationParts(plan, sampleCount));
    const soundtrack = await mixFilmSound({
      plan,
      music: musicModel.compose({
        prompt: parameters.musicPrompt,
        seed: parameters.seed,
        durationSeconds: plan.durationSeconds,
      }),
      musicPath,
      signal,
    });
    onProgress({ stage: "generating", percent: 12, message: "Putting the scenes together" });
    await encodeVideo({
      ...parameters,
      frames: captionedPictures(plan, cues, parameters, signal),
      pixelFormat: "i420",
      container: "mp4",
      outputPath: paths.video,
      soundtrack,
      encoder: run.encoder,
      threads: run.threads,
      metadata: { comment: provenance, title: parameters.title },
      signal,
      onProgress: createFrameReporter(plan.frameCount, onProgress),
    });
    onProgress({ stage: "verifying", percent: 96, message: "Checking the film" });
    const media = await verifyVideo(paths.video, {
      ...parameters,
      container: "mp4",
      videoCodec: codecOfEncoder(chooseEncoder("mp4", run.encoder)),
      frameCount: plan.frameCount,
      audioCodec: "aac",
    });
    await extractThumbnail({
      videoPath: paths.video,
      container: "mp4",
      outputPath: paths.thumbnail,
      frameIndex: thumbnailFrame(plan),
    });
    const facts = describeFilm(plan, parameters);
    await writeFile(paths.facts, JSON.stringify(facts));
    throwIfAborted(signal);
    const outputs = [
      await describeOutput("video", paths.video, "video/mp4"),
      await describeOutput("thumbnail", paths.thumbnail, "image/png"),
      await describeOutput("captions-srt", paths.srt, "application/x-subrip"),
      await describeOutput("captions-vtt", paths.vtt, "text/vtt"),
      await describeOutput("narration", paths.narration, "audio/wav"),
      await describeOutput("film-facts", paths.facts, "application/json"),
      // SubRip without a caption is an empty file, which is no output.
    ].filter(({ sizeBytes }) => sizeBytes > 0);
    onProgress({ stage: "verifying", percent: 100 });
    return { outputs, facts, media };
  } catch (error) {
    await Promise.all(Object.values(paths).map((path) => rm(path, { force: true })));
    throw error;
  } finally {
    await rm(musicPath, { force: true });
  }
}

const provenance =
  "Made by Framefleet: pictures, voice and music come from the models that the film's facts name.";

function cutFilmCues(plan: FilmPlan, parameters: AssembleFilmParameters): CaptionCue[] {
  const breakLines = createLineBreaker(captionStyle(parameters));
  return plan.scenes.flatMap(({ scene, startSeconds, endSeconds }, index) => {
    const caption = parameters.captions[index] ?? null;
    if (caption === null) return [];
    const facts = { ...scene.facts, durationSeconds: endSeconds - startSeconds };
    const words = timeWords(caption, facts).map(({ text, ...times }) => ({
      text,
      startSeconds: startSeconds + times.startSeconds,
      endSeconds: startSeconds + times.endSeconds,
    }));
    const next = plan.scenes[index + 1];
    // The next scene's words come when its picture stands.
    return cutCues(words, breakLines, next?.startSeconds ?? plan.durationSeconds);
  });
}

async function* captionedPictures(
  plan: FilmPlan,
  cues: readonly CaptionCue[],
  parameters: AssembleFilmParameters,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const burn = parameters.burnCaptions
    ? createCaptionBurner(cues, captionStyle(parameters), parameters)
    : undefined;
  let index = 0;
  for await (const picture of filmPictures(plan, parameters, signal)) {
    burn?.(picture, index / parameters.framesPerSecond);
    yield picture;
    index += 1;
  }
}

function createFrameReporter(
  frameCount: number,
  onProgress: TaskRun["onProgress"],
): (framesDone: number) => void {
  const reportEvery = Math.max(1, Math.floor(frameCount / 80));
  return (framesDone) => {
    if (framesDone % reportEvery !== 0) return;
    const stage = framesDone === frameCount ? "encoding" : "generating";
    onProgress({ stage, percent: 12 + (framesDone / frameCount) * 83 });
  };
}

/** A frame of the first scene alone, before its cross-fade. */
function thumbnailFrame({ scenes, frameCount }: FilmPlan): number {
  const alone = (scenes[0]?.frameCount ?? frameCount) - (scenes[1]?.fadeFrames ?? 0);
  return Math.min(frameCount - 1, Math.floor(alone * 0.6));
}

function describeFilm(plan: FilmPlan, parameters: AssembleFilmParameters): FilmFacts {
  const { captions } = parameters;
  const facts = plan.scenes.map(({ scene }) => scene.facts);
  const namesOf = (names: readonly (string | null)[]) => [
    ...new Set(names.filter((name) => name !== null)),
  ];
  return {
    durationSeconds: plan.durationSeconds,
    scenes: plan.scenes.map(({ startSeconds, endSeconds }, index) => ({
      text: captions[index] ?? null,
      startSeconds,
      endSeconds,
    })),
    models: {
      image: namesOf(facts.map(({ models }) => models.image)),
      video: namesOf(facts.map(({ models }) => models.video)),
      voice: namesOf(facts.map(({ models }) => models.voice)),
      music: musicModel.id,
    },
    notes: [
      ...plan.notes,
      ...new Set(facts.flatMap(({ notes }) => notes)),
      ...notesOfCaptions(parameters),
    ],
  };
}

/** Captions whose letters no font of this machine has stand in the caption files alone. */
function notesOfCaptions(parameters: AssembleFilmParameters): string[] {
  if (!parameters.burnCaptions) return [];
  const drawableText = createDrawableText(captionStyle(parameters));
  const lettersOf = (text: string): number => text.match(/\p{L}/gu)?.length ?? 0;
  const isWhole = parameters.captions.every(
    (caption) => caption === null || lettersOf(drawableText(caption)) === lettersOf(caption),
  );
  return isWhole
    ? []
    : [
        "Some captions are in a script that this node cannot draw; they stand in the caption files.",
      ];
}

function checkSize({ width, height }: AssembleFilmParameters): void {
  if (width % 2 !== 0 || height % 2 !== 0)
    throw new TaskError("invalid-input", "Width and height must be even numbers.");
}
