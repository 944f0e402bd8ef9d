import type { Account } from "../accounts/account-store.ts";
import type { JobSnapshot, NewJob, PlannedTask } from "../jobs/job.ts";
import { queuedSnapshot } from "../jobs/queued-job.ts";
import type { Services } from "../services.ts";
import { playJob } from "./estimate-job.ts";
import { describeImpossible, findImpossible } from "./find-impossible.ts";
import type { Ages, FleetForecast } from "./fleet-forecasts.ts";
import type { Play } from "./play-forward.ts";
import type { PoolPicture } from "./pool-picture.ts";
import { SpeedBook } from "./speed-book.ts";
import { workloadClassOf } from "./workload.ts";

/** What a submission's answer says of its future, and the job keeps. */
export type Forecast = Pick<NewJob, "estimatedSeconds" | "notice">;

/** How old a look at the fleet may be for a submission, and where a newer one takes long. */
const AGES: Ages = { wantedMilliseconds: 5000, borneMilliseconds: 60_000 };
const NO_AGE: Ages = { wantedMilliseconds: 0, borneMilliseconds: 0 };

/**
 * How long a job that is about to be written will take, its wait included, and whether no enrolled
 * node could ever do it. From here on it counts for those after it: see `countCreated`. Without a
 * look at the fleet it is what nodes of speed 1 need.
 */
export async function estimateSubmission(
  services: Services,
  account: Account,
  job: Omit<NewJob, keyof Forecast>,
): Promise<Forecast> {
  try {
    const { forecasts } = services;
    const look = (ages: Ages) => forecasts.readSoon(services, account.pool, ages);
    const forecast = await look(AGES);
    const now = services.clock.now();
    const snapshot = queuedSnapshot({ ...job, estimatedSeconds: 0, notice: null }, account);
    const estimatedSeconds = estimateSeconds(forecast, snapshot, now);
    forecasts.acceptedIn(account.pool).add(snapshot, now);
    const isImpossible = findImpossible(forecast.picture, job.tasks) !== null;
    // A node may have joined since that look.
    const impossible = isImpossible
      ? findImpossible((await look(NO_AGE)).picture, job.tasks)
      : null;
    return { estimatedSeconds, notice: impossible && describeImpossible(impossible) };
  } catch {
    // A pool that cannot be asked now must not keep anybody from submitting.
    return { estimatedSeconds: workSeconds(new SpeedBook([]), job), notice: null };
  }
}

type Played = Play & { expectedSeconds: number };

/** How jobs go by what decides it, as long as the picture that it was played from lives. */
const known = new WeakMap<PoolPicture, Map<string, Played>>();

function estimateSeconds(forecast: FleetForecast, job: JobSnapshot, now: number): number {
  const { picture, book } = forecast;
  const plays = known.get(picture) ?? new Map<string, Played>();
  known.set(picture, plays);
  const expectedSeconds = job.tasks.reduce((sum, task) => sum + task.expectedSeconds, 0);
  // One that has a single task waits equally long, however long it takes then.
  const isSingle = job.tasks.length === 1;
  const work = job.tasks.map((task) => [
    workloadClassOf(task.requirements),
    task.requirements.memoryMebibytes,
    isSingle || task.expectedSeconds,
  ]);
  const key = JSON.stringify([job.accountId, job.dialect, job.priority, work]);
  const play = plays.get(key) ?? { ...playJob(forecast, job, now, "p50"), expectedSeconds };
  plays.set(key, play);
  const { startSeconds, finishSeconds } = play;
  if (startSeconds === null || finishSeconds === null) return workSeconds(book, job);
  const runSeconds = (finishSeconds - startSeconds) * (expectedSeconds / play.expectedSeconds);
  return Math.max(1, Math.ceil(startSeconds + runSeconds));
}

/** What the tasks take one after another on any node. */
function workSeconds(
  book: SpeedBook,
  { tasks }: { tasks: readonly Pick<PlannedTask, "requirements" | "expectedSeconds">[] },
): number {
  return Math.ceil(tasks.reduce((sum, task) => sum + book.secondsOn(null, task, "p50"), 0));
}
