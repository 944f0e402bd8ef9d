import { WEBHOOK_RETRY_SECONDS } from "#contracts/limits.ts";
import type { RowChange } from "./row-change.ts";
import type { World } from "./world.ts";

/** Outbox and webhooks: invariants 6 (nothing is marked done untold) and 11 (delivered or dead). */
export function checkTellingRows(world: World, change: RowChange): void {
  if (change.table === "outbox") {
    const { before, after } = change;
    const jobId = String((after ?? before)?.job_id);
    if (!after) {
      if (before?.done_at === null) world.report(6, "An untold event was forgotten.", jobId);
      return;
    }
    if (after.done_at === null || before?.done_at !== null) return;
    const feed = world.feedNamed(`job:${jobId}`);
    if (!feed.knows(String(after.event_id))) {
      world.report(6, `${after.event_id} is marked as told, and the feed lacks it.`, jobId);
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
