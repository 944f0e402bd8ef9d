import type { Mutant } from "./mutant.ts";

const folder = "edge/domain/estimates";

/** Faults in what is measured and foretold. */
export const estimateMutants: readonly Mutant[] = [
  {
    breaks: "a lease is measured once",
    file: "edge/adapters/d1/task-store.ts",
    find: "measureSpeedStatement({ held: heldBy(request), now }),",
    replace: "measureSpeedStatement({ held: sql`id = ${taskId}`, now }),",
  },
  {
    breaks: "a node that became slow is noticed",
    file: "edge/adapters/d1/speed-store.ts",
    find: "const NEWEST_SHARE = 0.25;",
    replace: "const NEWEST_SHARE = 0.02;",
  },
  {
    breaks: "one stuck task does not make a node look useless",
    file: "edge/adapters/d1/speed-store.ts",
    find: "const SLOWEST_FACTOR = 8;",
    replace: "const SLOWEST_FACTOR = 8000;",
  },
  {
    breaks: "a node is foretold by its own speed",
    file: `${folder}/speed-book.ts`,
    find: "this.#ofNode.get(`${nodeId} ${workloadClass}`)",
    replace: 'this.#ofNode.get(nodeId === null ? "" : workloadClass)',
  },
  {
    breaks: "an estimate knows the turns of the accounts",
    file: `${folder}/play-forward.ts`,
    find: "account.virtualTime += (task.expectedSeconds * task.standsFor)",
    replace: "account.virtualTime += (0 * task.standsFor)",
  },
  {
    breaks: "an estimate waits for what an account may not run at once",
    file: `${folder}/play-forward.ts`,
    find: "account.running < job.maximumRunningJobs &&",
    replace: "account.running < Number.POSITIVE_INFINITY &&",
  },
  {
    breaks: "later tasks of a job are foretold after those that they need",
    file: `${folder}/play-forward.ts`,
    find: "for (const task of job.dependent.splice(0)) this.#enqueue(task);\n      return;",
    replace: "for (const task of job.dependent.splice(1)) this.#enqueue(task);\n      return;",
  },
  {
    breaks: "a task of a long queue stands for those that were left out",
    file: `${folder}/play-forward.ts`,
    find: "until: this.#now + seconds * task.standsFor }",
    replace: "until: this.#now + seconds }",
  },
  {
    breaks: "a running task's own pace counts",
    file: `${folder}/seconds-left.ts`,
    find: "return Math.max(byTotal * (1 - done) + byPace * done, total * LEAST_SHARE);",
    replace: "return Math.max(byTotal + byPace * 0, total * LEAST_SHARE);",
  },
  {
    breaks: "a node that may be able to is not called unable",
    file: `${folder}/find-impossible.ts`,
    find: "known.length < enrolled.length",
    replace: "known.length < 0",
  },
  {
    breaks: "a revoked node makes nothing possible",
    file: `${folder}/find-impossible.ts`,
    find: "nodes.filter(({ revoked }) => !revoked)",
    replace: "nodes.filter(({ revoked }) => !revoked || revoked)",
  },
  {
    breaks: "a pool is not looked at for everyone who polls",
    file: `${folder}/fleet-forecasts.ts`,
    find: "return known && known.at > after ? known : null;",
    replace: "return known && known.at > after + 1e15 ? known : null;",
  },
  {
    breaks: "the jobs of a burst are counted in each other's estimates",
    file: `${folder}/estimate-submission.ts`,
    find: "forecasts.acceptedIn(account.pool).add(snapshot, now);",
    replace: "forecasts.acceptedIn(account.pool).forget([snapshot.jobId]);",
  },
  {
    breaks: "estimates count no job that was refused",
    file: `${folder}/count-created.ts`,
    find: 'counts = outcome.outcome === "created" && !failsAtOnce;',
    replace: 'counts = outcome.outcome !== "account-disabled" && !failsAtOnce;',
  },
  {
    breaks: "a job that the pool knows is counted by looks at it only",
    file: `${folder}/accepted-jobs.ts`,
    find: "isTold || at < now",
    replace: "at < now",
  },
  {
    breaks: "estimates of a burst of thousands are cheap",
    file: `${folder}/accepted-jobs.ts`,
    find: "const CHANGED_SHARE = 1 / 8;",
    replace: "const CHANGED_SHARE = 0;",
  },
  {
    breaks: "a minute counted again is the same",
    file: "edge/adapters/d1/fleet-minute-store.ts",
    find: "starts = excluded.starts, finishes",
    replace: "starts = fleet_minutes.starts + excluded.starts, finishes",
  },
  {
    breaks: "a pool that did not hear of a pause hears of it in the sweep",
    file: "edge/domain/nodes/reconcile-nodes.ts",
    find: "stored !== undefined && stored !== state",
    replace: "stored === undefined && stored !== state",
  },
  {
    breaks: "models are chosen in the account's pool",
    file: "edge/domain/models/choose-models.ts",
    find: "(await listOnline(services, pool))",
    replace: '(await listOnline(services, pool && "pool:default:any:0"))',
  },
];
