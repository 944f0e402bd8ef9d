import type { CompleteRequest } from "#contracts/node-protocol.ts";
import type { TaskState } from "#contracts/job.ts";
import { DomainError } from "../errors.ts";
import type { FleetNode } from "../nodes/node-store.ts";
import { tellJobChanged } from "../outbox/tell-job-changed.ts";
import type { Services } from "../services.ts";
import { leaseLost, readHeldLease } from "./read-held-lease.ts";
import type { VerifiedOutput } from "./task-store.ts";

/**
 * Settles a finished task. Every output named must have been uploaded under this lease and verified
 * by the edge with the very size and digest named here.
 *
 * @returns the state the task is in now; the same again for a call that is repeated.
 * @throws DomainError `lease-lost`, or `output-rejected` when an output is missing or differs.
 */
export async function completeTask(
  services: Services,
  node: FleetNode,
  leaseId: string,
  request: CompleteRequest,
): Promise<TaskState> {
  const lease = await readHeldLease(services, node, leaseId);
  const outputs = lease.settled ? [] : await collectOutputs(services, leaseId, request);
  const now = services.clock.now();
  const state = await services.tasks.settle({
    leaseId,
    taskId: lease.taskId,
    nodeId: node.id,
    epoch: lease.epoch,
    jobId: lease.jobId,
    settlementId: services.random.uuid(now),
    now,
    result: request.result,
    outputs,
  });
  if (state === null) throw leaseLost();
  await tellJobChanged(services, lease.jobId);
  return state;
}

async function collectOutputs(
  services: Services,
  leaseId: string,
  request: CompleteRequest,
): Promise<VerifiedOutput[]> {
  const uploaded = new Map(
    (await services.taskOutputs.list(leaseId)).map((output) => [output.name, output]),
  );
  return request.outputs.map((named) => {
    const output = uploaded.get(named.name);
    if (
      !output ||
      output.verifiedAt === null ||
      output.etag === null ||
      output.sizeBytes !== named.sizeBytes ||
      output.sha256 !== named.sha256
    ) {
      throw new DomainError(
        "output-rejected",
        `Output "${named.name}" was not uploaded with this size and digest.`,
      );
    }
    return {
      name: output.name,
      assetId: services.random.uuid(services.clock.now()),
      contentType: output.contentType,
      sizeBytes: output.sizeBytes,
      sha256: output.sha256,
      objectKey: output.objectKey,
      etag: output.etag,
    };
  });
}
