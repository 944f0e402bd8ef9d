import type { JobEvent, ProgressSnapshot } from "#contracts/events.ts";
import type { ProgressReport } from "#contracts/node-protocol.ts";
import { UNWATCHED_REPORT_SECONDS, WATCHED_REPORT_SECONDS } from "#contracts/limits.ts";
import { DomainError } from "../errors.ts";
import type { FleetNode } from "../nodes/node-store.ts";
import { tellJobChanged } from "../outbox/tell-job-changed.ts";
import type { Services } from "../services.ts";

/**
 * Takes a node's report on a task. Progress is state: the feed keeps the latest and D1 gets it at
 * most every 10 s, and with each stage where a callback hears of quarters. Stage changes and log
 * lines are history, under ids that make a report sent twice tell once; lines are appended before the
 * answer, stages at the latest when somebody could see them.
 *
 * @returns whether the node should stop the work, and in how many seconds it may report again.
 * @throws DomainError `lease-lost` when the lease is not the node's (any more).
 */
export async function reportProgress(
  services: Services,
  node: FleetNode,
  leaseId: string,
  report: ProgressReport,
): Promise<{ cancel: boolean; nextReportSeconds: number }> {
  const outcome = await services.pools.named(node.pool).report(node.id, leaseId, report);
  if (outcome.outcome === "lost") {
    throw new DomainError("lease-lost", "The lease is not held by this node any more.");
  }
  const { dialect, audience, snapshot } = outcome;
  const feed = services.feeds.ofJob(snapshot.jobId);
  const base = { jobId: snapshot.jobId, dialect, at: snapshot.at };
  const events: JobEvent[] = report.logs.map((line, index) => ({
    ...base,
    type: "job-logged",
    eventId: `${leaseId}:${report.reportNumber}:${index}`,
    level: line.level,
    message: line.message,
  }));
  if (outcome.stageChanged) {
    events.unshift({
      ...base,
      type: "task-stage-changed",
      eventId: `${leaseId}:stage:${report.stage}`,
      taskId: outcome.taskId,
      epoch: outcome.epoch,
      stage: report.stage,
    });
  }
  const isListenedTo = await feed.report(audience, events, snapshot).catch((error: unknown) => {
    // Progress is told again soon; history must have arrived.
    if (events.length > 0) throw error;
    return true;
  });
  if (outcome.persist || outcome.stageChanged) {
    services.afterAnswer(keepProgress(services, snapshot, outcome.persist));
  }
  return {
    cancel: outcome.cancel,
    nextReportSeconds: isListenedTo ? WATCHED_REPORT_SECONDS : UNWATCHED_REPORT_SECONDS,
  };
}

/** Writes progress to the database, and tells of a quarter that this passed. */
async function keepProgress(
  services: Services,
  snapshot: ProgressSnapshot,
  isDue: boolean,
): Promise<void> {
  const { jobId } = snapshot;
  const isTold = await services.jobs.recordProgress(jobId, snapshot, services.clock.now(), isDue);
  if (isTold) await tellJobChanged(services, jobId);
}
