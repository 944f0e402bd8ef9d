import type { Job } from "./job.ts";

/** Whether what the job held went back to its account, as the statements that close jobs decide it. */
export function isGivenBack({ state, startedAt }: Pick<Job, "state" | "startedAt">): boolean {
  return state === "failed" || (state === "cancelled" && startedAt === null);
}
