import type { JobSnapshot } from "../jobs/job.ts";
import type { DispatcherPorts } from "./dispatcher-ports.ts";
import { syncJob } from "./sync-job.ts";

/** Reads a job anew from the database and brings the index in line with it. */
export async function refreshJob(ports: DispatcherPorts, jobId: string): Promise<void> {
  const job = await ports.jobs.readSnapshot(jobId);
  if (job) applySnapshot(ports, job);
}

/** Brings the index in line with a snapshot, and tells nodes what it means for their leases. */
export function applySnapshot(ports: DispatcherPorts, job: JobSnapshot): void {
  const { cancelled, lost } = syncJob(ports.index, job, ports.clock.now());
  for (const lease of cancelled) {
    ports.channel.send(lease.nodeId, { type: "cancel", leaseId: lease.leaseId });
  }
  for (const lease of lost) {
    ports.channel.send(lease.nodeId, { type: "lease-lost", leaseId: lease.leaseId });
  }
  for (const task of job.tasks) {
    if (task.retryAt !== null) ports.wakeAt(task.retryAt);
    if (task.lease) ports.wakeAt(task.lease.expiresAt);
  }
}
