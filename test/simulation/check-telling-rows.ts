import { WEBHOOK_RETRY_SECONDS } from "#contracts/limits.ts";
import { eventIdsOf, type RowChange } from "./row-change.ts";
import type { World } from "./world.ts";

/** Outbox and webhooks: invariants 6 (nothing is forgotten untold) and 11 (delivered or dead). */
export function checkTellingRows(world: World, change: RowChange): void {
  if (change.table === "outbox") {
    const { before, after } = change;
    if (!before || after) return;
    const jobId = String(before.job_id);
    for (const eventId of eventIdsOf(before)) {
      if (isTold(world, jobId, eventId)) continue;
      world.report(6, `${eventId} counts as told, and the feed lacks it.`, jobId);
    }
    return;
  }
  if (change.table !== "webhook_deliveries") return;
  const { before, after } = change;
  if (!after) return;
  const id = String(after.id);
  const jobId = String(after.job_id);
  const state = String(after.state);
  world.shadow.deliveries.set(id, {
    jobId,
    eventId: String(after.event_id),
    state,
    attempts: Number(after.attempts),
  });
  if (before && before.state !== "pending" && before.state !== state) {
    world.report(11, `A delivery went from ${before.state} to ${state}.`, jobId);
  }
  if (state === "delivered" && !world.receiver.received.has(id)) {
    world.report(11, "A delivery counts as delivered and was never received.", jobId);
  }
  const isUsedUp = Number(after.attempts) > WEBHOOK_RETRY_SECONDS.length;
  if (state === "dead" && !isUsedUp && !world.receiver.refused.has(id)) {
    world.report(11, `A delivery is dead after ${after.attempts} attempts.`, jobId);
  }
}

/** A job's own feed begins with its second event: until then its account's feed knows the first. */
function isTold(world: World, jobId: string, eventId: string): boolean {
  if (world.feedNamed(`job:${jobId}`).knows(eventId)) return true;
  const accountId = world.shadow.jobs.get(jobId)?.accountId;
  const isFirst = eventId === `${jobId}:queued`;
  return isFirst && world.feedNamed(`account:${accountId}`).knows(eventId);
}
