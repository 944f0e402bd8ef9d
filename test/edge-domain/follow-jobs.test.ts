import { describe, expect, test } from "vitest";
import type { JobEvent } from "#contracts/events.ts";
import type { FeedMessage } from "../../edge/domain/feeds/feed-subscriber.ts";
import { JobsFollower, type JobsAt } from "../../edge/domain/jobs/follow-jobs.ts";
import type { BatchJob } from "../../edge/domain/jobs/job.ts";

const ids = [
  "0193c0de-0000-7000-8000-000000000001",
  "0193c0de-0000-7000-8000-000000000002",
] as const;
const taskId = "0193c0de-0000-7000-8000-000000000003";
const queued = (index: 0 | 1): BatchJob => ({
  id: ids[index],
  accountId: "account",
  dialect: "world-model",
  kind: "generate-video",
  state: "queued",
  stage: null,
  percent: 0,
  priority: 0,
  request: {},
  callbackUrl: null,
  batchId: "batch",
  batchIndex: index,
  renderMilliseconds: 0,
  estimatedSeconds: 5,
  notice: null,
  errorCode: null,
  errorMessage: null,
  createdAt: 0,
  startedAt: null,
  finishedAt: null,
  slotIndex: null,
});

const base = (index: 0 | 1) => ({
  eventId: crypto.randomUUID(),
  jobId: ids[index],
  dialect: "world-model" as const,
  at: 1,
});
const at = (seq: number, event: JobEvent): FeedMessage => ({
  kind: "event",
  entry: { seq, event },
});
const logged = (seq: number, index: 0 | 1) =>
  at(seq, { ...base(index), type: "job-logged", level: "info", message: "here" });
const staged = (seq: number, index: 0 | 1) =>
  at(seq, { ...base(index), type: "task-stage-changed", taskId, epoch: 1, stage: "encoding" });
const started = (seq: number, index: 0 | 1) =>
  at(seq, { ...base(index), type: "job-started", taskId, nodeId: taskId });
const leased = (seq: number, index: 0 | 1) =>
  at(seq, { ...base(index), type: "task-leased", taskId, nodeId: taskId, epoch: 1, gpuIndex: 3 });
const cancelled = (seq: number, index: 0 | 1) => at(seq, { ...base(index), type: "job-cancelled" });
const progress = (index: 0 | 1, percent: number): FeedMessage => ({
  kind: "progress",
  snapshot: { jobId: ids[index], percent, stage: "generating", message: null, at: 1 },
});

const states = (told: JobsAt | null) => told?.jobs.map(({ state }) => state);

describe("a follower of jobs", () => {
  test("tells each entry once and ends with the last job, not the first", () => {
    const follower = new JobsFollower({ jobs: [queued(0), queued(1)], lastSeq: 0, after: null });
    expect(follower.first()).toMatchObject({ seq: 0, ended: false });
    expect(states(follower.receive(leased(1, 1)))).toEqual(["queued", "running"]);
    expect(follower.receive(cancelled(2, 0))).toMatchObject({ seq: 2, ended: false });
    const told = follower.receive(cancelled(3, 1));
    expect(told).toMatchObject({ seq: 3, ended: true, jobs: [{}, { slotIndex: 3 }] });
  });

  test("is not set back by a start that is told after the stage it led to", () => {
    const follower = new JobsFollower({ jobs: [queued(0)], lastSeq: 0, after: null });
    follower.receive(staged(1, 0));
    const told = follower.receive(started(2, 0));
    expect(told?.jobs).toMatchObject([{ state: "running", stage: "encoding" }]);
  });

  test("tells progress only when it changed, and never less than before", () => {
    const follower = new JobsFollower({ jobs: [queued(0)], lastSeq: 0, after: null });
    expect(follower.receive(progress(0, 40))?.jobs).toMatchObject([{ percent: 40 }]);
    expect(follower.receive(progress(0, 30))).toBeNull();
    expect(follower.receive(progress(0, 41))).toMatchObject({ seq: 0, jobs: [{ percent: 41 }] });
    follower.receive(cancelled(1, 0));
    expect(follower.receive(progress(0, 90))).toBeNull();
  });

  test("replays from the log for one who comes back, with the percent he may have seen", () => {
    const stored: BatchJob = { ...queued(0), state: "completed", percent: 100, slotIndex: 3 };
    const follower = new JobsFollower({ jobs: [stored], lastSeq: 4, after: 1 });
    expect(follower.cursor).toBe(0);
    expect(follower.first()).toBeNull();
    expect(follower.receive(logged(1, 0))).toBeNull();
    expect(follower.receive(progress(0, 50))).toBeNull();
    expect(follower.receive(started(2, 0))?.jobs).toMatchObject([
      { state: "running", percent: 99 },
    ]);
    expect(follower.receive(leased(3, 0))).toMatchObject({ seq: 3, ended: false });
    // The stored end is told with the entry that says it.
    expect(follower.receive(logged(4, 0))).toMatchObject({ seq: 4, ended: false });
    const end = at(5, {
      ...base(0),
      type: "job-completed",
      outputs: [],
      media: null,
      model: "procedural",
    });
    expect(follower.receive(end)).toMatchObject({ seq: 5, ended: true });
  });

  test("takes the stored state where the log is not kept any more", () => {
    const stored: BatchJob = { ...queued(0), state: "running", stage: "encoding", percent: 70 };
    const follower = new JobsFollower({ jobs: [stored], lastSeq: 9, after: 2 });
    const told = follower.receive({ kind: "reset", seq: 8 });
    expect(told).toMatchObject({ seq: 8, jobs: [{ state: "running", percent: 70 }] });
    expect(follower.receive(logged(9, 0))).toMatchObject({ seq: 9, jobs: [{ percent: 70 }] });
  });

  test("knows nothing of other jobs in the feed, and loses no number over them", () => {
    const follower = new JobsFollower({ jobs: [queued(0)], lastSeq: 0, after: 7 });
    expect(follower.first()).toMatchObject({ seq: 0 });
    expect(follower.receive(cancelled(1, 1))).toMatchObject({ seq: 1, ended: false });
  });
});
