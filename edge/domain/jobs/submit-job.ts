import type { Dialect } from "#contracts/job.ts";
import type { Account } from "../accounts/account-store.ts";
import { DomainError } from "../errors.ts";
import { countCreated } from "../estimates/count-created.ts";
import { tellJobCreated } from "../outbox/tell-jobs-created.ts";
import type { Services } from "../services.ts";
import { dialectCaps } from "./dialect-caps.ts";
import { failJob } from "./fail-job.ts";
import type { FailureReason, Job, JobPrice } from "./job.ts";
import type { JobRecord } from "./job-record.ts";
import { planJob } from "./plan-job.ts";
import type { JobWork } from "./plans/job-work.ts";
import { queuedJob, queuedSnapshot } from "./queued-job.ts";
import { refuseSubmission } from "./refuse-submission.ts";

export type SubmitJob = {
  account: Account;
  dialect: Dialect;
  /** The request in the dialect's own words; answers are presented from it again. */
  request: unknown;
  work: JobWork;
  callbackUrl: string | null;
  /** True: the callback also hears of the start and of each quarter. */
  callbackProgress?: boolean;
  price: JobPrice;
  idempotency: { key: string; bodyHash: string } | null;
  /** Why nobody can do it: it is accepted, and fails at once. An earlier job goes on regardless. */
  failsAtOnce?: FailureReason | null;
  /** Written with the job. */
  record?: JobRecord | undefined;
};

/**
 * Accepts a job: mints its id, plans its tasks, and writes everything in one batch.
 *
 * @returns the job as stored, and whether it is an earlier one with the same idempotency key.
 * @throws DomainError `forbidden` for a disabled account, `insufficient-balance`, `queue-full` or
 * `idempotency-conflict`; nothing is written then.
 */
export async function submitJob(
  services: Services,
  input: SubmitJob,
): Promise<{ job: Job; replayed: boolean }> {
  const now = services.clock.now();
  const job = await planJob(services, input, now);
  const writing = services.jobs.create(job, input.account.limits.maximumQueuedJobs);
  const outcome = await countCreated(services, input, [job], writing);
  switch (outcome.outcome) {
    case "created":
      tellJobCreated(services, {
        job: queuedSnapshot(job, { pool: outcome.pool, limits: input.account.limits }),
        entries: outcome.entries,
      });
      if (input.failsAtOnce) await failJob(services, job.id, input.failsAtOnce);
      return { job: queuedJob(job), replayed: false };
    case "replayed":
      return { job: await readBack(services, outcome.jobId, input.account.id), replayed: true };
    default:
      throw refuseSubmission(
        outcome,
        job.price,
        dialectCaps(input.account.limits, input.dialect).running,
      );
  }
}

async function readBack(services: Services, jobId: string, accountId: string): Promise<Job> {
  const job = await services.jobs.readOwned(jobId, accountId);
  if (!job) throw new DomainError("not-found", "The job is gone.");
  return job;
}
