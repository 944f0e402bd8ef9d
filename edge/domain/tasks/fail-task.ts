import type { FailRequest } from "#contracts/node-protocol.ts";
import type { TaskState } from "#contracts/job.ts";
import {
  MAXIMUM_ATTEMPTS,
  MAXIMUM_LOSSES,
  RETRY_BASE_SECONDS,
  RETRY_CAP_SECONDS,
} from "#contracts/limits.ts";
import type { FleetNode } from "../nodes/node-store.ts";
import { tellJobChanged } from "../outbox/tell-job-changed.ts";
import type { Random } from "../ports.ts";
import type { Services } from "../services.ts";
import { leaseLost, readHeldLease } from "./read-held-lease.ts";

/**
 * Takes a task back from a node that could not finish it. Task errors, infrastructure losses and
 * drains are counted apart; the task waits with full-jitter back-off, or ends.
 *
 * @throws DomainError `lease-lost`.
 */
export async function failTask(
  services: Services,
  node: FleetNode,
  leaseId: string,
  request: FailRequest,
): Promise<TaskState> {
  const lease = await readHeldLease(services, node, leaseId);
  const now = services.clock.now();
  const cause = request.reason === "infrastructure" ? "lost" : request.reason;
  const state = await services.tasks.release({
    leaseId,
    taskId: lease.taskId,
    nodeId: node.id,
    epoch: lease.epoch,
    jobId: lease.jobId,
    now,
    cause,
    by: "node",
    code: request.code,
    message: request.message,
    retryable: request.retryable,
    retryAt:
      cause === "error" || cause === "lost"
        ? retryTime(services.random, now, lease.attempts + lease.losses)
        : now,
    renderMilliseconds: request.renderMilliseconds,
    maximumAttempts: MAXIMUM_ATTEMPTS,
    maximumLosses: MAXIMUM_LOSSES,
  });
  if (state === null) throw leaseLost();
  await tellJobChanged(services, lease.jobId);
  return state;
}

/** Full-jitter back-off: uniform between now and a bound that doubles with every attempt. */
export function retryTime(random: Random, now: number, attempt: number): number {
  const boundSeconds = Math.min(RETRY_CAP_SECONDS, RETRY_BASE_SECONDS * 2 ** attempt);
  return now + Math.floor(random.fraction() * boundSeconds * 1000);
}
