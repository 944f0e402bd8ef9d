import type { RowChange, RowValue } from "./row-change.ts";
import type { World } from "./world.ts";

/** Outputs and assets: invariants 3 (only the current lease writes) and 9 (the bytes are there). */
export function checkOutputRows(world: World, change: RowChange): void {
  const { shadow } = world;
  switch (change.table) {
    case "assets": {
      const { after } = change;
      if (!after || after.deleted_at !== null) return;
      const jobId = after.job_id === null ? null : String(after.job_id);
      const object = world.bucket.objects.get(String(after.object_key));
      if (object?.sizeBytes !== after.size_bytes || object?.sha256 !== after.sha256) {
        world.report(9, "An asset names bytes that are not in storage.", jobId);
      }
      return;
    }
    case "task_outputs": {
      const { after } = change;
      if (!after) return;
      const jobId = shadow.jobOfLease(String(after.lease_id));
      if (after.upload_id !== null) shadow.recordedUploads.add(String(after.upload_id));
      if (!isCurrent(world, after.lease_id)) {
        world.report(3, "An output was recorded under a lease that is lost.", jobId);
      }
      if (after.verified_at !== null && !world.bucket.objects.has(String(after.object_key))) {
        world.report(9, "An output counts as verified and is not in storage.", jobId);
      }
      return;
    }
    case "task_output_parts": {
      const { after } = change;
      if (!after || isCurrent(world, after.lease_id)) return;
      const jobId = shadow.jobOfLease(String(after.lease_id));
      world.report(3, "A part was recorded under a lease that is lost.", jobId);
      return;
    }
    default:
  }
}

function isCurrent(world: World, leaseId: RowValue): boolean {
  const lease = world.shadow.leases.get(String(leaseId));
  const task = lease && world.shadow.tasks.get(lease.taskId);
  return task?.state === "leased" && task.leaseId === leaseId;
}
