import type { HelloRequest, LeaseRequest, ProgressReport } from "#contracts/node-protocol.ts";
import { CANCEL_GRACE_SECONDS } from "#contracts/limits.ts";
import type { JobSnapshot } from "../jobs/job.ts";
import type { DispatcherPorts } from "./dispatcher-ports.ts";
import type { PoolPicture } from "../estimates/pool-picture.ts";
import { explainWaiting, type PoolWaiting } from "./explain-waiting.ts";
import { isNodeLive, lastHeard, offerSlack, offerTasks } from "./offer-tasks.ts";
import type { GrantedLease, HeardNode, PoolClient, ReportOutcome } from "./pool-client.ts";
import { isStateKept, keepState } from "./kept-state.ts";
import { keepMilliseconds, loadIndex } from "./load-index.ts";
import { readQuarantines } from "./node-strikes.ts";
import { indexNode, readJobPercent } from "./pool-index.ts";
import { readPicture } from "./read-picture.ts";
import { readNextTimes } from "./read-queue.ts";
import { applySnapshot } from "./refresh-job.ts";
import { takeLease } from "./take-lease.ts";
import { AGENT_RESTARTED, takeAway, watchLeases } from "./watch-leases.ts";

/** How often at most a job's progress is written to the database. */
const PERSIST_MILLISECONDS = 10_000;
/** A lease younger than this may have crossed with the hello that does not name it. */
const CROSSING_MILLISECONDS = 10_000;
/** A snapshot may be this old when it comes: of jobs that ended meanwhile a new object knows nothing. */
const LATE_MILLISECONDS = 60_000;

/**
 * The dispatcher of one pool: who waits, who is connected, who deserves the next turn. All it
 * knows of jobs is in memory, read from the database when the object starts; what the database does
 * not know is kept in one row, as often as leases are looked at.
 */
export class Dispatcher implements PoolClient {
  readonly #ports: DispatcherPorts;
  #loading: Promise<void> | null = null;
  #loadedAt: number | null = null;

  constructor(ports: DispatcherPorts) {
    this.#ports = ports;
  }

  async sync(...snapshots: JobSnapshot[]): Promise<void> {
    await this.#ready();
    for (const snapshot of await this.#renewLate(snapshots)) {
      applySnapshot(this.#ports, snapshot);
      if (snapshot.cancelRequestedAt !== null) {
        this.#ports.wakeAt(snapshot.cancelRequestedAt + CANCEL_GRACE_SECONDS * 1000);
      }
    }
    offerTasks(this.#ports);
  }

  async hello(nodeId: string, request: HelloRequest): Promise<{ lostLeaseIds: string[] }> {
    await this.#ready();
    const { index, clock } = this.#ports;
    const before = index.readNode(nodeId);
    await this.#loadNode(nodeId);
    this.#heard(nodeId);
    index.unanswering.delete(nodeId);
    const claimed = new Set(request.leaseIds);
    const restarted = before !== null && before.instanceId !== request.instanceId;
    for (const lease of index.readLeasesOfNode(nodeId)) {
      const mayHaveCrossed = lease.leasedAt > clock.now() - CROSSING_MILLISECONDS;
      if (claimed.has(lease.leaseId) || (mayHaveCrossed && !restarted)) continue;
      await takeAway(this.#ports, lease, AGENT_RESTARTED);
    }
    // Last: a hello that broke off half-way must find the restart again when it is repeated.
    this.#changeNode(nodeId, { instanceId: request.instanceId });
    const held = new Set(index.readLeasesOfNode(nodeId).map((lease) => lease.leaseId));
    offerTasks(this.#ports);
    return { lostLeaseIds: request.leaseIds.filter((leaseId) => !held.has(leaseId)) };
  }

  async takeLease(nodeId: string, request: LeaseRequest): Promise<GrantedLease | null> {
    await this.#ready();
    if (!this.#ports.index.readNode(nodeId)) await this.#loadNode(nodeId);
    this.#heard(nodeId);
    return takeLease(this.#ports, nodeId, request);
  }

  async report(nodeId: string, leaseId: string, report: ProgressReport): Promise<ReportOutcome> {
    await this.#ready();
    const { index, clock } = this.#ports;
    const lease = index.readLease(leaseId);
    const job = lease ? index.readJob(lease.jobId) : null;
    if (!lease || !job || lease.nodeId !== nodeId) return { outcome: "lost" };
    this.#heard(nodeId);
    const now = clock.now();
    const fresh = report.reportNumber > lease.reportNumber;
    const stageChanged = fresh && report.stage !== lease.stage;
    const sinceKept = now - Math.max(lease.persistedAt, lease.leasedAt);
    const persist = fresh && sinceKept >= PERSIST_MILLISECONDS;
    if (fresh) {
      index.changeLease(leaseId, {
        reportNumber: report.reportNumber,
        percent: Math.max(lease.percent, report.percent),
        stage: report.stage,
        reportedAt: now,
        persistedAt: persist ? now : lease.persistedAt,
      });
      // Of a young lease the database knows enough.
      this.#keep(lease.leasedAt);
    }
    return {
      outcome: "accepted",
      cancel: job.state === "cancelling",
      persist,
      stageChanged,
      taskId: lease.taskId,
      epoch: lease.epoch,
      dialect: job.dialect,
      audience: { accountId: job.accountId, batchId: job.batchId },
      snapshot: {
        jobId: lease.jobId,
        percent: readJobPercent(index, lease.jobId),
        stage: report.stage,
        message: report.message ?? null,
        at: now,
      },
    };
  }

  async explainWaiting(jobId: string): Promise<PoolWaiting | null> {
    await this.#ready();
    const { index, clock } = this.#ports;
    return explainWaiting(index, jobId, clock.now(), (id) => isNodeLive(this.#ports, id));
  }

  async readPicture(): Promise<PoolPicture> {
    await this.#ready();
    const { index, clock } = this.#ports;
    return readPicture(index, clock.now(), (id) => isNodeLive(this.#ports, id));
  }

  async listHeard(): Promise<HeardNode[]> {
    await this.#ready();
    const { index, clock, channel } = this.#ports;
    const quarantines = readQuarantines(index, clock.now());
    return index.readNodes().map((node) => ({
      nodeId: node.nodeId,
      state: node.state,
      heardAt: lastHeard(this.#ports, node),
      quarantinedUntil: quarantines.get(node.nodeId) ?? null,
      gpus: channel.readGpus(node.nodeId),
    }));
  }

  async changeNode(nodeId: string): Promise<void> {
    await this.#ready();
    await this.#loadNode(nodeId);
    const { sql, index, clock, channel } = this.#ports;
    const state = index.readNode(nodeId)?.state;
    if (state === "draining" || state === "paused") channel.send(nodeId, { type: "drain" });
    if (state === "active") {
      channel.send(nodeId, { type: "resume" });
      // The operator knows better than the strikes do.
      if (index.strikes.delete(nodeId)) keepState(sql, index, clock.now());
    }
    if (state === "revoked") await watchLeases(this.#ports);
    offerTasks(this.#ports);
  }

  async tick(): Promise<void> {
    await this.#ready();
    await watchLeases(this.#ports);
    offerTasks(this.#ports);
    // The one alarm held the earliest time only: what was to come after it is asked for anew.
    const { retryAt, offerEndsAt } = readNextTimes(this.#ports.index, this.#ports.clock.now());
    if (retryAt !== null) this.#ports.wakeAt(retryAt);
    if (offerEndsAt !== null)
      this.#ports.wakeAt(offerEndsAt, offerEndsAt + offerSlack(this.#ports));
    this.#keep();
  }

  #heard(nodeId: string): void {
    this.#changeNode(nodeId, { heardAt: this.#ports.clock.now() });
  }

  #changeNode(nodeId: string, change: { heardAt: number } | { instanceId: string }): void {
    const { nodes } = this.#ports.index;
    const node = nodes.get(nodeId);
    if (node) nodes.set(nodeId, { ...node, ...change });
  }

  async #loadNode(nodeId: string): Promise<void> {
    const node = await this.#ports.nodes.read(nodeId);
    if (node) indexNode(this.#ports.index, node);
  }

  /** Snapshots of jobs that may have ended before this object began are read anew. */
  async #renewLate(snapshots: JobSnapshot[]): Promise<JobSnapshot[]> {
    const { index, clock, jobs } = this.#ports;
    const isNew = clock.now() - (this.#loadedAt ?? 0) < LATE_MILLISECONDS;
    const late = snapshots.filter(({ jobId }) => isNew && index.readJob(jobId) === null);
    if (late.length === 0) return snapshots;
    const known = snapshots.filter((snapshot) => !late.includes(snapshot));
    return [...known, ...(await jobs.readSnapshots(late.map(({ jobId }) => jobId)))];
  }

  /** Each write is paid for: one row a few times in a lease, however many jobs there are. */
  #keep(since = 0): void {
    const { sql, index, clock, leaseSeconds } = this.#ports;
    const now = clock.now();
    if (now - Math.max(index.keptAt, since) >= keepMilliseconds(leaseSeconds)) {
      keepState(sql, index, now);
    }
  }

  /** Fills the index when the object is new or its storage was wiped. */
  async #ready(): Promise<void> {
    if (this.#loadedAt !== null && isStateKept(this.#ports.sql)) return;
    this.#loading ??= loadIndex(this.#ports)
      .then(() => {
        this.#loadedAt = this.#ports.clock.now();
      })
      .finally(() => {
        this.#loading = null;
      });
    await this.#loading;
  }
}
