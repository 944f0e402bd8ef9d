import type { SceneCamera } from "#contracts/film.ts";
import { CROSS_FADE_SECONDS } from "./cut-scenes.ts";
import { composeImagePrompt, readLook } from "./film-look.ts";
import type { FilmPlan } from "./film-plan.ts";

/** Neighbouring scenes move differently; which way depends on nothing but the place in the film. */
const CAMERA_MOVES: readonly [SceneCamera, ...SceneCamera[]] = [
  "zoom-in",
  "pan-right",
  "zoom-out",
  "pan-left",
  "tilt-up",
  "zoom-in",
  "tilt-down",
];

const MAXIMUM_TITLE_CHARACTERS = 80;
const MAXIMUM_MUSIC_CHARACTERS = 1000;

/**
 * Plans a narrative: each line is a scene that is spoken, captioned and as long as its speech. A
 * scene's picture depends on its own line, its place and the opening line alone.
 */
export function planNarrative(lines: readonly [string, ...string[]]): FilmPlan {
  const look = readLook(lines[0]);
  return {
    title: shorten(lines[0], MAXIMUM_TITLE_CHARACTERS),
    musicPrompt: shorten(lines.join(" "), MAXIMUM_MUSIC_CHARACTERS),
    scenes: lines.map((line, index) => ({
      narration: line,
      imagePrompt: composeImagePrompt(line, look),
      camera: CAMERA_MOVES[index % CAMERA_MOVES.length] ?? CAMERA_MOVES[0],
      durationSeconds: null,
    })),
    crossFadeSeconds: lines.length === 1 ? 0 : CROSS_FADE_SECONDS,
    targetSeconds: null,
  };
}

/** A text cut at a word's end. */
export function shorten(text: string, maximumCharacters: number): string {
  if (text.length <= maximumCharacters) return text;
  const cut = text.slice(0, maximumCharacters - 1);
  const end = cut.lastIndexOf(" ");
  return `${cut.slice(0, end > 0 ? end : cut.length).replace(/[\s,;:.]+$/u, "")}…`;
}
