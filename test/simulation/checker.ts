import type { JobEvent } from "#contracts/events.ts";
import { checkAccountRows, checkBalances } from "./check-account-rows.ts";
import { checkJobRows } from "./check-job-rows.ts";
import { checkOutputRows } from "./check-output-rows.ts";
import { checkTaskRows } from "./check-task-rows.ts";
import { checkTellingRows } from "./check-telling-rows.ts";
import type { Handler } from "./handler.ts";
import type { PoolObject } from "./pool-object.ts";
import { eventIdsOf, type RowChange } from "./row-change.ts";
import type { World } from "./world.ts";

/** An alarm may be this late before a wake-up counts as lost. */
const ALARM_TOLERANCE_MILLISECONDS = 1000;
/** An offer's end may wait for the look at the leases. */
const OFFER_SLACK_MILLISECONDS = 15_000;
/** A revoked credential must be refused this long after it was revoked. */
const REVOCATION_MILLISECONDS = 60_000;

const STATE_OF_EVENT: Partial<Record<JobEvent["type"], string>> = {
  "job-completed": "completed",
  "job-failed": "failed",
  "job-cancelled": "cancelled",
};

/** Looks at every commit and every answer, and reports what breaks one of the fifteen invariants. */
export class Checker {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** A batch of this handler has committed these changes. */
  committed(handler: Handler, changes: readonly RowChange[]): void {
    handler.changes.push(...changes);
    for (const change of changes) {
      this.#checkOwner(handler, change);
      checkJobRows(this.#world, change);
      checkTaskRows(this.#world, handler, change);
      checkAccountRows(this.#world, change);
      checkOutputRows(this.#world, change);
      checkTellingRows(this.#world, change);
    }
    checkBalances(this.#world, changes);
    for (const change of changes) this.#checkTogether(handler, change, changes);
    for (const jobId of movedJobs(changes)) this.#world.jobMoved(jobId);
  }

  /** A terminal event is about to be told to a job's feed. */
  terminalEventTold(event: JobEvent): void {
    const state = this.#world.shadow.jobs.get(event.jobId)?.state;
    if (state !== STATE_OF_EVENT[event.type]) {
      this.#world.report(8, `${event.type} was told of a job that is ${state}.`, event.jobId);
    }
  }

  /** A node's call was answered; `error` is what it was refused with. */
  nodeAnswered(handler: Handler, code: string | null): void {
    const { shadow } = this.#world;
    const revokedAt = shadow.nodes.get(handler.nodeId ?? "")?.revokedAt ?? null;
    const isLate = revokedAt !== null && handler.startedAt > revokedAt + REVOCATION_MILLISECONDS;
    if (isLate && code !== "unauthenticated") {
      this.#world.report(13, `A revoked node was answered (${handler.label}).`, handler.jobId);
    }
  }

  /** A client's call was answered that carried this key. */
  clientAnswered(handler: Handler, keyId: string, code: string | null): void {
    const revokedAt = this.#world.shadow.keysRevokedAt.get(keyId);
    const isLate =
      revokedAt !== undefined && handler.startedAt > revokedAt + REVOCATION_MILLISECONDS;
    if (isLate && code !== "unauthenticated") {
      this.#world.report(13, `A revoked key was accepted (${handler.label}).`, handler.jobId);
    }
  }

  /** The pool has nothing under way: its alarm must be set for what comes next. */
  poolIsIdle(pool: PoolObject): void {
    const { timeline } = this.#world;
    if (pool.alarmTroubled) return;
    const next = nextWakeUps(pool, timeline.now()).toSorted((a, b) => a.time - b.time)[0];
    if (!next) return;
    const { alarmAt } = pool.storage;
    const latest = Math.max(next.time, timeline.now()) + ALARM_TOLERANCE_MILLISECONDS;
    if (alarmAt !== null && alarmAt <= latest) return;
    const set =
      alarmAt === null ? "no alarm is set" : `the alarm is ${alarmAt - latest} ms too late`;
    this.#world.report(15, `The pool's wake-up for a ${next.what} is lost: ${set}.`, next.jobId);
  }

  /** What one account's request changes must be that account's. */
  #checkOwner(handler: Handler, change: RowChange): void {
    if (handler.kind !== "client" || handler.accountId === null) return;
    // Requests of one isolate tell each other's new jobs: that a row is told is nobody's state.
    if (change.table === "outbox" && !change.after) return;
    const row: Record<string, unknown> = change.after ?? change.before ?? {};
    const owner =
      row["account_id"] ?? this.#world.shadow.jobs.get(String(row["job_id"]))?.accountId;
    if (owner === undefined || owner === handler.accountId) return;
    const jobId = typeof row["job_id"] === "string" ? row["job_id"] : null;
    this.#world.report(12, `A foreign account's call changed ${change.table}.`, jobId);
  }

  /** What must be in the same commit. */
  #checkTogether(handler: Handler, change: RowChange, all: readonly RowChange[]): void {
    if (change.table !== "jobs" || !change.after) return;
    const jobId = String(change.after.id);
    const inserted = (table: RowChange["table"], test: (row: Record<string, unknown>) => boolean) =>
      all.some((other) => other.table === table && !other.before && test(other.after ?? {}));
    if (!change.before) {
      const job = this.#world.shadow.jobs.get(jobId);
      const lacks = [
        job?.taskIds.length === 0 && "tasks",
        job?.held === 0 && "hold",
        !inserted("outbox", (row) => eventIdsOf(row).includes(`${jobId}:queued`)) && "outbox row",
      ].filter((part) => part !== false);
      if (lacks.length > 0) {
        this.#world.report(6, `The job was committed without ${lacks.join(", ")}.`, jobId);
      }
      const keyed = inserted("idempotency_keys", (row) => row["job_id"] === jobId);
      if (handler.idempotencyKey !== null && !keyed) {
        this.#world.report(5, "The job was committed without its idempotency key.", jobId);
      }
      return;
    }
    const { state } = change.after;
    if (
      state === change.before.state ||
      !["completed", "failed", "cancelled"].includes(String(state))
    )
      return;
    this.#checkEnd(
      jobId,
      inserted("outbox", (row) => eventIdsOf(row).includes(`${jobId}:ended`)),
    );
  }

  #checkEnd(jobId: string, told: boolean): void {
    const { shadow } = this.#world;
    const job = shadow.jobs.get(jobId);
    if (!job) return;
    if (!told) this.#world.report(6, "The job ended without its outbox row.", jobId);
    if (job.held + job.overrun !== job.captured + job.refunded) {
      const taken = `held ${job.held}, overrun ${job.overrun}`;
      const sums = `${taken}, captured ${job.captured}, refunded ${job.refunded}`;
      this.#world.report(4, `The hold is not resolved: ${sums}.`, jobId);
    }
    if (job.state === "cancelled" && job.startedAt === null && job.captured > 0) {
      this.#world.report(4, "A job that was never leased was charged.", jobId);
    }
    const open = job.taskIds.filter((taskId) =>
      ["waiting", "ready", "leased"].includes(shadow.tasks.get(taskId)?.state ?? ""),
    );
    if (open.length > 0) this.#world.report(1, "The job ended before its tasks.", jobId);
  }
}

/** What the pool must look at, and when at the latest. */
function nextWakeUps({ index }: PoolObject, now: number) {
  const ready = index
    .listAccounts()
    .flatMap((accountId) => index.readJobsOfAccount(accountId).flatMap(({ tasks }) => tasks))
    .filter((task) => task.state === "ready");
  const offers = index
    .readOffered(now)
    .map(({ jobId, offer }) => ({ time: (offer?.until ?? 0) + OFFER_SLACK_MILLISECONDS, jobId }));
  const retries = ready
    .filter(({ retryAt }) => retryAt > now)
    .map(({ jobId, retryAt }) => ({ time: retryAt, jobId }));
  const leases = index.readLeases().map(({ jobId, expiresAt }) => ({ time: expiresAt, jobId }));
  return [
    ...offers.map((one) => ({ ...one, what: "offer" })),
    ...retries.map((one) => ({ ...one, what: "retry" })),
    ...leases.map((one) => ({ ...one, what: "lease" })),
  ];
}

/** Jobs that, or tasks of which, a commit brought into another state. */
function movedJobs(changes: readonly RowChange[]): Set<string> {
  const moved = new Set<string>();
  for (const { table, before, after } of changes) {
    if (table !== "jobs" && table !== "tasks") continue;
    if (!after || after.state === before?.state) continue;
    moved.add(String("job_id" in after ? after.job_id : after.id));
  }
  return moved;
}
