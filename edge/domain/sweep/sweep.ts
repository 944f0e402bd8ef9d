import {
  CANCEL_GRACE_SECONDS,
  INTERMEDIATE_RETENTION_SECONDS,
  PROMPT_SESSION_SECONDS,
  WEBHOOK_ATTEMPTS_AT_ONCE,
} from "#contracts/limits.ts";
import { deleteBytes } from "../assets/delete-asset.ts";
import { recordMinutes } from "../fleet/record-minutes.ts";
import { reconcileNodes } from "../nodes/reconcile-nodes.ts";
import { drainOutbox } from "../outbox/drain-outbox.ts";
import { tellJobChanged } from "../outbox/tell-job-changed.ts";
import { tidyAccounts } from "../retention/tidy-accounts.ts";
import type { Services } from "../services.ts";
import { tellDisabledEndpoints } from "../webhooks/tell-disabled-endpoints.ts";
import { sweepOutputs } from "./sweep-outputs.ts";
import { sweepUploads } from "./sweep-uploads.ts";

/** Rows handled in one sweep and of each kind: what is left waits a minute. */
const SWEEP_LIMIT = 200;
/** Younger than this, the fast path or the queue is likely still on its way. */
const SETTLING_MILLISECONDS = 10_000;
/** How long past its expiry an upload may still be finishing on another machine's clock. */
const UPLOAD_GRACE_MILLISECONDS = 600_000;

/**
 * Repairs what the fast paths lost: messages that never arrived, leases nobody watched, tasks the
 * pool does not know, jobs past their deadline, webhooks that are due. Runs every minute; every
 * step may run twice, and a failing one does not stop the others.
 */
export async function sweep(services: Services): Promise<void> {
  const steps = [
    tellPendingChanges,
    expireJobs,
    finishCancels,
    reconcileNodes,
    wakePools,
    sendDueWebhooks,
    tellDisabledEndpoints,
    deleteUnwantedBytes,
    (all: Services) => {
      const now = all.clock.now();
      const endedBefore = now - INTERMEDIATE_RETENTION_SECONDS * 1000;
      return all.assets.expireIntermediates(endedBefore, now, SWEEP_LIMIT);
    },
    (all: Services) => all.tickets.forgetExpired(all.clock.now()),
    sweepOutputs,
    sweepUploads,
    tidyAccounts,
    recordMinutes,
    (all: Services) =>
      all.promptSessions.forgetUnused(all.clock.now() - PROMPT_SESSION_SECONDS * 1000, SWEEP_LIMIT),
  ];
  const results = await Promise.allSettled(steps.map((step) => step(services)));
  const failure = results.find((result) => result.status === "rejected");
  if (failure) throw failure.reason;
}

async function tellPendingChanges(services: Services): Promise<void> {
  const before = services.clock.now() - SETTLING_MILLISECONDS;
  await drainOutbox(services, ...(await services.outbox.pendingJobs(before, SWEEP_LIMIT)));
}

async function expireJobs(services: Services): Promise<void> {
  const now = services.clock.now();
  for (const jobId of await services.jobs.listPastDeadline(now, SWEEP_LIMIT)) {
    await services.jobs.expire(jobId, services.random.uuid(now), now);
    await tellJobChanged(services, jobId);
  }
}

async function finishCancels(services: Services): Promise<void> {
  const now = services.clock.now();
  const before = now - 2 * CANCEL_GRACE_SECONDS * 1000;
  for (const jobId of await services.jobs.listStuckCancelling(before, SWEEP_LIMIT)) {
    await services.jobs.finishCancelling(jobId, services.random.uuid(now), now);
    await tellJobChanged(services, jobId);
  }
}

/** Shows pools the jobs they should be working on, then lets them look at their leases. */
async function wakePools(services: Services): Promise<void> {
  const before = services.clock.now() - SETTLING_MILLISECONDS;
  const jobIds = new Set([
    ...(await services.tasks.listJobsWithExpiredLeases(before, SWEEP_LIMIT)),
    ...(await services.tasks.listJobsWithReadyTasks(before, SWEEP_LIMIT)),
  ]);
  const pools = new Set<string>();
  for (const jobId of jobIds) {
    const job = await services.jobs.readSnapshot(jobId);
    if (!job) continue;
    await services.pools.named(job.pool).sync(job);
    pools.add(job.pool);
  }
  for (const pool of pools) await services.pools.named(pool).tick();
}

async function sendDueWebhooks(services: Services): Promise<void> {
  const now = services.clock.now();
  // Calls that wait in a long queue are not repeated at every sweep: they would make it longer.
  const due = await services.deliveries.callDue({
    overdueSince: now - SETTLING_MILLISECONDS,
    now,
    limit: SWEEP_LIMIT,
    ofEachTarget: WEBHOOK_ATTEMPTS_AT_ONCE,
  });
  await services.webhooksQueue.send(
    due.map((deliveryId) => ({ type: "delivery-due", deliveryId })),
  );
}

/** Removes what deleted assets and uploads that never ended left in storage. */
async function deleteUnwantedBytes(services: Services): Promise<void> {
  for (const owed of await services.assets.listOwedDeletions(SWEEP_LIMIT)) {
    await deleteBytes(services, owed);
  }
  const before = services.clock.now() - UPLOAD_GRACE_MILLISECONDS;
  for (const upload of await services.assets.listExpiredUploads(before, SWEEP_LIMIT)) {
    await services.objects.delete(upload.objectKey);
    await services.assets.forgetUpload(upload.id);
  }
}
