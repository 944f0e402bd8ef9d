import { DomainError } from "../errors.ts";
import { countCreated } from "../estimates/count-created.ts";
import { dialectCaps } from "../jobs/dialect-caps.ts";
import { failJob } from "../jobs/fail-job.ts";
import type { NewJob } from "../jobs/job.ts";
import { planJob } from "../jobs/plan-job.ts";
import { queuedSnapshot } from "../jobs/queued-job.ts";
import { refuseSubmission } from "../jobs/refuse-submission.ts";
import type { SubmitJob } from "../jobs/submit-job.ts";
import { tellJobCreated } from "../outbox/tell-jobs-created.ts";
import type { Services } from "../services.ts";

export type SubmitBatch = Omit<SubmitJob, "work" | "callbackUrl"> & {
  /** One job each, in the order of the batch; `request` beside it is the whole batch's. */
  jobs: readonly Pick<SubmitJob, "request" | "work">[];
};

/**
 * Accepts a batch: all its jobs are written in one database batch, or none.
 *
 * @returns the batch's id; an earlier one with the same idempotency key is answered again.
 * @throws DomainError `insufficient-balance`, `queue-full` or `idempotency-conflict`; nothing is written then.
 */
export async function submitBatch(services: Services, input: SubmitBatch): Promise<string> {
  const now = services.clock.now();
  const id = services.random.uuid(now);
  const [first, ...others] = await planJobs(services, input, { id, now });
  if (!first) throw new DomainError("invalid-request", "A batch needs at least one job.");
  const jobs: [NewJob, ...NewJob[]] = [first, ...others];
  const writing = services.jobs.createBatch(
    { id, request: input.request, jobs },
    input.account.limits.maximumQueuedJobs,
  );
  const outcome = await countCreated(services, input, jobs, writing);
  switch (outcome.outcome) {
    case "created":
      for (const job of jobs) {
        tellJobCreated(services, {
          job: queuedSnapshot(job, { pool: outcome.pool, limits: input.account.limits }),
          entries: outcome.entries.filter(({ events: [first] }) => first.jobId === job.id),
        });
      }
      if (input.failsAtOnce) {
        for (const job of jobs) await failJob(services, job.id, input.failsAtOnce);
      }
      return id;
    case "replayed":
      return batchOf(services, outcome.jobId, input.account.id);
    default: {
      const amount = input.price.amount * jobs.length;
      const { running } = dialectCaps(input.account.limits, input.dialect);
      throw refuseSubmission(outcome, { ...input.price, amount }, running);
    }
  }
}

/** In order, so that ids minted later sort later. */
async function planJobs(
  services: Services,
  input: SubmitBatch,
  { id, now }: { id: string; now: number },
): Promise<NewJob[]> {
  const jobs: NewJob[] = [];
  for (const [index, job] of input.jobs.entries()) {
    const planned = await planJob(services, { ...input, ...job, callbackUrl: null }, now);
    const idempotency = index === 0 ? input.idempotency : null;
    jobs.push({ ...planned, batch: { id, index }, idempotency });
  }
  return jobs;
}

/** An idempotency key of a batch leads to its first job, and from there to the batch. */
async function batchOf(services: Services, jobId: string, accountId: string): Promise<string> {
  const job = await services.jobs.readOwned(jobId, accountId);
  if (job?.batchId == null) throw new DomainError("not-found", "The batch is gone.");
  return job.batchId;
}
