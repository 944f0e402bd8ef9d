import type {
  HelloRequest,
  Lease,
  LeaseRequest,
  ProgressReport,
} from "#contracts/node-protocol.ts";
import type { ProgressSnapshot } from "#contracts/events.ts";
import type { Dialect } from "#contracts/job.ts";
import type { JobSnapshot } from "../jobs/job.ts";
import type { ToldGpus } from "../nodes/describe-gpus.ts";
import type { FeedAudience } from "../ports.ts";
import type { PoolPicture } from "../estimates/pool-picture.ts";
import type { PoolWaiting } from "./explain-waiting.ts";

/** What a node's report led to. */
export type ReportOutcome =
  | { outcome: "lost" }
  | {
      outcome: "accepted";
      cancel: boolean;
      /** True at most every 10 s and job, and at each stage change. */
      persist: boolean;
      stageChanged: boolean;
      snapshot: ProgressSnapshot;
      taskId: string;
      epoch: number;
      dialect: Dialect;
      audience: FeedAudience;
    };

export type GrantedLease = Omit<Lease, "minimumAgentVersion" | "recommendedAgentVersion">;

/** A node as its pool knows it. */
export type HeardNode = {
  nodeId: string;
  state: string;
  heardAt: number;
  /** Until then it gets only what no other live node could take; null: it is not in quarantine. */
  quarantinedUntil: number | null;
  /** Null: it told nothing of GPUs that is still known. */
  gpus: ToldGpus | null;
};

/** One pool of nodes and the tasks that wait for them. It decides; the database grants. */
export interface PoolClient {
  /** Brings the pool's index in line with jobs as stored; older snapshots change nothing. */
  sync(...snapshots: JobSnapshot[]): Promise<void>;
  /** Answers which of the node's leases are lost. */
  hello(nodeId: string, request: HelloRequest): Promise<{ lostLeaseIds: string[] }>;
  /** A lease for the slot, or null when there is nothing to do within the request's wait. */
  takeLease(nodeId: string, request: LeaseRequest): Promise<GrantedLease | null>;
  report(nodeId: string, leaseId: string, report: ProgressReport): Promise<ReportOutcome>;
  /** Why each unfinished task of a job waits; null when the pool has none of the job. */
  explainWaiting(jobId: string): Promise<PoolWaiting | null>;
  /** The pool as estimates see it. */
  readPicture(): Promise<PoolPicture>;
  /** When each node was last heard from, over its socket or over HTTP. */
  listHeard(): Promise<HeardNode[]>;
  /** The operator changed the node's state; to be active again ends a quarantine. */
  changeNode(nodeId: string): Promise<void>;
  /** Runs what the pool's alarm would: used by the sweep in case the alarm was lost. */
  tick(): Promise<void>;
}

export interface Pools {
  named(pool: string): PoolClient;
}
