import type { SceneCamera } from "#contracts/film.ts";
import type { TunerSource } from "../prompts/prompt-tuner.ts";

/** One scene as a film's script has it. */
export type PlannedScene = {
  /** The words that are spoken and captioned; null: nobody speaks. */
  narration: string | null;
  /** What is to be seen. */
  imagePrompt: string;
  camera: SceneCamera;
  /** Null: as long as the speech takes. */
  durationSeconds: number | null;
};

/** A film's script: what is seen and said, and how its scenes follow one another. */
export type FilmPlan = {
  title: string;
  /** What the music is composed from. */
  musicPrompt: string;
  scenes: PlannedScene[];
  crossFadeSeconds: number;
  /** The film's length; null: what the scenes add up to. */
  targetSeconds: number | null;
};

/** Films have this many pictures in a second. */
export const FILM_FRAMES_PER_SECOND = 24;

/** Shortest film: half a second is as near as anybody looks. */
export const MINIMUM_FILM_SECONDS = 0.5;

/** What a film is to be planned from. */
export type FilmIdea = { prompt: string; durationSeconds: number };

/**
 * Writes the script of a film from one prompt: 3 to 10 scenes whose lengths, less their cross
 * fades, are the duration asked for. The embedded planner's answer depends on nothing but the
 * input; the prompt is data for every implementation.
 */
export interface FilmPlanner {
  plan(idea: FilmIdea): Promise<{ plan: FilmPlan; source: TunerSource }>;
}
