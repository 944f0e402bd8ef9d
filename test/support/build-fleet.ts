import { sql } from "drizzle-orm";
import type { AssembleFilmParameters } from "#contracts/film.ts";
import type { JobEvent } from "#contracts/events.ts";
import type { OutputName } from "#contracts/task-inputs.ts";
import { createAccountStore } from "../../edge/adapters/d1/account-store.ts";
import { createJobStore } from "../../edge/adapters/d1/job-store.ts";
import { createNodeStore } from "../../edge/adapters/d1/node-store.ts";
import { createOutboxStore } from "../../edge/adapters/d1/outbox-store.ts";
import { createTaskStore } from "../../edge/adapters/d1/task-store.ts";
import type { Database } from "../../edge/adapters/d1/database.ts";
import { systemRandom } from "../../edge/adapters/random.ts";
import type { NewJob, PlannedTask } from "../../edge/domain/jobs/job.ts";
import type { FilmScene } from "../../edge/domain/jobs/plans/job-work.ts";
import type {
  Grant,
  LeaseIdentity,
  ReleaseRequest,
  SettleRequest,
} from "../../edge/domain/tasks/task-store.ts";

/** "Now" of the store tests, Unix milliseconds. */
export const T0 = 1_800_000_000_000;
export const HASH = "ab".repeat(32);

/** A fresh id; later ones sort after earlier ones. */
export const newId = (): string => systemRandom.uuid(T0);

/** A task of the diamond and single-task jobs below. */
export function aTask(change: Partial<PlannedTask> = {}): PlannedTask {
  return {
    id: newId(),
    position: 0,
    spec: {
      kind: "generate-video",
      parameters: {
        prompt: "a red boat",
        seed: 1,
        width: 64,
        height: 64,
        framesPerSecond: 10,
        durationSeconds: 1,
        container: "mp4",
        model: "procedural",
      },
    },
    requirements: { kind: "generate-video", model: "procedural" },
    dependsOn: [],
    final: true,
    deadlineSeconds: 600,
    expectedSeconds: 2.5,
    workUnits: 250 / 3,
    ...change,
  };
}

/** A job of one task that costs 30 tokens, unless told otherwise. */
export function aJob(accountId: string, change: Partial<NewJob> = {}): NewJob {
  return {
    id: newId(),
    accountId,
    dialect: "native",
    kind: "generate-video",
    request: { prompt: "a red boat" },
    callbackUrl: null,
    callbackProgress: false,
    batch: null,
    priority: 0,
    price: { currency: "tokens", amount: 30 },
    maximumOpenInDialect: null,
    estimatedSeconds: 5,
    notice: null,
    deadlineAt: T0 + 3_600_000,
    createdAt: T0,
    tasks: [aTask()],
    idempotency: null,
    ...change,
  };
}

/** A scene that is still to be made. */
export function aScene(narration: string): FilmScene {
  return {
    kind: "new",
    parameters: {
      ...SMALL_PICTURE,
      narration,
      imagePrompt: "a red boat",
      imageModel: "procedural",
      videoModel: null,
      voice: { model: "procedural", speaker: "alloy" },
      camera: null,
      durationSeconds: null,
    },
  };
}

export function anAssembly(captions: string[]): AssembleFilmParameters {
  return {
    ...SMALL_PICTURE,
    captions,
    burnCaptions: true,
    crossFadeSeconds: 0.5,
    targetSeconds: null,
    musicPrompt: "a red boat",
    title: "Boats",
  };
}

const SMALL_PICTURE = { width: 64, height: 64, framesPerSecond: 10, seed: 1 };

export function anOutput(identity: LeaseIdentity, name: OutputName = "video") {
  return {
    name,
    assetId: newId(),
    contentType: name === "video" ? "video/mp4" : "image/png",
    sizeBytes: 1000,
    sha256: HASH,
    objectKey: `outputs/${identity.taskId}/${identity.epoch}/${name}`,
    etag: "etag",
  };
}

/** All stores over one database, an account with 100 tokens, and an active node. */
export async function buildFleet(database: Database) {
  const accounts = createAccountStore(database);
  const jobs = createJobStore(database);
  const nodes = createNodeStore(database);
  const outbox = createOutboxStore(database);
  const tasks = createTaskStore(database);
  const pool = `pool-${newId()}`;
  const accountId = newId();
  await accounts.create({
    id: accountId,
    name: "Test",
    externalSubject: null,
    limits: {},
    webhookSecretSealed: "sealed",
    pool,
    createdAt: T0,
  });
  await accounts.grant({
    id: newId(),
    accountId,
    currency: "tokens",
    amount: 100,
    note: null,
    createdAt: T0,
  });

  async function addNode(): Promise<string> {
    const nodeId = newId();
    const token = { digest: newId(), name: "node", pool, createdAt: T0, expiresAt: T0 + 1000 };
    await nodes.createEnrolmentToken(token);
    await nodes.enrol({
      tokenDigest: token.digest,
      nodeId,
      nodeTokenDigest: newId(),
      name: "node",
      agentVersion: "0.1.0",
      now: T0,
    });
    return nodeId;
  }
  const nodeId = await addNode();

  async function submit(change: Partial<NewJob> = {}): Promise<NewJob> {
    const job = aJob(accountId, change);
    const { outcome } = await jobs.create(job, 1000);
    if (outcome !== "created") throw new Error(`The job was not created: ${outcome}`);
    return job;
  }

  /** Asks for a lease of the job's task number `index`. */
  function grant(
    job: NewJob,
    options: Partial<Parameters<typeof tasks.grant>[0]> & { index?: number } = {},
  ) {
    const { index = 0, ...change } = options;
    return tasks.grant({
      taskId: job.tasks[index]?.id ?? "none",
      jobId: job.id,
      nodeId,
      slotIndex: 0,
      leaseId: newId(),
      now: T0 + 1000,
      leaseExpiresAt: T0 + 61_000,
      maximumRunningJobs: 100,
      maximumRunningInDialect: null,
      ...change,
    });
  }

  /** Takes that lease, or throws. */
  async function lease(job: NewJob, options: Parameters<typeof grant>[1] = {}) {
    const granted = await grant(job, options);
    if (!granted) throw new Error("The task was not granted.");
    return { ...granted, nodeId: options.nodeId ?? nodeId };
  }

  type Held = Grant & { nodeId: string };
  const settle = (held: Held, change: Partial<SettleRequest> = {}) =>
    tasks.settle({
      leaseId: held.leaseId,
      taskId: held.taskId,
      nodeId: held.nodeId,
      epoch: held.epoch,
      jobId: held.jobId,
      settlementId: newId(),
      now: T0 + 5000,
      result: { model: "procedural", renderMilliseconds: 1200, media: MEDIA },
      outputs: [anOutput(held)],
      ...change,
    });
  const release = (held: Held, change: Partial<ReleaseRequest> = {}) =>
    tasks.release({
      leaseId: held.leaseId,
      taskId: held.taskId,
      nodeId: held.nodeId,
      epoch: held.epoch,
      jobId: held.jobId,
      now: T0 + 5000,
      cause: "error",
      by: "node",
      code: "render-failed",
      message: "The model failed.",
      retryable: true,
      retryAt: T0 + 6000,
      renderMilliseconds: 10,
      maximumAttempts: 3,
      maximumLosses: 5,
      ...change,
    });

  /** The job's task states in plan order. */
  async function taskStates(job: NewJob): Promise<string[]> {
    const snapshot = await jobs.readSnapshot(job.id);
    return (snapshot?.tasks ?? []).map((task) => task.state);
  }
  const readJob = (job: NewJob) => jobs.readOwned(job.id, job.accountId);
  const balance = async () => (await accounts.readBalances(accountId)).tokens;
  const query = async (text: ReturnType<typeof sql>) =>
    (await database.atomically([text]))[0]?.rows ?? [];
  /** Kinds and amounts of the job's ledger rows in the order they were booked. */
  const ledger = async (job: NewJob) =>
    (
      await query(sql`SELECT kind, amount, delta FROM ledger WHERE job_id = ${job.id} ORDER BY id`)
    ).map((row) => row.join(" "));
  /** What is still to be told of a job, in order. */
  const pendingOf = async (jobId: string): Promise<JobEvent[]> =>
    (await outbox.changesOf([jobId])).flatMap(({ entries }) =>
      entries.flatMap((entry) => entry.events),
    );
  /** Types of the job's events that are still to be told, in order. */
  const events = async (job: NewJob) => (await pendingOf(job.id)).map((event) => event.type);
  /** Everybody was told what commits on the job left so far. */
  const tellAll = async (jobId: string) => outbox.forgetTold(await outbox.changesOf([jobId]));

  return {
    database,
    accounts,
    jobs,
    nodes,
    outbox,
    tasks,
    pool,
    accountId,
    nodeId,
    addNode,
    submit,
    grant,
    lease,
    settle,
    release,
    taskStates,
    readJob,
    balance,
    query,
    ledger,
    pendingOf,
    events,
    tellAll,
  };
}

export const MEDIA = {
  container: "mp4",
  videoCodec: "h264",
  width: 64,
  height: 64,
  durationSeconds: 1,
  framesPerSecond: 10,
  hasAudio: false,
} as const;
