import { MAXIMUM_ATTEMPTS, MAXIMUM_LOSSES } from "#contracts/limits.ts";
import type { TaskState } from "#contracts/job.ts";
import { TASK_TRANSITIONS } from "../../edge/domain/jobs/transitions.ts";
import type { Handler } from "./handler.ts";
import type { RowChange } from "./row-change.ts";
import type { World } from "./world.ts";

type TaskChange = Extract<RowChange, { table: "tasks" }>;
type TaskUpdate = {
  before: NonNullable<TaskChange["before"]>;
  after: NonNullable<TaskChange["after"]>;
};

/** Task rows: invariants 2 (epochs), 3 (fencing), 13 and 14 (who may be granted), 15 (reasons). */
export function checkTaskRows(world: World, handler: Handler, change: RowChange): void {
  if (change.table !== "tasks") return;
  const { before, after } = change;
  const { shadow } = world;
  if (!after) {
    world.report(1, "A task's row was deleted.", String(before?.job_id));
    return;
  }
  const taskId = String(after.id);
  const jobId = String(after.job_id);
  if (!before) {
    const state = after.state as TaskState;
    shadow.tasks.set(taskId, { id: taskId, jobId, state, epoch: 0, nodeId: null, leaseId: null });
    shadow.jobs.get(jobId)?.taskIds.push(taskId);
    return;
  }
  const update = { before, after };
  if (before.state !== after.state) checkTransition(world, handler, update);
  if (Number(after.epoch) < Number(before.epoch)) {
    world.report(2, `The epoch fell from ${before.epoch} to ${after.epoch}.`, jobId);
  }
  if (after.lease_id !== before.lease_id) checkGrant(world, update);
  if (
    after.settled_by !== before.settled_by &&
    after.state === "done" &&
    after.settled_by !== after.lease_id
  ) {
    world.report(3, "The task was settled by another lease than its own.", jobId);
  }
  shadow.tasks.set(taskId, {
    id: taskId,
    jobId,
    state: after.state as TaskState,
    epoch: Number(after.epoch),
    nodeId: after.node_id === null ? null : String(after.node_id),
    leaseId: after.lease_id === null ? null : String(after.lease_id),
  });
}

function checkTransition(world: World, handler: Handler, { before, after }: TaskUpdate): void {
  const jobId = String(after.job_id);
  const from = before.state as TaskState;
  const to = after.state as TaskState;
  world.trace.note(jobId, `task ${from} → ${to} (epoch ${after.epoch}) by ${handler.label}`);
  if (!TASK_TRANSITIONS[from].includes(to)) {
    const invariant = handler.kind === "node" ? 3 : 1;
    world.report(invariant, `The task went from ${from} to ${to}.`, jobId);
  }
  // A task that fails for good ends the leases of its job's other tasks.
  if (handler.kind === "node" && from === "leased" && to !== "cancelled") {
    if (handler.nodeId !== before.node_id || handler.leaseId !== before.lease_id) {
      world.report(3, "A node ended a lease that it does not hold.", jobId);
    }
  }
  if (handler.kind === "node" && from === "leased" && handler.leaseId === before.lease_id) {
    world.shadow.settledLeases.set(String(before.lease_id), to);
  }
  if (to === "failed") checkFailure(world, { before, after });
  if (to === "ready" && from === "waiting") checkInputs(world, String(after.id), jobId);
}

function checkGrant(world: World, { before, after }: TaskUpdate): void {
  const { shadow } = world;
  const jobId = String(after.job_id);
  const leaseId = String(after.lease_id);
  const nodeId = String(after.node_id);
  if (before.state === "leased") world.report(2, "A task that is leased was leased again.", jobId);
  if (Number(after.epoch) !== Number(before.epoch) + 1) {
    world.report(2, `A grant took the epoch from ${before.epoch} to ${after.epoch}.`, jobId);
  }
  shadow.leases.set(leaseId, { taskId: String(after.id), nodeId });
  const node = shadow.nodes.get(nodeId);
  if (node?.state === "revoked") world.report(13, "A revoked node was given a lease.", jobId);
  else if (node?.state !== "active") {
    world.report(14, `A node that is ${node?.state} was given a lease.`, jobId);
  }
}

/** "Every job that can succeed does": a task fails only when its chances are used up. */
function checkFailure(world: World, { after }: TaskUpdate): void {
  const isJustified =
    Number(after.attempts) >= MAXIMUM_ATTEMPTS ||
    Number(after.losses) >= MAXIMUM_LOSSES ||
    world.shadow.hopeless.has(String(after.lease_id)) ||
    after.error_code === "deadline-exceeded";
  if (!isJustified) {
    const chances = `${after.attempts} attempts and ${after.losses} losses`;
    world.report(
      15,
      `The task failed (${after.error_code}) after ${chances}.`,
      String(after.job_id),
    );
  }
}

/** A dependent task may start only when everything it needs lies in storage, verified. */
function checkInputs(world: World, taskId: string, jobId: string): void {
  const missing = world.database.query(
    `SELECT needed.id, needed.state, assets.object_key AS object_key
     FROM task_dependencies AS own
     JOIN tasks AS needed ON needed.job_id = own.job_id AND needed.id = own.depends_on_task_id
     LEFT JOIN assets ON assets.account_id = needed.account_id
       AND assets.job_id = needed.job_id AND assets.task_id = needed.id
     WHERE own.job_id = ? AND own.task_id = ?`,
    jobId,
    taskId,
  );
  for (const needed of missing) {
    if (needed["state"] !== "done" || !world.bucket.objects.has(String(needed["object_key"]))) {
      world.report(9, "A task became ready before its inputs were in storage.", jobId);
    }
  }
}
