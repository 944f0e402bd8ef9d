import type { JobEvent } from "#contracts/events.ts";
import type { Dialect } from "#contracts/job.ts";
import type { TaskInput } from "#contracts/task-inputs.ts";
import type { BatchJob, FailureReason, Job, JobSnapshot, NewBatch, NewJob } from "./job.ts";

export type CreateOutcome =
  /** The pool the job went to, and what of its creation is still to be told. */
  | { outcome: "created"; pool: string; entries: OutboxEntry[] }
  | { outcome: "replayed"; jobId: string }
  | { outcome: "idempotency-conflict" }
  | { outcome: "account-disabled" }
  | { outcome: "insufficient-balance"; available: number }
  /** An asset that a task needs was deleted. */
  | { outcome: "input-gone" }
  | { outcome: "queue-full" };

export type CancelOutcome = "cancelling" | "ended" | "not-found";
export type PrioritiseOutcome = "set" | "ended" | "not-found";

/** Jobs as the database keeps them. Every method is one conditional batch, safe to call again. */
export interface JobStore {
  /** Writes job, tasks, hold, idempotency row and first event together, or nothing. */
  create(job: NewJob, maximumQueuedJobs: number): Promise<CreateOutcome>;
  /** As `create`, for a batch and all its jobs. */
  createBatch(batch: NewBatch, maximumQueuedJobs: number): Promise<CreateOutcome>;
  /** What the account's request with this idempotency key made; null for a key that is free. */
  readKeyed(
    accountId: string,
    key: string,
    now: number,
  ): Promise<{ jobId: string; bodyHash: string } | null>;
  /** The job, or null when this account has none of that id. */
  readOwned(jobId: string, accountId: string): Promise<Job | null>;
  /** The account's jobs of a batch in the order of the request; none for an unknown batch. */
  listBatch(batchId: string, accountId: string): Promise<BatchJob[]>;
  /** The assets that a job's tasks were given, each once. */
  listInputs(jobId: string): Promise<TaskInput[]>;
  /** The id of a batch's job by its place, whoever owns it. */
  readBatchJobId(batchId: string, index: number): Promise<string | null>;
  list(query: JobListQuery): Promise<Job[]>;
  /** How many jobs such a list has, without its limit and offset. */
  count(query: JobFilter): Promise<number>;
  /** What the pool must know; null for an unknown job. */
  readSnapshot(jobId: string): Promise<JobSnapshot | null>;
  /** As `readSnapshot`, of up to 100 jobs in one read; unknown ones are left out. */
  readSnapshots(jobIds: readonly string[]): Promise<JobSnapshot[]>;
  /** Ids of an account's or a batch's jobs that nodes work on, the newest first. */
  listRunningIds(of: { accountId: string } | { batchId: string }, limit: number): Promise<string[]>;
  /** Job ids with a task that is ready or leased in the pool. */
  listActiveIds(pool: string): Promise<string[]>;
  /**
   * Asks for the job's end. Tasks that no node holds are cancelled at once, and with none leased
   * the job ends `cancelled` in the same batch.
   */
  cancel(jobId: string, accountId: string, cancelId: string, now: number): Promise<CancelOutcome>;
  /** Gives a job that is queued or runs another priority; `changeId` names the change's event. */
  prioritise(
    jobId: string,
    accountId: string,
    change: { priority: number; changeId: string },
    now: number,
  ): Promise<PrioritiseOutcome>;
  /** Ends a `cancelling` job without its nodes' word. */
  finishCancelling(jobId: string, settlementId: string, now: number): Promise<void>;
  /** Fails a job that passed its deadline. */
  expire(jobId: string, settlementId: string, now: number): Promise<void>;
  /** Fails a job that no node holds (any more): its tasks that wait end with it. */
  fail(jobId: string, settlementId: string, reason: FailureReason, now: number): Promise<void>;
  /** Takes an ended or cancelled job's record from its account; false when it has none of that id. */
  delete(jobId: string, accountId: string, now: number): Promise<boolean>;
  /**
   * Raises the stored percent, never lowers it; true when that left something to be told. When it
   * is not due, it is written only where the job's callback hears of its progress.
   */
  recordProgress(
    jobId: string,
    progress: { percent: number; stage: string },
    now: number,
    isDue: boolean,
  ): Promise<boolean>;
  listPastDeadline(now: number, limit: number): Promise<string[]>;
  /** Jobs that have been `cancelling` since before `requestedBefore`. */
  listStuckCancelling(requestedBefore: number, limit: number): Promise<string[]>;
}

/** Which of an account's jobs; those whose record was deleted are never among them. */
export type JobFilter = {
  accountId: string;
  /** Only jobs older than this id. */
  before?: string | undefined;
  dialect?: Dialect | undefined;
  /** In any of these states. */
  states?: readonly Job["state"][] | undefined;
};

export type JobListQuery = JobFilter & { limit: number; offset?: number | undefined };

/** Events that one commit left to be told, at least one; `ordinal` orders a job's commits. */
export type OutboxEntry = { ordinal: number; events: [JobEvent, ...JobEvent[]] };

/** A job as stored, and what its commits left to be told. */
export type JobChange = { job: JobSnapshot; entries: OutboxEntry[] };

/** What still has to happen because a batch committed. */
export interface OutboxStore {
  /** Those of the jobs that have something to be told, in one read. */
  changesOf(jobIds: readonly string[]): Promise<JobChange[]>;
  /** Jobs with entries pending since before `createdBefore`, oldest first. */
  pendingJobs(createdBefore: number, limit: number): Promise<string[]>;
  /** Forgets what was told; called again it changes nothing. */
  forgetTold(changes: readonly JobChange[]): Promise<void>;
}
