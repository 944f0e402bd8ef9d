import type { Dialect } from "#contracts/job.ts";
import { JOB_DEADLINE_SECONDS } from "#contracts/limits.ts";
import type { GenerateVideoParameters } from "#contracts/task.ts";
import type { Account } from "../accounts/account-store.ts";
import { DomainError } from "../errors.ts";
import { tellJobCreated } from "../outbox/tell-jobs-created.ts";
import type { Services } from "../services.ts";
import type { Job, JobPrice, NewJob } from "./job.ts";
import { queuedJob, queuedSnapshot } from "./queued-job.ts";
import { planGenerateVideo } from "./plan-tasks.ts";

export type SubmitJob = {
  account: Account;
  dialect: Dialect;
  kind: "generate-video";
  /** The request in the dialect's own words; answers are presented from it again. */
  request: unknown;
  parameters: Omit<GenerateVideoParameters, "seed"> & { seed?: number };
  callbackUrl: string | null;
  price: JobPrice;
  idempotency: { key: string; bodyHash: string } | null;
};

/**
 * Accepts a job: mints its id, plans its tasks, and writes everything in one batch.
 *
 * @returns the job as stored, and whether it is an earlier one with the same idempotency key.
 * @throws DomainError `insufficient-balance`, `queue-full` or `idempotency-conflict`; nothing is written then.
 */
export async function submitJob(
  services: Services,
  input: SubmitJob,
): Promise<{ job: Job; replayed: boolean }> {
  const now = services.clock.now();
  const job = planJob(services, input, now);
  const outcome = await services.jobs.create(job, input.account.limits.maximumQueuedJobs);
  switch (outcome.outcome) {
    case "created":
      tellJobCreated(services, {
        job: queuedSnapshot(job, { pool: outcome.pool, limits: input.account.limits }),
        entries: outcome.entries,
      });
      return { job: queuedJob(job), replayed: false };
    case "replayed":
      return { job: await readBack(services, outcome.jobId, input.account.id), replayed: true };
    case "idempotency-conflict":
      throw new DomainError(
        "idempotency-conflict",
        "This Idempotency-Key was used for a different request.",
      );
    case "insufficient-balance":
      throw new DomainError(
        "insufficient-balance",
        `The job needs ${job.price.amount} ${job.price.currency}; ${outcome.available} are available.`,
        { required: job.price.amount, available: outcome.available },
      );
    case "queue-full":
      throw new DomainError("queue-full", "The account has too many jobs waiting.", {
        retryAfterSeconds: 30,
      });
  }
}

function planJob(services: Services, input: SubmitJob, now: number): NewJob {
  const seed = input.parameters.seed ?? Math.floor(services.random.fraction() * 0x1_0000_0000);
  const tasks = planGenerateVideo({ ...input.parameters, seed }, () => services.random.uuid(now));
  return {
    id: services.random.uuid(now),
    accountId: input.account.id,
    dialect: input.dialect,
    kind: input.kind,
    request: input.request,
    callbackUrl: input.callbackUrl,
    priority: 0,
    price: input.price,
    estimatedSeconds: Math.ceil(tasks.reduce((sum, task) => sum + task.expectedSeconds, 0)),
    deadlineAt: now + JOB_DEADLINE_SECONDS * 1000,
    createdAt: now,
    tasks,
    idempotency: input.idempotency,
  };
}

async function readBack(services: Services, jobId: string, accountId: string): Promise<Job> {
  const job = await services.jobs.readOwned(jobId, accountId);
  if (!job) throw new DomainError("not-found", "The job is gone.");
  return job;
}
