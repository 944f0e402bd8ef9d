import type { CreateOutcome } from "../jobs/job-store.ts";
import type { NewJob } from "../jobs/job.ts";
import type { SubmitJob } from "../jobs/submit-job.ts";
import type { Services } from "../services.ts";

/**
 * What the write of some planned jobs answers. Estimates count a job from its plan on, as jobs of
 * the same moment must: one that was not created, or that fails at once, counts no longer.
 */
export async function countCreated(
  { forecasts }: Pick<Services, "forecasts">,
  { account, failsAtOnce }: Pick<SubmitJob, "account" | "failsAtOnce">,
  jobs: readonly NewJob[],
  writing: Promise<CreateOutcome>,
): Promise<CreateOutcome> {
  let counts = false;
  try {
    const outcome = await writing;
    counts = outcome.outcome === "created" && !failsAtOnce;
    return outcome;
  } finally {
    if (!counts) forecasts.acceptedIn(account.pool).forget(jobs.map(({ id }) => id));
  }
}
