import type { NodeCapabilities } from "#contracts/node-protocol.ts";
import type { Dialect } from "#contracts/job.ts";
import { findLack } from "../dispatch/find-lack.ts";
import type { PicturedTask, PoolPicture } from "./pool-picture.ts";
import { secondsLeft } from "./seconds-left.ts";
import type { Quantile, SpeedBook } from "./speed-book.ts";

/** When a job gets its first slot and when it ends, in seconds from now; null: never, as it stands. */
export type Play = {
  startSeconds: number | null;
  finishSeconds: number | null;
  /** Tasks that get a slot no later than its first one does; null when that has one already. */
  queuePosition: number | null;
};

type Waiting = PicturedTask & { standsFor: number; retryAt: number; rank: number };
/** `needs`: equal for tasks with the same requirements. */
type Task = Waiting & { needs: string };
type Slot = { nodeId: string; index: number; capabilities: NodeCapabilities };
type Busy = { slot: Slot | null; task: PicturedTask; until: number };
type Job = PoolPicture["jobs"][number] & { open: number; dependent: Waiting[] };
type Account = {
  accountId: string;
  virtualTime: number;
  running: number;
  runningInDialect: Map<Dialect, number>;
  tasks: Task[];
};

/**
 * Plays a pool forward from a picture until one job has ended: every slot that comes free takes the
 * task that the dispatcher would give it, for as long as its node is known to need.
 */
export function playForward(
  picture: PoolPicture,
  book: SpeedBook,
  jobId: string,
  quantile: Quantile,
): Play {
  return new PlayedPool(picture, book, jobId, quantile).play();
}

class PlayedPool {
  readonly #picture: PoolPicture;
  readonly #book: SpeedBook;
  readonly #target: string;
  readonly #quantile: Quantile;
  readonly #jobs = new Map<string, Job>();
  readonly #accounts = new Map<string, Account>();
  readonly #fits = new Map<string, boolean>();
  #idle: Slot[] = [];
  #busy: Busy[] = [];
  /** When back-offs end. */
  #retries: number[] = [];
  /** Seconds since the picture. */
  #now = 0;
  #started = 0;
  #result: Play = { startSeconds: null, finishSeconds: null, queuePosition: null };

  constructor(picture: PoolPicture, book: SpeedBook, target: string, quantile: Quantile) {
    this.#picture = picture;
    this.#book = book;
    this.#target = target;
    this.#quantile = quantile;
    for (const job of picture.jobs) this.#jobs.set(job.jobId, { ...job, open: 0, dependent: [] });
    for (const account of picture.accounts) {
      const runningInDialect = new Map(
        Object.entries(account.runningInDialect) as [Dialect, number][],
      );
      this.#accounts.set(account.accountId, { ...account, runningInDialect, tasks: [] });
    }
    this.#placeLeases();
    for (const task of picture.ready) this.#enqueue(task);
    this.#retries = picture.ready.map((task) => this.#dueIn(task));
    for (const account of this.#accounts.values()) {
      account.tasks.sort((a, b) => b.rank - a.rank || (a.taskId < b.taskId ? -1 : 1));
    }
    for (const task of picture.dependent) {
      this.#jobs
        .get(task.jobId)
        ?.dependent.push({ ...task, standsFor: 1, retryAt: 0, rank: Number.NEGATIVE_INFINITY });
    }
  }

  play(): Play {
    while (this.#result.finishSeconds === null) {
      this.#fillSlots();
      const next = this.#nextTime();
      if (next === null) break;
      this.#now = next;
      this.#endDue();
    }
    return this.#result;
  }

  #placeLeases(): void {
    const { nodes, leased, at } = this.#picture;
    const working = new Set(leased.map((task) => `${task.nodeId} ${task.slotIndex}`));
    const open = new Map<string, Slot>();
    for (const { nodeId, takesWork, capabilities } of nodes) {
      if (!takesWork || capabilities === null) continue;
      for (const { index } of capabilities.slots) {
        const slot = { nodeId, index, capabilities };
        open.set(`${nodeId} ${index}`, slot);
        if (!working.has(`${nodeId} ${index}`)) this.#idle.push(slot);
      }
    }
    for (const task of leased) {
      const total = this.#book.secondsOn(task.nodeId, task, this.#quantile);
      const ran = Math.max(0, at - task.leasedAt) / 1000;
      const until = secondsLeft({ total, ran, percent: task.percent });
      this.#busy.push({ slot: open.get(`${task.nodeId} ${task.slotIndex}`) ?? null, task, until });
      const job = this.#jobs.get(task.jobId);
      if (job) job.open += 1;
      if (task.jobId === this.#target) this.#result = { ...this.#result, startSeconds: 0 };
    }
  }

  #enqueue(task: Waiting): void {
    const job = this.#jobs.get(task.jobId);
    if (!job) return;
    job.open += 1;
    const account: Account = this.#accounts.get(job.accountId) ?? {
      accountId: job.accountId,
      virtualTime: this.#picture.virtualTime,
      running: 0,
      runningInDialect: new Map(),
      tasks: [],
    };
    this.#accounts.set(job.accountId, account);
    account.tasks.push({ ...task, needs: JSON.stringify(task.requirements) });
  }

  #fillSlots(): void {
    const left: Slot[] = [];
    const inVain = new Set<NodeCapabilities>();
    for (const slot of this.#idle) {
      // Slots of one node differ in memory only: one that found nothing seldom differs from the next.
      const task = inVain.has(slot.capabilities) ? null : this.#choose(slot);
      if (task) this.#start(slot, task);
      else {
        inVain.add(slot.capabilities);
        left.push(slot);
      }
    }
    this.#idle = left;
  }

  /** As the dispatcher: the account furthest behind its share, and the first of its tasks that fits. */
  #choose(slot: Slot): Task | null {
    const accounts = [...this.#accounts.values()].filter((account) => account.tasks.length > 0);
    accounts.sort((a, b) => a.virtualTime - b.virtualTime || (a.accountId < b.accountId ? -1 : 1));
    for (const account of accounts) {
      const place = account.tasks.findIndex(
        (task) => this.#isDue(task) && this.#mayRun(account, task) && this.#canServe(slot, task),
      );
      const [task] = place === -1 ? [] : account.tasks.splice(place, 1);
      if (task) return task;
    }
    return null;
  }

  #isDue(task: Task): boolean {
    return this.#dueIn(task) <= this.#now;
  }

  #dueIn({ retryAt }: Pick<Task, "retryAt">): number {
    return (retryAt - this.#picture.at) / 1000;
  }

  #mayRun(account: Account, task: Task): boolean {
    const job = this.#jobs.get(task.jobId);
    if (!job || job.state === "running") return job !== undefined;
    const inDialect = account.runningInDialect.get(job.dialect) ?? 0;
    return (
      account.running < job.maximumRunningJobs &&
      inDialect < (job.maximumRunningInDialect ?? Number.POSITIVE_INFINITY)
    );
  }

  #canServe({ nodeId, index, capabilities }: Slot, { requirements, needs }: Task): boolean {
    const key = `${nodeId} ${index} ${needs}`;
    const known = this.#fits.get(key);
    if (known !== undefined) return known;
    const slot = capabilities.slots.find((candidate) => candidate.index === index);
    const fits = slot !== undefined && findLack(capabilities, slot, requirements) === null;
    this.#fits.set(key, fits);
    return fits;
  }

  #start(slot: Slot, task: Task): void {
    const job = this.#jobs.get(task.jobId);
    const account = job && this.#accounts.get(job.accountId);
    if (!job || !account) return;
    if (task.jobId === this.#target && this.#result.startSeconds === null) {
      const queuePosition = this.#started + 1;
      this.#result = { ...this.#result, startSeconds: this.#now, queuePosition };
    }
    this.#started += task.standsFor;
    const seconds = this.#book.secondsOn(slot.nodeId, task, this.#quantile);
    this.#busy.push({ slot, task, until: this.#now + seconds * task.standsFor });
    account.virtualTime += (task.expectedSeconds * task.standsFor) / Math.max(job.weight, 0.001);
    if (job.state !== "running") {
      job.state = "running";
      this.#countRunning(account, job, 1);
    }
  }

  #countRunning(account: Account, { dialect }: Job, change: 1 | -1): void {
    account.running += change;
    const { runningInDialect } = account;
    runningInDialect.set(dialect, (runningInDialect.get(dialect) ?? 0) + change);
  }

  /** When something changes next: a slot comes free, or a task's back-off is over. */
  #nextTime(): number | null {
    this.#retries = this.#retries.filter((due) => due > this.#now);
    const times = [...this.#busy.map(({ until }) => until), ...this.#retries];
    return times.length === 0
      ? null
      : Math.max(
          this.#now,
          times.reduce((a, b) => Math.min(a, b)),
        );
  }

  #endDue(): void {
    const due = this.#busy.filter(({ until }) => until <= this.#now);
    this.#busy = this.#busy.filter(({ until }) => until > this.#now);
    for (const { slot, task } of due) {
      if (slot) this.#idle.push(slot);
      const job = this.#jobs.get(task.jobId);
      if (job) this.#endTask(job);
    }
  }

  #endTask(job: Job): void {
    job.open -= 1;
    if (job.open > 0) return;
    if (job.dependent.length > 0) {
      for (const task of job.dependent.splice(0)) this.#enqueue(task);
      return;
    }
    const account = this.#accounts.get(job.accountId);
    if (account && (job.state === "running" || job.state === "cancelling")) {
      this.#countRunning(account, job, -1);
    }
    if (job.jobId === this.#target) this.#result = { ...this.#result, finishSeconds: this.#now };
  }
}
