import type { TaskInput } from "#contracts/task-inputs.ts";
import type { ObjectBody } from "../assets/object-storage.ts";
import { DomainError } from "../errors.ts";
import type { FleetNode } from "../nodes/node-store.ts";
import type { Services } from "../services.ts";
import { readCurrentLease } from "./read-held-lease.ts";

/**
 * Opens the input at a place of a leased task's `inputs`, for the node that holds the lease now.
 *
 * @throws DomainError `lease-lost`, or `not-found` when the task has no such input.
 */
export async function readInput(
  services: Services,
  node: FleetNode,
  leaseId: string,
  index: number,
): Promise<{ input: TaskInput; object: ObjectBody }> {
  const lease = await readCurrentLease(services, node, leaseId);
  const input = lease.spec.inputs?.[index];
  const key = input ? await services.assets.readInputKey(lease.jobId, input.assetId) : null;
  const whole = { offset: 0, length: input?.sizeBytes ?? 0 };
  const object = key === null ? null : await services.objects.read(key, whole);
  if (!input || !object) {
    throw new DomainError("not-found", "The task has no input at this place.");
  }
  return { input, object };
}
