import type { PlannedTask } from "../job.ts";
import type { JobWork } from "./job-work.ts";
import { planFilm } from "./plan-film.ts";
import { planGenerateVideo } from "./plan-generate-video.ts";
import { planInspection } from "./plan-inspection.ts";
import { planTemplateRender } from "./plan-template-render.ts";

/** What a plan takes from outside, so that it is the same function of its input in every run. */
export type PlanSources = {
  mintId: () => string;
  /** For work that names no seed. */
  seed: number;
};

/** Plans the tasks of a job; the final one's outputs are the job's outputs. */
export function planTasks(work: JobWork, { mintId, seed }: PlanSources): PlannedTask[] {
  switch (work.kind) {
    case "generate-video":
      return planGenerateVideo({ seed, ...work.parameters }, work.inputs, mintId);
    case "inspect-template":
    case "inspect-audio":
      return planInspection(work, mintId);
    case "render-template":
      return planTemplateRender(work, mintId);
    case "make-film":
      return planFilm(work, mintId);
  }
}
