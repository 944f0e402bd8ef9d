import type { Dialect, JobKind, JobState, TaskStage, TaskState } from "#contracts/job.ts";
import type { JobRecord } from "./job-record.ts";
import type { PlannedTaskSpec, TaskRequirements } from "#contracts/task.ts";

/** One node of a job's task graph, as planned. Ids are minted before the job is written. */
export type PlannedTask = {
  id: string;
  position: number;
  spec: PlannedTaskSpec;
  requirements: TaskRequirements;
  /** Ids of tasks of the same job whose outputs this one needs. */
  dependsOn: readonly string[];
  /** True: this task's outputs are the job's outputs. */
  final: boolean;
  deadlineSeconds: number;
  /** Rough node seconds on a node of speed 1: feeds fair share and estimates. */
  expectedSeconds: number;
  /** How much work it is, in the unit of its kind: what nodes' speeds are measured by. */
  workUnits: number;
  /** Digest of what it makes, where what it made may serve a later job of the account. */
  cacheKey?: string;
};

/** Why a job fails, in words for its account. */
export type FailureReason = { code: string; message: string };

/**
 * What a job holds until it ends: tokens, or milliseconds of node time. A metered job holds an
 * estimate, and pays for the node time that it took.
 */
export type JobPrice =
  | { currency: "tokens" | "milliseconds"; amount: number; metered?: false }
  | { currency: "milliseconds"; amount: number; metered: true };

/** A job about to be written. */
export type NewJob = {
  id: string;
  accountId: string;
  dialect: Dialect;
  kind: JobKind;
  /** The request in the dialect's own words, kept so that answers can be presented again. */
  request: unknown;
  callbackUrl: string | null;
  /** True: the callback also hears of the start and of each quarter. */
  callbackProgress: boolean;
  /** The batch it is one of, and its place there. */
  batch: { id: string; index: number } | null;
  priority: number;
  price: JobPrice;
  /** Jobs that have not ended which the account may have in this dialect; null: any number. */
  maximumOpenInDialect: number | null;
  /** From its submission to its end, its wait included. */
  estimatedSeconds: number;
  /** What whoever submitted it should know at once: nobody enrolled could do it. */
  notice: string | null;
  deadlineAt: number;
  createdAt: number;
  tasks: readonly PlannedTask[];
  idempotency: { key: string; bodyHash: string } | null;
  /** What it is to its account beside a job. */
  record?: JobRecord | undefined;
};

/** Jobs that are accepted together or not at all. The first one carries the idempotency key. */
export type NewBatch = {
  id: string;
  /** The request in the dialect's own words. */
  request: unknown;
  jobs: readonly [NewJob, ...NewJob[]];
};

/** A job as D1 has it. Times are Unix milliseconds. */
export type Job = {
  id: string;
  accountId: string;
  dialect: Dialect;
  kind: JobKind;
  state: JobState;
  stage: TaskStage | null;
  /** Running maximum, 0–100. */
  percent: number;
  /** As `JobPriority` of the contract says. */
  priority: number;
  request: unknown;
  callbackUrl: string | null;
  batchId: string | null;
  batchIndex: number | null;
  /** Node time of the tasks that were done; 0 until the job has ended. */
  renderMilliseconds: number;
  /** From its submission to its end, its wait included, as it was estimated then. */
  estimatedSeconds: number;
  /** What whoever submitted it should know at once; null when nothing. */
  notice: string | null;
  errorCode: string | null;
  errorMessage: string | null;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
};

/** A job of a batch. `slotIndex`: the GPU (or CPU slot) that its latest lease was for. */
export type BatchJob = Job & { slotIndex: number | null };

/** What the pool needs to know of a job: enough to dispatch, nothing else. */
export type JobSnapshot = {
  pool: string;
  callbackUrl: string | null;
  callbackProgress: boolean;
  jobId: string;
  accountId: string;
  accountWeight: number;
  maximumRunningJobs: number;
  /** Jobs of this dialect that the account may run at once; null: any number. */
  maximumRunningInDialect: number | null;
  dialect: Dialect;
  kind: JobKind;
  createdAt: number;
  batchId: string | null;
  state: JobState;
  priority: number;
  /** How often the priority was changed: the one with more changes is newer. */
  priorityChanges: number;
  cancelRequestedAt: number | null;
  tasks: TaskSnapshot[];
};

export type TaskSnapshot = {
  taskId: string;
  state: TaskState;
  epoch: number;
  requirements: TaskRequirements;
  expectedSeconds: number;
  readyAt: number;
  retryAt: number | null;
  triedNodeIds: string[];
  percent: number;
  /** The node that finished a task in state `done`. */
  doneByNodeId: string | null;
  lease: LeaseSnapshot | null;
};

export type LeaseSnapshot = {
  leaseId: string;
  nodeId: string;
  slotIndex: number;
  leasedAt: number;
  expiresAt: number;
  deadlineAt: number;
};
