import type { Account } from "../accounts/account-store.ts";
import type { NewJob } from "../jobs/job.ts";
import { queuedSnapshot } from "../jobs/queued-job.ts";
import type { Services } from "../services.ts";
import { estimateIn } from "./estimate-job.ts";
import { describeImpossible, findImpossible } from "./find-impossible.ts";
import type { FleetForecast } from "./fleet-forecasts.ts";
import { SpeedBook } from "./speed-book.ts";
import { workloadClassOf } from "./workload.ts";

/** What a submission's answer says of its future, and the job keeps. */
export type Forecast = Pick<NewJob, "estimatedSeconds" | "notice">;

/** How old a look at the fleet may be for a submission, which must not wait for one. */
const AGED_MILLISECONDS = 60_000;
/** From this age on the next ones get a newer look. */
const STALE_MILLISECONDS = 5000;

/**
 * How long a job that is about to be written will take, its wait included, and whether no enrolled
 * node could ever do it. Without a look at the fleet it is what nodes of speed 1 need.
 */
export async function estimateSubmission(
  services: Services,
  account: Account,
  job: Omit<NewJob, keyof Forecast>,
): Promise<Forecast> {
  try {
    const read = (age: number) => services.forecasts.readSoon(services, account.pool, age);
    const forecast = await read(AGED_MILLISECONDS);
    services.afterAnswer(services.forecasts.renew(services, account.pool, STALE_MILLISECONDS));
    const estimatedSeconds = estimateSeconds(forecast, account, job, services.clock.now());
    const isImpossible = findImpossible(forecast.picture, job.tasks) !== null;
    // A node may have joined since that look.
    const impossible = isImpossible ? findImpossible((await read(0)).picture, job.tasks) : null;
    return { estimatedSeconds, notice: impossible && describeImpossible(impossible) };
  } catch {
    // A pool that cannot be asked now must not keep anybody from submitting.
    return { estimatedSeconds: workSeconds(new SpeedBook([]), job), notice: null };
  }
}

/** Estimates by what decides them, as long as their look at the fleet lives. */
const known = new WeakMap<FleetForecast, Map<string, number>>();

function estimateSeconds(
  forecast: FleetForecast,
  account: Account,
  job: Omit<NewJob, keyof Forecast>,
  now: number,
): number {
  const estimates = known.get(forecast) ?? new Map<string, number>();
  known.set(forecast, estimates);
  const work = job.tasks.map((task) => [
    workloadClassOf(task.requirements),
    task.requirements.memoryMebibytes,
    task.expectedSeconds,
  ]);
  const key = JSON.stringify([account.id, job.dialect, job.priority, work]);
  const estimate = estimates.get(key) ?? estimateAnew(forecast, account, job, now);
  estimates.set(key, estimate);
  return estimate;
}

function estimateAnew(
  forecast: FleetForecast,
  account: Account,
  job: Omit<NewJob, keyof Forecast>,
  now: number,
): number {
  const unwritten = { ...job, estimatedSeconds: 0, notice: null };
  const snapshot = queuedSnapshot(unwritten, account);
  const { finishSeconds } = estimateIn(forecast, snapshot, now);
  if (finishSeconds === null) return workSeconds(forecast.book, job);
  return Math.max(1, Math.ceil(finishSeconds.p50));
}

/** What the tasks take one after another on any node. */
function workSeconds(book: SpeedBook, { tasks }: Pick<NewJob, "tasks">): number {
  return Math.ceil(tasks.reduce((sum, task) => sum + book.secondsOn(null, task, "p50"), 0));
}
