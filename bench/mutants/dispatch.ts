import type { Mutant } from "./mutant.ts";

const folder = "edge/domain/dispatch";

/** Faults in the dispatcher: who gets what, and for how long. */
export const dispatchMutants: readonly Mutant[] = [
  {
    breaks: "a model's task goes to no slot whose GPU is too small for it",
    file: `${folder}/find-lack.ts`,
    find: "need.gpuMemoryMebibytes <= gpuMebibytes",
    replace: "need.gpuMemoryMebibytes <= Math.max(gpuMebibytes, 1_000_000)",
  },
  {
    breaks: "a task is never handed to two slots that ask at once",
    file: `${folder}/take-lease.ts`,
    find: "  reserve(ports, task, nodeId, slotIndex, now);\n  const leaseId",
    replace: "  if (now < 0) reserve(ports, task, nodeId, slotIndex, now);\n  const leaseId",
  },
  {
    breaks: "a slot that lost its answer gets its lease again",
    file: `${folder}/take-lease.ts`,
    find: "  if (held) return held;\n",
    replace: "  if (held && held.epoch < 0) return held;\n",
  },
  {
    breaks: "every later wake-up is asked for anew",
    file: `${folder}/dispatcher.ts`,
    find: "if (retryAt !== null) this.#ports.wakeAt(retryAt);",
    replace: "if (retryAt === 0) this.#ports.wakeAt(retryAt);",
  },
  {
    breaks: "a wiped pool reads everything again",
    file: `${folder}/load-index.ts`,
    find: "for (const node of known) indexNode(index, node);",
    replace: "for (const node of known.slice(1)) indexNode(index, node);",
  },
  {
    breaks: "what the database does not know outlives the pool's object",
    file: `${folder}/load-index.ts`,
    find: "const heardAt = kept.heardAt[node.nodeId] ?? 0;",
    replace: "const heardAt = kept.heardAt[`${node.nodeId}?`] ?? 0;",
  },
  {
    breaks: "a node that is silent is presumed to have spoken once, not for ever",
    file: `${folder}/kept-state.ts`,
    find: "it.heardAt]",
    replace: "Math.max(it.heardAt, it.presumedAt)]",
  },
  {
    breaks: "a snapshot that a new pool cannot judge is read anew",
    file: `${folder}/dispatcher.ts`,
    find: "isNew && index.readJob(jobId) === null",
    replace: "isNew && index.readJob(jobId) !== null",
  },
  {
    breaks: "a restarted agent gives back what it no longer works on",
    file: `${folder}/dispatcher.ts`,
    find: "before.instanceId !== request.instanceId",
    replace: "before.instanceId === null",
  },
  {
    breaks: "a report of another node changes nothing",
    file: `${folder}/dispatcher.ts`,
    find: '|| lease.nodeId !== nodeId) return { outcome: "lost" };',
    replace: ') return { outcome: "lost" };',
  },
  {
    breaks: "a node that lives but reports nothing loses its task",
    file: `${folder}/watch-leases.ts`,
    find: "lease.presumedAt) + PROGRESS_SECONDS * 1000 <= now",
    replace: "lease.presumedAt) + PROGRESS_SECONDS * 1000 <= lease.leasedAt",
  },
  {
    breaks: "a lease lasts as long as its node is heard",
    file: `${folder}/watch-leases.ts`,
    find: "lastHeard(ports, node) + ports.leaseSeconds * 1000);\n  ports.index",
    replace:
      "Math.min(lastHeard(ports, node), lease.leasedAt) + ports.leaseSeconds * 1000);\n  ports.index",
  },
  {
    breaks: "the edge's own absence is nobody's fault",
    file: `${folder}/watch-leases.ts`,
    find: "if (leases.length === 0 || !away) return false;",
    replace: "if (leases.length === 0 || away || !away) return false;",
  },
  {
    breaks: "a pool that did not hear of a revocation hears of it in the sweep",
    file: "edge/domain/sweep/sweep.ts",
    find: "    reconcileNodes,\n",
    replace: "    ...[reconcileNodes].slice(1),\n",
  },
  {
    breaks: "a node is revoked also when its pool is out of reach",
    file: "edge/domain/nodes/change-node-state.ts",
    find: "    .catch(() => {\n      // The sweep",
    replace: "    .catch((error: unknown) => {\n      throw error;\n      // The sweep",
  },
  {
    breaks: "a node gets only what it has proved",
    file: `${folder}/find-lack.ts`,
    find: "if (!capabilities?.taskKinds.includes(needs.kind)) return",
    replace: "if (!capabilities?.taskKinds.length) return",
  },
  {
    breaks: "a failed task goes to another node first",
    file: `${folder}/node-strikes.ts`,
    find: "triedNodeIds.length === 0 ?",
    replace: "triedNodeIds.length >= 0 ?",
  },
  {
    breaks: "a node in quarantine is passed over",
    file: `${folder}/node-strikes.ts`,
    find: "const quarantined = new Set(readQuarantines(index, now).keys());",
    replace: "const quarantined = new Set(readQuarantines(index, now + 1e12).keys());",
  },
  {
    breaks: "an operator who resumes a node ends its quarantine",
    file: `${folder}/dispatcher.ts`,
    find: "if (index.strikes.delete(nodeId)) keepState",
    replace: "if (index.strikes.has(nodeId)) keepState",
  },
  {
    breaks: "work that a slot cannot take hides none that it can",
    file: `${folder}/choose-task.ts`,
    find: "(candidate) => match(candidate).length > 0);",
    replace: "() => true);",
  },
  {
    breaks: "a slot that left an offer unanswered comes after the others",
    file: `${folder}/offer-tasks.ts`,
    find: "a.free.doubt - b.free.doubt",
    replace: "0 * (a.free.doubt - b.free.doubt)",
  },
  {
    breaks: "a batch is spread over nodes",
    file: `${folder}/offer-tasks.ts`,
    find: "|| a.ofBatch - b.ofBatch",
    replace: "|| b.ofBatch - a.ofBatch",
  },
  {
    breaks: "a silent node is offered nothing, though its socket is open",
    file: `${folder}/offer-tasks.ts`,
    find: "takesWork(node) && isNodeLive(ports, node.nodeId)",
    replace: "takesWork(node) && (isNodeLive(ports, node.nodeId) || true)",
  },
  {
    breaks: "a place in the queue knows what the account's caps will hold",
    file: `${folder}/play-turns.ts`,
    find: "if (!mayRun) continue;",
    replace: "if (!mayRun && turns.length === 0) continue;",
  },
  {
    breaks: "turns are shared between accounts",
    file: `${folder}/choose-task.ts`,
    find: "before + seconds / Math.max(weight, 0.001)",
    replace: "before + seconds * 0 * weight",
  },
  {
    breaks: "a late snapshot changes nothing",
    file: `${folder}/sync-job.ts`,
    find: "if (known && known.version >= version) return;",
    replace: "if (known && known.version > version + 1) return;",
  },
  {
    breaks: "the newest priority counts",
    file: `${folder}/sync-job.ts`,
    find: "known.priorityChanges > job.priorityChanges",
    replace: "known.priorityChanges > job.priorityChanges + 1",
  },
];
