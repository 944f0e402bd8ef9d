import { JOB_DEADLINE_SECONDS } from "#contracts/limits.ts";
import { estimateSubmission } from "../estimates/estimate-submission.ts";
import type { Services } from "../services.ts";
import { dialectCaps } from "./dialect-caps.ts";
import type { NewJob } from "./job.ts";
import { planTasks } from "./plans/plan-tasks.ts";
import type { SubmitJob } from "./submit-job.ts";

/** A job about to be written: its ids are minted, its tasks planned, its end estimated. */
export async function planJob(services: Services, input: SubmitJob, now: number): Promise<NewJob> {
  const tasks = planTasks(input.work, {
    mintId: () => services.random.uuid(now),
    seed: Math.floor(services.random.fraction() * 0x1_0000_0000),
  });
  const job = {
    id: services.random.uuid(now),
    accountId: input.account.id,
    dialect: input.dialect,
    kind: input.work.kind,
    request: input.request,
    callbackUrl: input.callbackUrl,
    callbackProgress: input.callbackProgress ?? false,
    batch: null,
    priority: 0,
    price: input.price,
    maximumOpenInDialect: dialectCaps(input.account.limits, input.dialect).open,
    deadlineAt: now + JOB_DEADLINE_SECONDS * 1000,
    createdAt: now,
    tasks,
    idempotency: input.idempotency,
    record: input.record,
  };
  const forecast = await estimateSubmission(services, input.account, job);
  // It does not wait for the node that is missing.
  return { ...job, ...forecast, ...(input.failsAtOnce && { notice: null }) };
}
