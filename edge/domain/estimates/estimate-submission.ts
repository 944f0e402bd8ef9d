import type { Account } from "../accounts/account-store.ts";
import type { JobSnapshot, NewJob, PlannedTask } from "../jobs/job.ts";
import { queuedSnapshot } from "../jobs/queued-job.ts";
import type { Services } from "../services.ts";
import { playJob } from "./estimate-job.ts";
import { describeImpossible, findImpossible } from "./find-impossible.ts";
import type { FleetForecast } from "./fleet-forecasts.ts";
import type { PoolPicture } from "./pool-picture.ts";
import { SpeedBook } from "./speed-book.ts";
import { workloadClassOf } from "./workload.ts";

/** What a submission's answer says of its future, and the job keeps. */
export type Forecast = Pick<NewJob, "estimatedSeconds" | "notice">;

/** How old a look at the fleet may be for a submission, and where a newer one takes long. */
const AGES = { wantedMilliseconds: 2000, borneMilliseconds: 60_000 };
const NO_AGE = { wantedMilliseconds: 0, borneMilliseconds: 0 };

/**
 * How long a job that is about to be written will take, its wait included, and whether no enrolled
 * node could ever do it. From here on it counts for those after it: see `countCreated`. Without a look at the fleet it is what nodes of speed 1 need.
 */
export async function estimateSubmission(
  services: Services,
  account: Account,
  job: Omit<NewJob, keyof Forecast>,
): Promise<Forecast> {
  try {
    const { forecasts, clock } = services;
    const forecast = await forecasts.readSoon(services, account.pool, AGES);
    const snapshot = queuedSnapshot({ ...job, estimatedSeconds: 0, notice: null }, account);
    const estimatedSeconds = estimateSeconds(forecast, snapshot, clock.now());
    forecasts.acceptedIn(account.pool).add(snapshot, clock.now());
    const isImpossible = findImpossible(forecast.picture, job.tasks) !== null;
    // A node may have joined since that look.
    const impossible = isImpossible
      ? findImpossible(
          (await forecasts.readSoon(services, account.pool, NO_AGE)).picture,
          job.tasks,
        )
      : null;
    return { estimatedSeconds, notice: impossible && describeImpossible(impossible) };
  } catch {
    // A pool that cannot be asked now must not keep anybody from submitting.
    return { estimatedSeconds: workSeconds(new SpeedBook([]), job), notice: null };
  }
}

/** Estimates by what decides them, as long as the picture that they are made from lives. */
const known = new WeakMap<PoolPicture, Map<string, number>>();

function estimateSeconds(
  { picture, book }: FleetForecast,
  snapshot: JobSnapshot,
  now: number,
): number {
  const estimates = known.get(picture) ?? new Map<string, number>();
  known.set(picture, estimates);
  const work = snapshot.tasks.map((task) => [
    workloadClassOf(task.requirements),
    task.requirements.memoryMebibytes,
    task.expectedSeconds,
  ]);
  const key = JSON.stringify([snapshot.accountId, snapshot.dialect, snapshot.priority, work]);
  const estimate = estimates.get(key) ?? estimateAnew({ picture, book }, snapshot, now);
  estimates.set(key, estimate);
  return estimate;
}

function estimateAnew(forecast: FleetForecast, snapshot: JobSnapshot, now: number): number {
  const { finishSeconds } = playJob(forecast, snapshot, now, "p50");
  if (finishSeconds === null) return workSeconds(forecast.book, snapshot);
  return Math.max(1, Math.ceil(finishSeconds));
}

/** What the tasks take one after another on any node. */
function workSeconds(
  book: SpeedBook,
  { tasks }: { tasks: readonly Pick<PlannedTask, "requirements" | "expectedSeconds">[] },
): number {
  return Math.ceil(tasks.reduce((sum, task) => sum + book.secondsOn(null, task, "p50"), 0));
}
