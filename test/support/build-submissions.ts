import { systemRandom } from "../../edge/adapters/random.ts";
import { submitBatch } from "../../edge/domain/batches/submit-batch.ts";
import type { PoolClient } from "../../edge/domain/dispatch/pool-client.ts";
import { FleetForecasts } from "../../edge/domain/estimates/fleet-forecasts.ts";
import type { Job } from "../../edge/domain/jobs/job.ts";
import type { JobWork } from "../../edge/domain/jobs/plans/job-work.ts";
import { submitJob, type SubmitJob } from "../../edge/domain/jobs/submit-job.ts";
import { gatherCreatedJobs } from "../../edge/domain/outbox/tell-jobs-created.ts";
import type { Services } from "../../edge/domain/services.ts";
import type { buildMeasuredPool } from "./build-measured-pool.ts";

/** Submissions to a measured pool through the production verbs, as one isolate takes them. */
export async function buildSubmissions(pool: Awaited<ReturnType<typeof buildMeasuredPool>>) {
  const later: Promise<unknown>[] = [];
  let looks = 0;
  let isDeaf = false;
  const pause = () => Promise.resolve();
  const readPicture = () => {
    looks += 1;
    return pool.dispatcher.readPicture();
  };
  const sync: PoolClient["sync"] = (...jobs) =>
    isDeaf ? new Promise(() => undefined) : pool.dispatcher.sync(...jobs);
  const feed = { append: () => Promise.resolve(false) };
  const services = {
    clock: { now: pool.now },
    random: systemRandom,
    jobs: pool.jobs,
    outbox: pool.outbox,
    speeds: pool.speeds,
    pools: { named: () => ({ readPicture, sync }) },
    // Nothing here takes long enough to lose patience.
    forecasts: new FleetForecasts(() => new Promise(() => undefined)),
    createdJobs: gatherCreatedJobs({ now: pool.now, pause }),
    feeds: { ofJob: () => feed, ofAccount: () => feed, ofBatch: () => feed },
    webhookEndpoints: { listEnabled: () => Promise.resolve([]) },
    jobsQueue: { send: () => Promise.resolve() },
    afterAnswer: (work: Promise<unknown>) => void later.push(work),
  } as unknown as Services;

  async function order(): Promise<Omit<SubmitJob, "work">> {
    const account = await pool.accounts.read(pool.accountId);
    if (!account) throw new Error("The account is gone.");
    return {
      account,
      dialect: "native",
      request: {},
      callbackUrl: null,
      price: { currency: "tokens", amount: 0 },
      idempotency: null,
    };
  }

  /** Answers as the submission did; the pool hears of it by `tell`. */
  async function submit(change: Partial<SubmitJob> = {}): Promise<Job> {
    const { job } = await submitJob(services, { ...(await order()), work: aVideo(), ...change });
    return job;
  }

  async function submitSeveral(count: number): Promise<Job[]> {
    const jobs = Array.from({ length: count }, () => ({ request: {}, work: aVideo() }));
    const batchId = await submitBatch(services, { ...(await order()), jobs });
    return pool.jobs.listBatch(batchId, pool.accountId);
  }

  /** Runs what comes after the answers so far. */
  async function tell(): Promise<void> {
    while (later.length > 0) await Promise.all(later.splice(0));
  }

  return {
    submit,
    submitSeveral,
    tell,
    countLooks: () => looks,
    /** From now on the pool hears of no job. */
    fallDeaf: () => {
      isDeaf = true;
    },
  };
}

/** Five seconds of 720p. */
function aVideo(): JobWork {
  return {
    kind: "generate-video",
    parameters: {
      prompt: "a red boat",
      width: 1280,
      height: 720,
      framesPerSecond: 24,
      durationSeconds: 5,
      container: "mp4",
      model: "procedural",
    },
  };
}
