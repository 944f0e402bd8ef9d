import type { LeaseRequest } from "#contracts/node-protocol.ts";
import {
  MAXIMUM_OUTPUT_BYTES,
  PART_SIZE_BYTES,
  PROGRESS_SECONDS,
  SINGLE_UPLOAD_BYTES,
} from "#contracts/limits.ts";
import type { Grant } from "../tasks/task-store.ts";
import { chargeShare, chooseTask } from "./choose-task.ts";
import type { DispatcherPorts } from "./dispatcher-ports.ts";
import { isNodeLive, reserve } from "./offer-tasks.ts";
import type { GrantedLease } from "./pool-client.ts";
import { takesWork, type IndexedNode, type IndexedTask } from "./pool-index.ts";
import { refreshJob } from "./refresh-job.ts";
import { unreported } from "./sync-job.ts";
import { AGENT_RESTARTED, takeAway } from "./watch-leases.ts";

/**
 * Gives a slot its next task. The pool chooses; the one UPDATE in the database grants. A slot that
 * asks although the index knows a lease of it lost the answer: it gets that lease again.
 *
 * @returns null when the node takes nothing new or nothing fits within the request's wait.
 */
export async function takeLease(
  ports: DispatcherPorts,
  nodeId: string,
  request: LeaseRequest,
): Promise<GrantedLease | null> {
  if (isOfGoneProcess(ports, nodeId, request)) return null;
  ports.index.hearSlot(nodeId, request.slotIndex, ports.clock.now());
  const held = await findHeldLease(ports, nodeId, request.slotIndex);
  if (held) return held;
  const first = await tryTake(ports, nodeId, request);
  if (first || request.waitSeconds === 0) return first;
  const offered = await ports.channel.waitForOffer(
    nodeId,
    request.slotIndex,
    request.waitSeconds * 1000,
  );
  return offered ? tryTake(ports, nodeId, request) : null;
}

/** True when a newer process of the agent has said hello: this request comes late, from a dead one. */
function isOfGoneProcess(ports: DispatcherPorts, nodeId: string, { instanceId }: LeaseRequest) {
  const known = ports.index.readNode(nodeId)?.instanceId ?? instanceId;
  return instanceId !== undefined && known !== instanceId;
}

async function tryTake(
  ports: DispatcherPorts,
  nodeId: string,
  request: LeaseRequest,
): Promise<GrantedLease | null> {
  const { slotIndex } = request;
  const now = ports.clock.now();
  const node = ports.index.readNode(nodeId);
  if (!node || !takesWork(node)) return null;
  const task = pick(ports, node, slotIndex, now);
  if (!task) return null;
  const job = ports.index.readJob(task.jobId);
  if (!job) return null;
  // Reserved before the first await, so that two slots asking at once never go for one task.
  reserve(ports, task, nodeId, slotIndex, now);
  const leaseId = ports.random.uuid(now);
  const grant = await ports.tasks.grant({
    taskId: task.taskId,
    jobId: task.jobId,
    nodeId,
    slotIndex,
    leaseId,
    now,
    leaseExpiresAt: now + ports.leaseSeconds * 1000,
    maximumRunningJobs: job.maximumRunningJobs,
    maximumRunningInDialect: job.maximumRunningInDialect,
  });
  if (!grant) {
    // The index was wrong about this task: look again before anybody is offered it.
    await refreshJob(ports, task.jobId);
    return null;
  }
  recordLease(ports, grant, nodeId, slotIndex, now);
  chargeShare(ports.index, task.accountId, task.expectedSeconds, job.weight);
  ports.jobChanged(task.jobId);
  const lease = ports.index.readLease(leaseId);
  if (lease && isOfGoneProcess(ports, nodeId, request)) {
    await takeAway(ports, lease, AGENT_RESTARTED);
    return null;
  }
  return present(ports, grant, slotIndex);
}

/** What this slot was offered stands first; then whatever deserves the slot now. */
function pick(
  ports: DispatcherPorts,
  node: IndexedNode,
  slotIndex: number,
  now: number,
): IndexedTask | null {
  return (
    ports.index.readOfferedTask(node.nodeId, slotIndex, now) ??
    chooseTask(ports.index, node, slotIndex, now, (id) => isNodeLive(ports, id))
  );
}

function recordLease(
  ports: DispatcherPorts,
  grant: Grant,
  nodeId: string,
  slotIndex: number,
  now: number,
): void {
  const { index, leaseSeconds } = ports;
  const job = index.readJob(grant.jobId);
  const task = index.readTask(grant.jobId, grant.taskId);
  const version = 2 * grant.epoch;
  if (job?.state === "queued") index.writeJob({ ...job, state: "running" });
  if (task && task.version < version) {
    const lease = {
      leaseId: grant.leaseId,
      nodeId,
      slotIndex,
      leasedAt: now,
      expiresAt: now + leaseSeconds * 1000,
      deadlineAt: now + grant.deadlineSeconds * 1000,
      ...unreported(now),
    };
    const { epoch } = grant;
    index.writeTask({ ...task, state: "leased", epoch, version, percent: 0, offer: null, lease });
  }
  ports.wakeAt(now + (ports.leaseSeconds * 1000) / 3);
}

async function findHeldLease(
  ports: DispatcherPorts,
  nodeId: string,
  slotIndex: number,
): Promise<GrantedLease | null> {
  const onSlot = () =>
    ports.index.readLeasesOfNode(nodeId).find((lease) => lease.slotIndex === slotIndex);
  const known = onSlot();
  if (!known) return null;
  await refreshJob(ports, known.jobId);
  const lease = onSlot();
  if (!lease) return null;
  const stored = await ports.tasks.readLease(lease.leaseId);
  if (!stored?.current) return null;
  ports.index.changeLease(lease.leaseId, { reportNumber: 0 });
  return present(
    ports,
    {
      leaseId: lease.leaseId,
      taskId: lease.taskId,
      jobId: lease.jobId,
      epoch: lease.epoch,
      spec: stored.spec,
      deadlineSeconds: Math.ceil((lease.deadlineAt - ports.clock.now()) / 1000),
    },
    slotIndex,
  );
}

function present(ports: DispatcherPorts, grant: Grant, slotIndex: number): GrantedLease {
  return {
    leaseId: grant.leaseId,
    taskId: grant.taskId,
    jobId: grant.jobId,
    epoch: grant.epoch,
    slotIndex,
    spec: grant.spec,
    leaseSeconds: ports.leaseSeconds,
    progressSeconds: PROGRESS_SECONDS,
    deadlineSeconds: grant.deadlineSeconds,
    maximumOutputBytes: MAXIMUM_OUTPUT_BYTES,
    singleUploadBytes: SINGLE_UPLOAD_BYTES,
    partSizeBytes: PART_SIZE_BYTES,
  };
}
