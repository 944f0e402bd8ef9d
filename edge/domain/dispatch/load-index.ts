import type { DispatcherPorts } from "./dispatcher-ports.ts";
import { readKeptState, type KeptState } from "./kept-state.ts";
import { indexNode } from "./pool-index.ts";
import { applySnapshot } from "./refresh-job.ts";

const JOBS_AT_ONCE = 100;

/** While nodes report, what the database does not know is kept this often. */
export function keepMilliseconds(leaseSeconds: number): number {
  return (leaseSeconds * 1000) / 4;
}

/**
 * Fills the index anew: nodes and jobs from the database, and over them what was kept. What nodes
 * said after that is lost: they are presumed to have said it as late as they may have.
 */
export async function loadIndex(ports: DispatcherPorts): Promise<void> {
  const { index, sql, nodes, jobs, pool } = ports;
  const kept = readKeptState(sql);
  const known = await nodes.list(pool);
  const jobIds = await jobs.listActiveIds(pool);
  index.clear();
  index.virtualTime = kept.virtualTime;
  index.watchedAt = kept.watchedAt;
  index.keptAt = kept.keptAt;
  for (const [nodeId, strikes] of Object.entries(kept.strikes)) index.strikes.set(nodeId, strikes);
  for (const [accountId, time] of Object.entries(kept.virtualTimes)) {
    index.virtualTimes.set(accountId, time);
  }
  for (const node of known) indexNode(index, node);
  for (let start = 0; start < jobIds.length; start += JOBS_AT_ONCE) {
    const snapshots = await jobs.readSnapshots(jobIds.slice(start, start + JOBS_AT_ONCE));
    for (const snapshot of snapshots) applySnapshot(ports, snapshot);
  }
  recallNodes(ports, kept);
}

function recallNodes({ index, clock, leaseSeconds }: DispatcherPorts, kept: KeptState): void {
  // A node that works speaks three times in a lease: so much later may be what was not kept.
  const unknownMilliseconds = (leaseSeconds * 1000) / 3 + keepMilliseconds(leaseSeconds);
  const presume = (time: number) => Math.min(clock.now(), time + unknownMilliseconds);
  for (const node of index.readNodes()) {
    const heardAt = kept.heardAt[node.nodeId] ?? 0;
    index.nodes.set(node.nodeId, { ...node, heardAt, presumedAt: presume(heardAt) });
  }
  for (const { leaseId } of index.readLeases()) {
    const report = kept.reports[leaseId];
    if (!report) continue;
    const { reportedAt } = report;
    const presumedAt = presume(reportedAt);
    index.changeLease(leaseId, { ...report, presumedAt, persistedAt: reportedAt });
  }
}
