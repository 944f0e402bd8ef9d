import { FILM_FRAMES_PER_SECOND, MINIMUM_FILM_SECONDS } from "./film-plan.ts";

const MINIMUM_SCENES = 3;
const MAXIMUM_SCENES = 10;
const USUAL_SCENE_SECONDS = 6;
/** A film too short to be told in several scenes is one picture. */
const ONE_SCENE_BELOW_SECONDS = 3;
export const CROSS_FADE_SECONDS = 0.5;
/** No cross fade takes more than this share of a scene. */
const CROSS_FADE_SHARE = 0.25;

/** How spoken words fill time: at this rate, with a breath before and after. */
const WORDS_PER_SECOND = 2.3;
const SILENCE_SECONDS = 0.8;

/** How a film of a given length is cut. Seconds are whole frames. */
export type FilmCut = {
  targetSeconds: number;
  crossFadeSeconds: number;
  sceneSeconds: number[];
};

/**
 * Cuts a film into scenes. Together, with every cross fade counted once, they last exactly
 * `targetSeconds`, which is the duration asked for in whole frames, and half a second at least.
 */
export function cutScenes(durationSeconds: number): FilmCut {
  const seconds = Math.max(durationSeconds, MINIMUM_FILM_SECONDS);
  const frames = Math.round(seconds * FILM_FRAMES_PER_SECOND);
  const count = countScenes(seconds);
  const fadeFrames = count === 1 ? 0 : countFadeFrames(frames / count);
  const sceneFrames = frames + (count - 1) * fadeFrames;
  const shortest = Math.floor(sceneFrames / count);
  const longer = sceneFrames % count;
  return {
    targetSeconds: frames / FILM_FRAMES_PER_SECOND,
    crossFadeSeconds: fadeFrames / FILM_FRAMES_PER_SECOND,
    sceneSeconds: Array.from(
      { length: count },
      (_, index) => (shortest + (index < longer ? 1 : 0)) / FILM_FRAMES_PER_SECOND,
    ),
  };
}

/** Words that can be spoken in a scene of this length. */
export function countSpokenWords(sceneSeconds: number): number {
  return Math.max(0, Math.floor((sceneSeconds - SILENCE_SECONDS) * WORDS_PER_SECOND));
}

/** How long so many words take to be spoken. */
export function secondsToSpeak(words: number): number {
  return words / WORDS_PER_SECOND + SILENCE_SECONDS;
}

/** How many words a text has, as they are spoken. */
export function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

function countScenes(seconds: number): number {
  if (seconds < ONE_SCENE_BELOW_SECONDS) return 1;
  const wanted = Math.round(seconds / USUAL_SCENE_SECONDS);
  return Math.min(MAXIMUM_SCENES, Math.max(MINIMUM_SCENES, wanted));
}

function countFadeFrames(sceneFrames: number): number {
  const usual = Math.round(CROSS_FADE_SECONDS * FILM_FRAMES_PER_SECOND);
  return Math.min(usual, Math.floor(sceneFrames * CROSS_FADE_SHARE));
}
