import { JOB_DEADLINE_SECONDS } from "#contracts/limits.ts";
import type { Services } from "../services.ts";
import { dialectCaps } from "./dialect-caps.ts";
import type { NewJob } from "./job.ts";
import { planTasks } from "./plans/plan-tasks.ts";
import type { SubmitJob } from "./submit-job.ts";

/** A job about to be written: its ids are minted and its tasks planned. */
export function planJob(services: Services, input: SubmitJob, now: number): NewJob {
  const tasks = planTasks(input.work, {
    mintId: () => services.random.uuid(now),
    seed: Math.floor(services.random.fraction() * 0x1_0000_0000),
  });
  return {
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
    estimatedSeconds: Math.ceil(tasks.reduce((sum, task) => sum + task.expectedSeconds, 0)),
    deadlineAt: now + JOB_DEADLINE_SECONDS * 1000,
    createdAt: now,
    tasks,
    idempotency: input.idempotency,
    record: input.record,
  };
}
