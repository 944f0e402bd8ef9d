import type { JobState } from "#contracts/job.ts";
import { isTerminalJobState, JOB_TRANSITIONS } from "../../edge/domain/jobs/transitions.ts";
import type { RowChange } from "./row-change.ts";
import type { World } from "./world.ts";

/** Job rows: invariants 1 (one row, one end), 8 (percent) and 15 (fails only for a reason). */
export function checkJobRows(world: World, change: RowChange): void {
  if (change.table !== "jobs") return;
  const { before, after } = change;
  const { shadow } = world;
  if (!after) {
    world.report(1, "A job's row was deleted.", String(before?.id));
    return;
  }
  const jobId = String(after.id);
  const state = after.state as JobState;
  if (!before) {
    shadow.addJob({
      id: jobId,
      accountId: String(after.account_id),
      state,
      percent: Number(after.percent),
      startedAt: null,
      // A clock that was wrong when the job came in may have put its deadline before that.
      deadlineAt: Math.max(Number(after.deadline_at), world.timeline.now()),
      taskIds: [],
      held: 0,
      captured: 0,
      refunded: 0,
      endedAt: null,
    });
    world.trace.note(jobId, `job ${state}`);
    return;
  }
  const job = shadow.jobs.get(jobId);
  if (!job) return;
  const earlier = before.state as JobState;
  if (Number(after.percent) < Number(before.percent)) {
    world.report(8, `The stored percent fell from ${before.percent} to ${after.percent}.`, jobId);
  }
  job.percent = Number(after.percent);
  job.startedAt = after.started_at === null ? null : Number(after.started_at);
  if (state === earlier) return;
  if (!JOB_TRANSITIONS[earlier].includes(state)) {
    world.report(1, `The job went from ${earlier} to ${state}.`, jobId);
  }
  world.trace.note(jobId, `job ${earlier} → ${state}`);
  job.state = state;
  if (!isTerminalJobState(state)) return;
  job.endedAt = world.timeline.now();
  shadow.jobEnded(jobId);
}
