import type { AssembleFilmParameters } from "#contracts/film.ts";
import type { FinishedScene } from "./read-scenes.ts";

/** Where a scene lies in the film, in frames. */
export interface PlacedScene {
  readonly scene: FinishedScene;
  readonly startFrame: number;
  /** Frames in the film; other than the file's own where it plays faster or slower. */
  readonly frameCount: number;
  /** How many of its first frames cross-fade with the scene before. */
  readonly fadeFrames: number;
  readonly startSeconds: number;
  readonly endSeconds: number;
}

export interface FilmPlan {
  readonly scenes: readonly PlacedScene[];
  readonly frameCount: number;
  readonly durationSeconds: number;
  readonly notes: readonly string[];
}

/** A target this near is met by the scenes as they are. */
const toleranceSeconds = 0.5;
/** A fade may take so much of the shorter scene. */
const longestFadeShare = 0.4;
/** Between the last word of a scene and the first of the next. */
const breathSeconds = 0.25;
/** Pictures may play so much faster; slower they may play as they like. */
const fastestPictures = 1.6;

/**
 * Lays the scenes on the film's time line: each overlaps the one before by the cross-fade, as far as
 * neither pictures nor speech suffer. Where a target length asks for it, pictures play slower or
 * faster; speech never does.
 */
export function planFilm(
  scenes: readonly FinishedScene[],
  parameters: Pick<
    AssembleFilmParameters,
    "crossFadeSeconds" | "targetSeconds" | "framesPerSecond"
  >,
): FilmPlan {
  const { targetSeconds, framesPerSecond } = parameters;
  const natural = scenes.map(({ frameCount }) => frameCount);
  let counts = natural;
  const fades = fadesBetween(scenes, counts, parameters);
  const lengthOf = (frames: readonly number[]) => sum(frames) - sum(fades);
  const targetFrames =
    targetSeconds === null ? null : Math.max(1, Math.round(targetSeconds * framesPerSecond));
  const notes: string[] = [];
  if (
    targetFrames !== null &&
    Math.abs(lengthOf(natural) - targetFrames) > toleranceSeconds * framesPerSecond
  ) {
    counts = stretch(scenes, natural, fades, targetFrames + sum(fades), framesPerSecond);
    if (lengthOf(counts) > targetFrames + toleranceSeconds * framesPerSecond)
      notes.push("The film is longer than asked, because the narration is.");
  }
  let startFrame = 0;
  const placed = scenes.map((scene, index): PlacedScene => {
    const frameCount = counts[index] ?? scene.frameCount;
    const fadeFrames = fades[index] ?? 0;
    startFrame -= fadeFrames;
    const place = {
      scene,
      startFrame,
      frameCount,
      fadeFrames,
      startSeconds: startFrame / framesPerSecond,
      endSeconds: (startFrame + frameCount) / framesPerSecond,
    };
    startFrame += frameCount;
    return place;
  });
  return {
    scenes: placed,
    frameCount: startFrame,
    durationSeconds: startFrame / framesPerSecond,
    notes,
  };
}

/** Frames that each scene shares with the one before it; the first shares none. */
function fadesBetween(
  scenes: readonly FinishedScene[],
  counts: readonly number[],
  { crossFadeSeconds, framesPerSecond }: Parameters<typeof planFilm>[1],
): number[] {
  return scenes.map(({ facts }, index) => {
    const before = scenes[index - 1];
    if (before === undefined) return 0;
    const shorter = Math.min(counts[index - 1] ?? 0, counts[index] ?? 0);
    const pauseBefore =
      before.frameCount / framesPerSecond - (before.facts.speech?.endSeconds ?? 0);
    const pauseAfter = facts.speech?.startSeconds ?? Number.POSITIVE_INFINITY;
    const quietFrames = Math.floor((pauseBefore + pauseAfter - breathSeconds) * framesPerSecond);
    return Math.max(
      0,
      Math.min(
        Math.round(crossFadeSeconds * framesPerSecond),
        Math.floor(shorter * longestFadeShare),
        quietFrames,
      ),
    );
  });
}

/** Shares a new total among the scenes, none shorter than its speech or its fades need. */
function stretch(
  scenes: readonly FinishedScene[],
  natural: readonly number[],
  fades: readonly number[],
  total: number,
  framesPerSecond: number,
): number[] {
  const least = scenes.map(({ facts, frameCount }, index) =>
    Math.min(
      frameCount,
      Math.max(
        Math.ceil(frameCount / fastestPictures),
        (fades[index] ?? 0) + (fades[index + 1] ?? 0) + 1,
        facts.speech === null
          ? 1
          : Math.ceil((facts.speech.endSeconds + breathSeconds) * framesPerSecond) +
              (fades[index + 1] ?? 0),
      ),
    ),
  );
  const growing = total >= sum(natural);
  const room = growing ? natural : natural.map((count, index) => count - (least[index] ?? 0));
  const wanted = Math.max(sum(least), total) - sum(natural);
  const share = sum(room) === 0 ? 0 : wanted / sum(room);
  // Rounding the running sum keeps the total exact.
  let exact = 0;
  let given = 0;
  return natural.map((count, index) => {
    exact += (room[index] ?? 0) * share;
    const change = Math.round(exact) - given;
    given += change;
    return count + change;
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
