import { isOlderVersion } from "#contracts/compare-versions.ts";
import { MINIMUM_AGENT_VERSION } from "#contracts/limits.ts";
import type { NodeCapabilities } from "#contracts/node-protocol.ts";
import type { Dialect, JobState, TaskStage, TaskState } from "#contracts/job.ts";
import type { TaskRequirements } from "#contracts/task.ts";
import type { FleetNode } from "../nodes/node-store.ts";

export type IndexedTask = {
  taskId: string;
  jobId: string;
  accountId: string;
  /** Orders the states a task goes through; what is older changes nothing. */
  version: number;
  state: TaskState;
  epoch: number;
  requirements: TaskRequirements;
  /** Equal for tasks with the same requirements. */
  needs: string;
  expectedSeconds: number;
  readyAt: number;
  retryAt: number;
  triedNodeIds: string[];
  percent: number;
  /** The slot that it is kept for while a node answers. */
  offer: { nodeId: string; slotIndex: number; until: number } | null;
  lease: LeaseFacts | null;
};

/** A lease in force and what its node told of it. Times are Unix milliseconds. */
export type LeaseFacts = {
  leaseId: string;
  nodeId: string;
  slotIndex: number;
  leasedAt: number;
  expiresAt: number;
  deadlineAt: number;
  reportNumber: number;
  reportedAt: number;
  /** It may have reported as late as this, unknown to an object that was started since. */
  presumedAt: number;
  /** When its progress was last written to the database. */
  persistedAt: number;
  stage: TaskStage | null;
  cancelTold: boolean;
};

export type IndexedLease = Omit<IndexedTask, "lease"> & LeaseFacts;

/** A slot that has a lease or an open offer, and the batch whose work it is, if it is of one. */
export type BusySlot = { nodeId: string; slotIndex: number; batchId: string | null };

export type IndexedJob = {
  jobId: string;
  accountId: string;
  batchId: string | null;
  dialect: Dialect;
  state: JobState;
  priority: number;
  priorityChanges: number;
  weight: number;
  maximumRunningJobs: number;
  maximumRunningInDialect: number | null;
  cancelRequestedAt: number | null;
};

export type IndexedNode = {
  nodeId: string;
  state: string;
  agentTooOld: boolean;
  instanceId: string | null;
  capabilities: NodeCapabilities | null;
  /** When it was last heard over HTTP; 0 for never. */
  heardAt: number;
  /** It may have been heard as late as this, unknown to an object that was started since. */
  presumedAt: number;
};

type JobEntry = { job: IndexedJob; tasks: Map<string, IndexedTask> };

/**
 * What the pool knows of the database, in memory: all of it can be read there again, so none of it
 * is worth a row. What was read before an await does not change meanwhile: answers are copies, or
 * are replaced here and never changed.
 */
export class PoolIndex {
  /** Nodes whose agent is older get no work. */
  readonly minimumAgentVersion: string;
  readonly #jobs = new Map<string, JobEntry>();
  readonly #jobsOfAccounts = new Map<string, Map<string, JobEntry>>();
  readonly #dialectCaps = new Map<string, number | null>();
  /** By task id, those that are offered (perhaps no more) and those that are leased. */
  readonly #offered = new Map<string, IndexedTask>();
  readonly #leased = new Map<string, IndexedTask>();
  readonly nodes = new Map<string, IndexedNode>();
  /** Each account's share so far, in weighted seconds of nodes. */
  readonly virtualTimes = new Map<string, number>();
  /** Where an account starts that comes back from idleness. */
  virtualTime = 0;
  readonly strikes = new Map<string, { strikes: number; quarantinedUntil: number }>();
  /** By node, the slots that asked for nothing since an offer to them ran out, and when it did. */
  readonly unanswering = new Map<string, Map<number, number>>();
  /** When jobs ended of which a late snapshot may still come. */
  readonly endedJobs = new Map<string, number>();
  /** When leases were last looked at. */
  watchedAt = 0;
  /** When what the database does not know was last kept. */
  keptAt = 0;

  constructor(minimumAgentVersion: string = MINIMUM_AGENT_VERSION) {
    this.minimumAgentVersion = minimumAgentVersion;
  }

  clear(): void {
    const { nodes, virtualTimes, strikes, unanswering, endedJobs } = this;
    const maps = [this.#jobs, this.#jobsOfAccounts, this.#dialectCaps, this.#offered, this.#leased];
    for (const map of [...maps, nodes, virtualTimes, strikes, unanswering, endedJobs]) map.clear();
    this.virtualTime = 0;
    this.watchedAt = 0;
    this.keptAt = 0;
  }

  readJob(jobId: string): IndexedJob | null {
    const entry = this.#jobs.get(jobId);
    return entry ? this.#present(entry.job) : null;
  }

  writeJob(job: IndexedJob): void {
    const entry = this.#jobs.get(job.jobId) ?? { job, tasks: new Map<string, IndexedTask>() };
    entry.job = { ...job };
    this.#jobs.set(job.jobId, entry);
    const siblings = this.#jobsOfAccounts.get(job.accountId) ?? new Map<string, JobEntry>();
    siblings.set(job.jobId, entry);
    this.#jobsOfAccounts.set(job.accountId, siblings);
    this.#dialectCaps.set(capKey(job), job.maximumRunningInDialect);
  }

  removeJob(jobId: string): void {
    const entry = this.#jobs.get(jobId);
    if (!entry) return;
    for (const taskId of entry.tasks.keys()) {
      this.#leased.delete(taskId);
      this.#offered.delete(taskId);
    }
    this.#jobs.delete(jobId);
    const { accountId } = entry.job;
    const siblings = this.#jobsOfAccounts.get(accountId);
    siblings?.delete(jobId);
    if (siblings?.size === 0) this.#jobsOfAccounts.delete(accountId);
  }

  readTask(jobId: string, taskId: string): IndexedTask | null {
    const task = this.#jobs.get(jobId)?.tasks.get(taskId);
    return task ? { ...task } : null;
  }

  /** Stores a task of a job that the index knows; of another it changes nothing. */
  writeTask(task: IndexedTask): void {
    const entry = this.#jobs.get(task.jobId);
    if (!entry) return;
    const stored = { ...task };
    entry.tasks.set(task.taskId, stored);
    if (stored.lease) this.#leased.set(task.taskId, stored);
    else this.#leased.delete(task.taskId);
    if (stored.offer) this.#offered.set(task.taskId, stored);
    else this.#offered.delete(task.taskId);
  }

  /** Changes facts of a lease that is still in force. */
  changeLease(leaseId: string, change: Partial<LeaseFacts> & { percent?: number }): void {
    const task = this.#findLeased(leaseId);
    if (!task?.lease) return;
    const { percent = task.percent, ...facts } = change;
    this.writeTask({ ...task, percent, lease: { ...task.lease, ...facts } });
  }

  readTasksOfJob(jobId: string): IndexedTask[] {
    const tasks = [...(this.#jobs.get(jobId)?.tasks.values() ?? [])];
    return tasks.toSorted((a, b) => compareIds(a.taskId, b.taskId));
  }

  readLeases(): IndexedLease[] {
    return [...this.#leased.values()].flatMap((task) => toLease(task) ?? []);
  }

  readLease(leaseId: string): IndexedLease | null {
    const task = this.#findLeased(leaseId);
    return task ? toLease(task) : null;
  }

  readLeasesOfJob(jobId: string): IndexedLease[] {
    return this.readTasksOfJob(jobId).flatMap((task) => toLease(task) ?? []);
  }

  readLeasesOfNode(nodeId: string): IndexedLease[] {
    return this.readLeases().filter((lease) => lease.nodeId === nodeId);
  }

  /** Tasks with an offer that stands at this time. */
  readOffered(now: number): IndexedTask[] {
    for (const [taskId, { offer }] of this.#offered) {
      if (!offer || offer.until > now) continue;
      this.#offered.delete(taskId);
      const slots = this.unanswering.get(offer.nodeId) ?? new Map<number, number>();
      this.unanswering.set(offer.nodeId, slots.set(offer.slotIndex, offer.until));
    }
    return [...this.#offered.values()].filter((task) => task.state === "ready");
  }

  /** The task that is kept for this slot while its node answers. */
  readOfferedTask(nodeId: string, slotIndex: number, now: number): IndexedTask | null {
    const isIts = ({ offer }: IndexedTask) =>
      offer?.nodeId === nodeId && offer.slotIndex === slotIndex;
    return this.readOffered(now).find(isIts) ?? null;
  }

  /** By node, the slots that are leased or have an open offer. */
  readBusySlots(now: number): Map<string, BusySlot[]> {
    const busy = [...this.readLeases(), ...this.readOffered(now)].flatMap((task): BusySlot[] => {
      const held = "leaseId" in task ? task : task.offer;
      const batchId = this.#jobs.get(task.jobId)?.job.batchId ?? null;
      return held ? [{ nodeId: held.nodeId, slotIndex: held.slotIndex, batchId }] : [];
    });
    return Map.groupBy(busy, ({ nodeId }) => nodeId);
  }

  /** The slot asks for work: whatever offers it let run out, it answers now. */
  hearSlot(nodeId: string, slotIndex: number, now: number): void {
    this.readOffered(now);
    const slots = this.unanswering.get(nodeId);
    slots?.delete(slotIndex);
    if (slots?.size === 0) this.unanswering.delete(nodeId);
  }

  /** Ids of accounts that have jobs here. */
  listAccounts(): string[] {
    return [...this.#jobsOfAccounts.keys()];
  }

  /** True when one of the account's tasks is such a one; looks no further than that. */
  someTask(accountId: string, is: (task: IndexedTask) => boolean): boolean {
    for (const { tasks } of this.#jobsOfAccounts.get(accountId)?.values() ?? []) {
      for (const task of tasks.values()) if (is(task)) return true;
    }
    return false;
  }

  /** The account's jobs, each with its tasks. */
  readJobsOfAccount(accountId: string): { job: IndexedJob; tasks: IndexedTask[] }[] {
    const entries = [...(this.#jobsOfAccounts.get(accountId)?.values() ?? [])];
    return entries.map(({ job, tasks }) => ({
      job: this.#present(job),
      tasks: [...tasks.values()],
    }));
  }

  readNode(nodeId: string): IndexedNode | null {
    const node = this.nodes.get(nodeId);
    return node ? { ...node } : null;
  }

  readNodes(): IndexedNode[] {
    const nodes = [...this.nodes.values()].map((node) => ({ ...node }));
    return nodes.toSorted((a, b) => compareIds(a.nodeId, b.nodeId));
  }

  #findLeased(leaseId: string): IndexedTask | null {
    for (const task of this.#leased.values()) if (task.lease?.leaseId === leaseId) return task;
    return null;
  }

  /** What an account may run in a dialect is one figure for all its jobs: the newest counts. */
  #present(job: IndexedJob): IndexedJob {
    const maximumRunningInDialect = this.#dialectCaps.get(capKey(job)) ?? null;
    return job.maximumRunningInDialect === maximumRunningInDialect
      ? job
      : { ...job, maximumRunningInDialect };
  }
}

function capKey({ accountId, dialect }: IndexedJob): string {
  return `${accountId} ${dialect}`;
}

function toLease(task: IndexedTask): IndexedLease | null {
  const { lease, ...facts } = task;
  return lease && { ...facts, ...lease };
}

/** As the database orders text. */
export function compareIds(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** How far a job is by what its tasks are expected to take: a finished one counts 100, a waiting one 0. */
export function readJobPercent(index: PoolIndex, jobId: string): number {
  const tasks = index.readTasksOfJob(jobId);
  const expected = tasks.reduce((sum, task) => sum + task.expectedSeconds, 0);
  const done = tasks.reduce((sum, task) => sum + task.percent * task.expectedSeconds, 0);
  return expected === 0 ? 0 : done / expected;
}

/** Which process a node runs is only for `hello` to change: it takes the old one's leases. */
export function indexNode({ nodes, minimumAgentVersion }: PoolIndex, node: FleetNode): void {
  const { id: nodeId, state, agentVersion, capabilities } = node;
  const agentTooOld = agentVersion !== null && isOlderVersion(agentVersion, minimumAgentVersion);
  const unknown = { instanceId: node.instanceId, heardAt: 0, presumedAt: 0 };
  const { instanceId, heardAt, presumedAt } = nodes.get(nodeId) ?? unknown;
  nodes.set(nodeId, {
    nodeId,
    state,
    agentTooOld,
    capabilities,
    instanceId,
    heardAt,
    presumedAt,
  });
}

/** True unless an operator or its agent's age keeps the node from work. */
export function takesWork({ state, agentTooOld }: IndexedNode): boolean {
  return state === "active" && !agentTooOld;
}
