import type { Mutant } from "./mutant.ts";

const folder = "edge/domain/dispatch";

/** Faults in the dispatcher: who gets what, and for how long. */
export const dispatchMutants: readonly Mutant[] = [
  {
    breaks: "a task is never handed to two slots that ask at once",
    file: `${folder}/take-lease.ts`,
    find: "  reserve(ports, task.taskId, nodeId, slotIndex, now);\n  const leaseId",
    replace: "  const leaseId",
  },
  {
    breaks: "a slot that lost its answer gets its lease again",
    file: `${folder}/take-lease.ts`,
    find: "  if (held) return held;\n",
    replace: "",
  },
  {
    breaks: "every later wake-up is asked for anew",
    file: `${folder}/dispatcher.ts`,
    find: "if (next !== null) this.#ports.wakeAt(next);",
    replace: "if (next === 0) this.#ports.wakeAt(next);",
  },
  {
    breaks: "a wiped pool reads everything again",
    file: `${folder}/dispatcher.ts`,
    find: "for (const node of await nodes.list(pool)) this.#indexNode(node);",
    replace: "for (const node of (await nodes.list(pool)).slice(1)) this.#indexNode(node);",
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
    find: "lease.reportedAt + PROGRESS_SECONDS * 1000 <= now",
    replace: "lease.reportedAt + PROGRESS_SECONDS * 1000 <= lease.leasedAt",
  },
  {
    breaks: "a lease lasts as long as its node is heard",
    file: `${folder}/watch-leases.ts`,
    find: "lastHeard(ports, node) + ports.leaseSeconds * 1000);\n  ports.sql",
    replace: "lease.leasedAt + ports.leaseSeconds * 1000);\n  ports.sql",
  },
  {
    breaks: "the edge's own absence is nobody's fault",
    file: `${folder}/watch-leases.ts`,
    find: "if (leases.length === 0 || !away) return false;",
    replace: "if (leases.length === 0 || away || !away) return false;",
  },
  {
    breaks: "a node gets only what it has proved",
    file: `${folder}/choose-task.ts`,
    find: "capabilities.taskKinds.includes(needs.kind) &&",
    replace: "capabilities.taskKinds.length > 0 &&",
  },
  {
    breaks: "a failed task goes to another node first",
    file: `${folder}/choose-task.ts`,
    find: "!quarantined.has(nodeId) && !task.triedNodeIds.includes(nodeId);",
    replace: "!quarantined.has(nodeId);",
  },
  {
    breaks: "a node in quarantine is passed over",
    file: `${folder}/choose-task.ts`,
    find: "!quarantined.has(nodeId) && !task.triedNodeIds.includes(nodeId);",
    replace: "!task.triedNodeIds.includes(nodeId);",
  },
  {
    breaks: "turns are shared between accounts",
    file: `${folder}/choose-task.ts`,
    find: "seconds / Math.max(weight, 0.001),",
    replace: "seconds * 0 * weight,",
  },
  {
    breaks: "a late snapshot changes nothing",
    file: `${folder}/sync-job.ts`,
    find: "if (known && known.version >= version) return;",
    replace: "if (known && known.version > version + 1) return;",
  },
];
