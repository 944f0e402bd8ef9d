import type { SqlStatement } from "../../edge/adapters/d1/database.ts";
import type { JobState, TaskState } from "#contracts/job.ts";
import type { JobStates } from "./fault-plan.ts";

export type ShadowJob = {
  id: string;
  accountId: string;
  state: JobState;
  percent: number;
  startedAt: number | null;
  deadlineAt: number;
  taskIds: string[];
  metered: boolean;
  held: number;
  /** Taken past the hold. */
  overrun: number;
  /** What its account had free when it paid; null before that. */
  freeAtCapture: number | null;
  captured: number;
  refunded: number;
  endedAt: number | null;
};

export type ShadowTask = {
  id: string;
  jobId: string;
  state: TaskState;
  epoch: number;
  nodeId: string | null;
  leaseId: string | null;
};

type ShadowNode = { state: string; revokedAt: number | null };

type ShadowDelivery = { jobId: string; eventId: string; state: string; attempts: number };

/**
 * What the checker knows of the database, kept by looking at changed rows only. It is compared
 * with every change before it takes that change over.
 */
export class Shadow {
  readonly jobs = new Map<string, ShadowJob>();
  readonly tasks = new Map<string, ShadowTask>();
  /** The task of every lease that was ever granted. */
  readonly leases = new Map<string, { taskId: string; nodeId: string }>();
  /** How the terminal call of a lease's own node ended it. */
  readonly settledLeases = new Map<string, TaskState>();
  readonly nodes = new Map<string, ShadowNode>();
  readonly keysRevokedAt = new Map<string, number>();
  readonly deliveries = new Map<string, ShadowDelivery>();
  /** The fold of each account's ledger, by `account currency`. */
  readonly balances = new Map<string, number>();
  /** The body hash and job under an account's idempotency key. */
  readonly idempotency = new Map<string, { bodyHash: string; jobId: string }>();
  /** Uploads that were ever written down. */
  readonly recordedUploads = new Set<string>();
  /** Jobs that no node can serve. */
  readonly unserveable = new Set<string>();
  /** Leases whose node said that trying again is of no use. */
  readonly hopeless = new Set<string>();
  readonly #unfinished = new Set<string>();

  addJob(job: ShadowJob): void {
    this.jobs.set(job.id, job);
    this.#unfinished.add(job.id);
  }

  jobEnded(jobId: string): void {
    this.#unfinished.delete(jobId);
  }

  unfinishedJobIds(): ReadonlySet<string> {
    return this.#unfinished;
  }

  statesOf(jobId: string): JobStates | null {
    const job = this.jobs.get(jobId);
    if (!job) return null;
    const taskStates = job.taskIds.flatMap((taskId) => this.tasks.get(taskId)?.state ?? []);
    return { state: job.state, taskStates };
  }

  jobOfDelivery(deliveryId: string): string | null {
    return this.deliveries.get(deliveryId)?.jobId ?? null;
  }

  jobOfLease(leaseId: string): string | null {
    const lease = this.leases.get(leaseId);
    return lease ? (this.tasks.get(lease.taskId)?.jobId ?? null) : null;
  }

  /** Jobs of which a node works on a task now. */
  jobsOfNode(nodeId: string): string[] {
    return [...this.tasks.values()]
      .filter((task) => task.state === "leased" && task.nodeId === nodeId)
      .map((task) => task.jobId);
  }

  /** The job that a batch is about: the first one that its values name. */
  jobNamedIn(statements: readonly SqlStatement[]): string | null {
    for (const value of statements[0]?.parameters ?? []) {
      if (typeof value !== "string" || value.length !== 36) continue;
      if (this.jobs.has(value)) return value;
      const jobId = this.tasks.get(value)?.jobId ?? this.jobOfLease(value);
      if (jobId !== null) return jobId;
    }
    return null;
  }
}
