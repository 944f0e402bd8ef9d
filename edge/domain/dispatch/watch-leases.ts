import {
  CANCEL_GRACE_SECONDS,
  MAXIMUM_ATTEMPTS,
  MAXIMUM_LOSSES,
  PROGRESS_SECONDS,
} from "#contracts/limits.ts";
import { retryTime } from "../tasks/fail-task.ts";
import type { DispatcherPorts } from "./dispatcher-ports.ts";
import { lastHeard } from "./offer-tasks.ts";
import type { IndexedLease } from "./pool-index.ts";
import { refreshJob } from "./refresh-job.ts";

/**
 * The lease rule. A lease lasts one lease time from when its node was last heard from, by server
 * time only; a task that reports nothing, or passes its deadline, is taken away though its node
 * lives; a cancel that no node confirms is finished without it. When the edge itself was away,
 * silence proves nothing: every lease then gets its full time again.
 */
export async function watchLeases(ports: DispatcherPorts): Promise<void> {
  const renewed: { leaseId: string; expiresAt: number }[] = [];
  const pardoned = pardonAfterAbsence(ports);
  for (const lease of ports.index.readLeases()) {
    const expiresAt = renew(ports, lease);
    if (pardoned || expiresAt > lease.expiresAt)
      renewed.push({ leaseId: lease.leaseId, expiresAt });
    const ended = judge(ports, { ...lease, expiresAt });
    if (ended) await takeAway(ports, lease, ended);
  }
  await ports.tasks.extendLeases(renewed);
  await finishCancels(ports);
  const leases = ports.index.readLeases();
  if (leases.length === 0) return;
  const routine = ports.clock.now() + (ports.leaseSeconds * 1000) / 3;
  ports.wakeAt(leases.reduce((earliest, lease) => Math.min(earliest, lease.expiresAt), routine));
}

/** Leases are looked at three times in their length; one look missed is the edge's own absence. */
function pardonAfterAbsence(ports: DispatcherPorts): boolean {
  const now = ports.clock.now();
  const { watchedAt } = ports.index;
  ports.index.watchedAt = now;
  const leases = ports.index.readLeases();
  const firstLeasedAt = Math.min(...leases.map((lease) => lease.leasedAt));
  const leaseMilliseconds = ports.leaseSeconds * 1000;
  const away = now - Math.max(watchedAt, firstLeasedAt) > (leaseMilliseconds * 2) / 3;
  if (leases.length === 0 || !away) return false;
  for (const { leaseId } of leases) {
    ports.index.changeLease(leaseId, { expiresAt: now + leaseMilliseconds, reportedAt: now });
  }
  return true;
}

type Ending = { cause: "lost" | "error"; code: string; message: string };

/** The process that was granted the lease is gone, and its work with it. */
export const AGENT_RESTARTED: Ending = {
  cause: "lost",
  code: "agent-restarted",
  message: "The node's agent was restarted.",
};

function renew(ports: DispatcherPorts, lease: IndexedLease): number {
  const node = ports.index.readNode(lease.nodeId);
  if (!node || node.state === "revoked") return lease.expiresAt;
  const expiresAt = Math.max(lease.expiresAt, lastHeard(ports, node) + ports.leaseSeconds * 1000);
  ports.index.changeLease(lease.leaseId, { expiresAt });
  return expiresAt;
}

function judge(ports: DispatcherPorts, lease: IndexedLease): Ending | null {
  const now = ports.clock.now();
  if (ports.index.readNode(lease.nodeId)?.state === "revoked") {
    return { cause: "lost", code: "node-revoked", message: "The node was revoked." };
  }
  if (lease.expiresAt <= now) {
    return { cause: "lost", code: "node-lost", message: "The node was not heard from any more." };
  }
  if (lease.deadlineAt <= now) {
    return {
      cause: "error",
      code: "task-deadline-exceeded",
      message: "The task was not finished within its deadline.",
    };
  }
  if (Math.max(lease.reportedAt, lease.presumedAt) + PROGRESS_SECONDS * 1000 <= now) {
    return {
      cause: "error",
      code: "stuck",
      message: `The node reported no progress for ${PROGRESS_SECONDS} seconds.`,
    };
  }
  return null;
}

/** Takes a task from its lease in the database, then tells the node, if it is there. */
export async function takeAway(
  ports: DispatcherPorts,
  lease: IndexedLease,
  ending: Ending,
): Promise<void> {
  const now = ports.clock.now();
  await ports.tasks.release({
    leaseId: lease.leaseId,
    taskId: lease.taskId,
    nodeId: lease.nodeId,
    epoch: lease.epoch,
    jobId: lease.jobId,
    now,
    ...ending,
    by: "pool",
    retryable: true,
    retryAt: retryTime(ports.random, now, lease.triedNodeIds.length),
    renderMilliseconds: 0,
    maximumAttempts: MAXIMUM_ATTEMPTS,
    maximumLosses: MAXIMUM_LOSSES,
  });
  await refreshJob(ports, lease.jobId);
  ports.jobChanged(lease.jobId);
}

async function finishCancels(ports: DispatcherPorts): Promise<void> {
  const jobIds = new Set(ports.index.readLeases().map((lease) => lease.jobId));
  for (const jobId of jobIds) {
    const requestedAt = ports.index.readJob(jobId)?.cancelRequestedAt ?? null;
    if (requestedAt === null) continue;
    const dueAt = requestedAt + CANCEL_GRACE_SECONDS * 1000;
    const now = ports.clock.now();
    if (dueAt > now) {
      ports.wakeAt(dueAt);
      continue;
    }
    await ports.jobs.finishCancelling(jobId, ports.random.uuid(now), now);
    await refreshJob(ports, jobId);
    ports.jobChanged(jobId);
  }
}
