import type { HelloRequest, LeaseRequest, ProgressReport } from "#contracts/node-protocol.ts";
import { CANCEL_GRACE_SECONDS } from "#contracts/limits.ts";
import type { JobSnapshot } from "../jobs/job.ts";
import type { FleetNode } from "../nodes/node-store.ts";
import type { DispatcherPorts } from "./dispatcher-ports.ts";
import type { PoolPicture } from "../estimates/pool-picture.ts";
import { explainWaiting, type PoolWaiting } from "./explain-waiting.ts";
import { isNodeLive, lastHeard, offerTasks } from "./offer-tasks.ts";
import type { GrantedLease, HeardNode, PoolClient, ReportOutcome } from "./pool-client.ts";
import {
  createTables,
  readIndexedJob,
  readJobPercent,
  readLease,
  readLeasesOfNode,
  readMeta,
  readNextOfferTime,
  readNode,
  readNodes,
  writeMeta,
  writeNodeInstance,
} from "./pool-index.ts";
import { readPicture } from "./read-picture.ts";
import { applySnapshot, refreshJob } from "./refresh-job.ts";
import { takeLease } from "./take-lease.ts";
import { AGENT_RESTARTED, takeAway, watchLeases } from "./watch-leases.ts";

/** How often at most a job's progress is written to the database. */
const PERSIST_MILLISECONDS = 10_000;
/** A lease younger than this may have crossed with the hello that does not name it. */
const CROSSING_MILLISECONDS = 10_000;
const REBUILD_CONCURRENCY = 10;
/**
 * How exactly it is known when a node was last heard from, as a share of the lease. A lease may end
 * this much early for a node that fell silent, which stops its work well before that.
 */
const HEARD_SHARE = 1 / 12;

/**
 * The dispatcher of one pool: who waits, who is connected, who deserves the next turn. All it
 * knows can be read again from the database, and is, when its tables are gone.
 */
export class Dispatcher implements PoolClient {
  readonly #ports: DispatcherPorts;
  #rebuilding: Promise<void> | null = null;
  #hasTables = false;

  constructor(ports: DispatcherPorts) {
    this.#ports = ports;
  }

  async sync(...snapshots: JobSnapshot[]): Promise<void> {
    await this.#ready();
    for (const snapshot of snapshots) {
      applySnapshot(this.#ports, snapshot);
      if (snapshot.cancelRequestedAt !== null) {
        this.#ports.wakeAt(snapshot.cancelRequestedAt + CANCEL_GRACE_SECONDS * 1000);
      }
    }
    offerTasks(this.#ports);
  }

  async hello(nodeId: string, request: HelloRequest): Promise<{ lostLeaseIds: string[] }> {
    await this.#ready();
    const { sql, clock } = this.#ports;
    const before = readNode(sql, nodeId);
    await this.#loadNode(nodeId);
    this.#heard(nodeId);
    const claimed = new Set(request.leaseIds);
    const restarted = before !== null && before.instanceId !== request.instanceId;
    for (const lease of readLeasesOfNode(sql, nodeId)) {
      const mayHaveCrossed = lease.leasedAt > clock.now() - CROSSING_MILLISECONDS;
      if (claimed.has(lease.leaseId) || (mayHaveCrossed && !restarted)) continue;
      await takeAway(this.#ports, lease, AGENT_RESTARTED);
    }
    // Last: a hello that broke off half-way must find the restart again when it is repeated.
    writeNodeInstance(sql, nodeId, request.instanceId);
    const held = new Set(readLeasesOfNode(sql, nodeId).map((lease) => lease.leaseId));
    offerTasks(this.#ports);
    return { lostLeaseIds: request.leaseIds.filter((leaseId) => !held.has(leaseId)) };
  }

  async takeLease(nodeId: string, request: LeaseRequest): Promise<GrantedLease | null> {
    await this.#ready();
    if (!readNode(this.#ports.sql, nodeId)) await this.#loadNode(nodeId);
    this.#heard(nodeId);
    return takeLease(this.#ports, nodeId, request);
  }

  async report(nodeId: string, leaseId: string, report: ProgressReport): Promise<ReportOutcome> {
    await this.#ready();
    const { sql, clock } = this.#ports;
    const lease = readLease(sql, leaseId);
    const job = lease ? readIndexedJob(sql, lease.jobId) : null;
    if (!lease || !job || lease.nodeId !== nodeId) return { outcome: "lost" };
    this.#heard(nodeId);
    const now = clock.now();
    const fresh = report.reportNumber > lease.reportNumber;
    const stageChanged = fresh && report.stage !== lease.stage;
    const sinceKept = now - Math.max(lease.persistedAt, lease.leasedAt);
    const persist = fresh && sinceKept >= PERSIST_MILLISECONDS;
    if (fresh) {
      sql.run(
        `UPDATE tasks SET report_number = ?, percent = MAX(percent, ?), stage = ?, reported_at = ?,
           persisted_at = ? WHERE task_id = ?`,
        report.reportNumber,
        report.percent,
        report.stage,
        now,
        persist ? now : lease.persistedAt,
        lease.taskId,
      );
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
        percent: readJobPercent(sql, lease.jobId),
        stage: report.stage,
        message: report.message ?? null,
        at: now,
      },
    };
  }

  async explainWaiting(jobId: string): Promise<PoolWaiting | null> {
    await this.#ready();
    const { sql, clock } = this.#ports;
    return explainWaiting(sql, jobId, clock.now(), (id) => isNodeLive(this.#ports, id));
  }

  async readPicture(): Promise<PoolPicture> {
    await this.#ready();
    const { sql, clock } = this.#ports;
    return readPicture(sql, clock.now(), (id) => isNodeLive(this.#ports, id));
  }

  async listHeard(): Promise<HeardNode[]> {
    await this.#ready();
    return readNodes(this.#ports.sql).map((node) => ({
      nodeId: node.nodeId,
      state: node.state,
      heardAt: lastHeard(this.#ports, node),
      gpus: this.#ports.channel.readGpus(node.nodeId),
    }));
  }

  async changeNode(nodeId: string): Promise<void> {
    await this.#ready();
    await this.#loadNode(nodeId);
    const state = readNode(this.#ports.sql, nodeId)?.state;
    if (state === "draining" || state === "paused") {
      this.#ports.channel.send(nodeId, { type: "drain" });
    }
    if (state === "active") this.#ports.channel.send(nodeId, { type: "resume" });
    if (state === "revoked") await watchLeases(this.#ports);
    offerTasks(this.#ports);
  }

  async tick(): Promise<void> {
    await this.#ready();
    await watchLeases(this.#ports);
    offerTasks(this.#ports);
    // The one alarm held the earliest time only: what was to come after it is asked for anew.
    const next = readNextOfferTime(this.#ports.sql, this.#ports.clock.now());
    if (next !== null) this.#ports.wakeAt(next);
  }

  /** Each write is paid for: a node that speaks every second is noted a few times in a lease. */
  #heard(nodeId: string): void {
    const { sql, clock, leaseSeconds } = this.#ports;
    const now = clock.now();
    const staleAt = now - leaseSeconds * 1000 * HEARD_SHARE;
    sql.run(
      "UPDATE nodes SET heard_at = ? WHERE node_id = ? AND heard_at <= ?",
      now,
      nodeId,
      staleAt,
    );
  }

  async #loadNode(nodeId: string): Promise<void> {
    const node = await this.#ports.nodes.read(nodeId);
    if (node) this.#indexNode(node);
  }

  /** Which process the node runs is only for `hello` to change: it takes the old one's leases. */
  #indexNode(node: FleetNode): void {
    this.#ports.sql.run(
      `INSERT INTO nodes (node_id, state, instance_id, capabilities, heard_at)
       VALUES (?, ?, ?, ?, 0)
       ON CONFLICT (node_id) DO UPDATE SET state = excluded.state,
         capabilities = excluded.capabilities`,
      node.id,
      node.state,
      node.instanceId,
      node.capabilities === null ? null : JSON.stringify(node.capabilities),
    );
  }

  /** Rebuilds the index from the database when its tables are new or were wiped. */
  async #ready(): Promise<void> {
    if (this.#readRebuiltAt() !== null) return;
    this.#rebuilding ??= this.#rebuild().finally(() => {
      this.#rebuilding = null;
    });
    await this.#rebuilding;
  }

  /** Tables are made once for each instance, and again when they are gone: the read says so. */
  #readRebuiltAt(): number | null {
    const { sql } = this.#ports;
    try {
      if (this.#hasTables) return readMeta(sql, "rebuilt-at");
    } catch {
      // Wiped. Should the storage itself be ill, what follows says so.
    }
    createTables(sql);
    this.#hasTables = true;
    return readMeta(sql, "rebuilt-at");
  }

  async #rebuild(): Promise<void> {
    const { sql, clock, nodes, jobs, pool } = this.#ports;
    for (const node of await nodes.list(pool)) this.#indexNode(node);
    const jobIds = await jobs.listActiveIds(pool);
    for (let start = 0; start < jobIds.length; start += REBUILD_CONCURRENCY) {
      const some = jobIds.slice(start, start + REBUILD_CONCURRENCY);
      await Promise.all(some.map((jobId) => refreshJob(this.#ports, jobId)));
    }
    writeMeta(sql, "rebuilt-at", clock.now());
  }
}
