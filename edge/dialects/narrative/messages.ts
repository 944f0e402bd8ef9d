import type { FilmSummary } from "../../domain/films/film-order.ts";
import type { Job } from "../../domain/jobs/job.ts";
import { listWords } from "../../domain/prompts/text/tidy.ts";

/** How many of a film's scenes are there. */
export type SceneCount = { ready: number; total: number };

/** Where a request stands, in plain words, and what else whoever asked should know. */
export function describeState(
  job: Pick<Job, "state" | "errorMessage">,
  film: FilmSummary,
  { scenes, waiting }: { scenes: SceneCount; waiting: string | null },
): string {
  const state = describeProgress(job, scenes, waiting);
  if (job.state === "failed" || job.state === "cancelled") return state;
  return [state, ...describeReuse(film), ...describeStandIns(film), ...film.notes].join(" ");
}

function describeProgress(
  { state, errorMessage }: Pick<Job, "state" | "errorMessage">,
  { ready, total }: SceneCount,
  waiting: string | null,
): string {
  switch (state) {
    case "queued":
      return `Waiting: ${waiting ?? "a node will take it soon"}.`;
    case "running":
      return ready < total
        ? `Processing... ${ready} of ${countScenes(total)} ready.`
        : "Processing... The film is being put together.";
    case "cancelling":
      return "The request is being cancelled.";
    case "completed":
      return "All done!";
    case "failed":
      return errorMessage ?? "The film could not be made.";
    case "cancelled":
      return "The request was cancelled.";
  }
}

function countScenes(total: number): string {
  return total === 1 ? "1 scene is" : `${total} scenes are`;
}

function describeReuse({ reused, scenes }: FilmSummary): string[] {
  if (reused === 0) return [];
  const were = reused === 1 ? "was" : "were";
  return [`${reused} of ${scenes.length} scenes ${were} there from an earlier film.`];
}

function describeStandIns({ models }: FilmSummary): string[] {
  const procedural = models.filter(({ standIn }) => standIn === "procedural");
  const successors = models.filter(({ standIn }) => standIn === "successor");
  const names = listWords(procedural.map(({ wanted }) => wanted));
  const model = procedural.length === 1 ? "model stands in" : "models stand in";
  return [
    ...successors.map((choice) => `${choice.model} serves ${choice.wanted}.`),
    ...(procedural.length === 0
      ? []
      : [`No node offers ${names} now: the embedded procedural ${model}.`]),
  ];
}
