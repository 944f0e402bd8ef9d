import type { AssembleFilmParameters, RenderSceneParameters } from "#contracts/film.ts";
import type { GenerateVideoParameters } from "#contracts/task.ts";
import type { PlannedInput, TaskInput } from "#contracts/task-inputs.ts";
import type { RenderTemplateParameters } from "#contracts/template.ts";

/** One scene of a film: still to be made, or there already from an earlier film. */
export type FilmScene =
  /** `cacheKey`: its digest, by which a later film finds it. */
  | { kind: "new"; parameters: RenderSceneParameters; cacheKey?: string }
  | { kind: "made"; inputs: readonly TaskInput[] };

/** What a job is to do, before its tasks are planned. */
export type JobWork =
  | {
      kind: "generate-video";
      /** Without a seed the job gets a random one. */
      parameters: Omit<GenerateVideoParameters, "seed"> & { seed?: number };
      inputs?: readonly PlannedInput[];
    }
  /** `file`: the archive or sound, an asset of the account. */
  | { kind: "inspect-template"; name: string; file: TaskInput }
  | { kind: "inspect-audio"; name: string; file: TaskInput }
  | {
      kind: "render-template";
      parameters: RenderTemplateParameters;
      inputs: readonly TaskInput[];
    }
  | { kind: "make-film"; scenes: readonly FilmScene[]; assembly: AssembleFilmParameters };
