import type { TaskStage, TaskState } from "#contracts/job.ts";
import type { TaskResult, TaskSpec } from "#contracts/task.ts";
import type { OutputName } from "#contracts/task-inputs.ts";
import type { MadeOutput } from "./resolve-inputs.ts";
import type { OutputReference } from "#contracts/events.ts";

export type GrantRequest = {
  taskId: string;
  jobId: string;
  nodeId: string;
  slotIndex: number;
  leaseId: string;
  now: number;
  leaseExpiresAt: number;
  maximumRunningJobs: number;
  /** Jobs of the job's dialect that the account may run at once; null: any number. */
  maximumRunningInDialect: number | null;
};

export type Grant = {
  leaseId: string;
  taskId: string;
  jobId: string;
  epoch: number;
  spec: TaskSpec;
  deadlineSeconds: number;
};

/** Who writes: every statement of a node's call names all of these, so a stale one changes nothing. */
export type LeaseIdentity = { leaseId: string; taskId: string; nodeId: string; epoch: number };

/** A lease as D1 has it. `current` is false once the task left it. */
export type StoredLease = LeaseIdentity & {
  jobId: string;
  accountId: string;
  taskState: TaskState;
  current: boolean;
  /** The terminal call of this very lease has committed. */
  settled: boolean;
  final: boolean;
  spec: TaskSpec;
  attempts: number;
  losses: number;
};

export type VerifiedOutput = OutputReference & { objectKey: string; etag: string };

export type SettleRequest = LeaseIdentity & {
  jobId: string;
  /** Of this very call: a lease is settled by one of its calls, however often it is repeated. */
  settlementId: string;
  now: number;
  result: TaskResult;
  outputs: readonly VerifiedOutput[];
};

export type ReleaseRequest = LeaseIdentity & {
  jobId: string;
  now: number;
  /**
   * `error` counts as an attempt, `lost` as an infrastructure loss, `drain` as neither; `cancelled`
   * is a node's word that it stopped because it was told to.
   */
  cause: "error" | "lost" | "drain" | "cancelled";
  code: string;
  message: string;
  /** Who ends the lease: only its node may repeat the call and get the same answer. */
  by: "node" | "pool";
  /** False: the task fails at once. */
  retryable: boolean;
  retryAt: number;
  renderMilliseconds: number;
  maximumAttempts: number;
  maximumLosses: number;
};

/** Tasks and leases as the database keeps them. */
export interface TaskStore {
  /** One conditional UPDATE decides; null when the task is not to be had. Safe to call again with the same lease id. */
  grant(request: GrantRequest): Promise<Grant | null>;
  readLease(leaseId: string): Promise<StoredLease | null>;
  /** Settles a finished task and, with the last one, its job. The state the task is in now, or null when the lease is lost. */
  settle(request: SettleRequest): Promise<TaskState | null>;
  /** Takes a task from its lease: back to `ready`, or to its end. Same answer as `settle`. */
  release(request: ReleaseRequest): Promise<TaskState | null>;
  /** Extends leases of nodes that were heard from; one statement for all. */
  extendLeases(leases: readonly { leaseId: string; expiresAt: number }[]): Promise<void>;
  /** Job ids with a lease that expired before `expiredBefore`: the pool that should have seen it did not. */
  listJobsWithExpiredLeases(expiredBefore: number, limit: number): Promise<string[]>;
  /** Job ids with a task that has been ready since before `readyBefore`. */
  listJobsWithReadyTasks(readyBefore: number, limit: number): Promise<string[]>;
  /**
   * Finished tasks of the account with one of these cache keys, all of whose outputs are still
   * there; of one key the latest comes last.
   */
  listMade(accountId: string, cacheKeys: readonly string[]): Promise<MadeTask[]>;
  /** What a node works on; what every node works on when it is null. */
  listHeld(nodeId: string | null): Promise<HeldTask[]>;
}

/** What a finished task made that may serve again. */
export type MadeTask = { cacheKey: string; outputs: MadeOutput[] };

/** A task that a node works on. */
export type HeldTask = {
  nodeId: string;
  slotIndex: number;
  taskId: string;
  jobId: string;
  kind: string;
  stage: TaskStage | null;
  leasedAt: number;
};

/** Outputs a lease uploads before it settles. */
export type TaskOutput = {
  leaseId: string;
  taskId: string;
  epoch: number;
  name: OutputName;
  objectKey: string;
  contentType: string;
  sizeBytes: number;
  sha256: string;
  uploadId: string | null;
  etag: string | null;
  verifiedAt: number | null;
};

/** A lease that is over and may have left outputs that nobody needs. */
export type EndedLease = {
  leaseId: string;
  taskId: string;
  epoch: number;
  /** Null once the job's record is gone. */
  job: { jobId: string; accountId: string } | null;
  uploads: OpenUpload[];
};

/** An upload in parts that is neither finished nor given up. */
export type OpenUpload = { key: string; uploadId: string };

export type TaskOutputPart = { partNumber: number; etag: string; sizeBytes: number };

/** `upload-open`: another upload of the output is under way, and nothing was stored. */
export type PutOutcome =
  | { outcome: "stored" }
  | { outcome: "lease-lost" }
  | { outcome: "upload-open"; upload: OpenUpload };

export interface TaskOutputStore {
  read(leaseId: string, name: OutputName): Promise<TaskOutput | null>;
  list(leaseId: string): Promise<TaskOutput[]>;
  /**
   * Inserts or replaces, only while the lease is current. An open upload is never forgotten: it is
   * replaced only when `endedUploadId` says that it has ended.
   */
  put(
    output: TaskOutput,
    identity: LeaseIdentity,
    now: number,
    endedUploadId?: string | null,
  ): Promise<PutOutcome>;
  /** Inserts or replaces, only while the lease is current; false when it is not. */
  putPart(identity: LeaseIdentity, name: OutputName, part: TaskOutputPart): Promise<boolean>;
  listParts(leaseId: string, name: OutputName): Promise<TaskOutputPart[]>;
  /**
   * Leases that ended before `endedBefore`, with outputs or without their task being done, and the
   * uploads they left open.
   */
  listEnded(endedBefore: number, limit: number): Promise<EndedLease[]>;
  /** Deletes what is stored of an ended lease and its outputs. */
  forget(leaseId: string): Promise<void>;
}
