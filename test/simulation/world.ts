import { createAccountStore } from "../../edge/adapters/d1/account-store.ts";
import { createAssetStore } from "../../edge/adapters/d1/asset-store.ts";
import { createAudioStore } from "../../edge/adapters/d1/audio-store.ts";
import { createAuditLog } from "../../edge/adapters/d1/audit-log.ts";
import { createBatchStore } from "../../edge/adapters/d1/batch-store.ts";
import { openDatabase } from "../../edge/adapters/d1/database.ts";
import { createCampaignStore } from "../../edge/adapters/d1/campaign-store.ts";
import { createDeliveryStore } from "../../edge/adapters/d1/delivery-store.ts";
import { createFleetMinuteStore } from "../../edge/adapters/d1/fleet-minute-store.ts";
import { createJobStore } from "../../edge/adapters/d1/job-store.ts";
import { createMonitorStore } from "../../edge/adapters/d1/monitor-store.ts";
import { createNodeStore } from "../../edge/adapters/d1/node-store.ts";
import { createOutboxStore } from "../../edge/adapters/d1/outbox-store.ts";
import { createPromptSessionStore } from "../../edge/adapters/d1/prompt-session-store.ts";
import { createRenderStore } from "../../edge/adapters/d1/render-store.ts";
import { createSpeedStore } from "../../edge/adapters/d1/speed-store.ts";
import { createRetentionStore } from "../../edge/adapters/d1/retention-store.ts";
import { createTaskOutputStore } from "../../edge/adapters/d1/task-output-store.ts";
import { createTaskStore } from "../../edge/adapters/d1/task-store.ts";
import { createTemplateStore } from "../../edge/adapters/d1/template-store.ts";
import { createTicketStore } from "../../edge/adapters/d1/ticket-store.ts";
import { createUploadStore } from "../../edge/adapters/d1/upload-store.ts";
import { createWebhookEndpointStore } from "../../edge/adapters/d1/webhook-endpoint-store.ts";
import type { SqlStatement } from "../../edge/adapters/d1/database.ts";
import { gatherCreatedJobs } from "../../edge/domain/outbox/tell-jobs-created.ts";
import { FleetForecasts } from "../../edge/domain/estimates/fleet-forecasts.ts";
import type { Pause } from "../../edge/domain/ports.ts";
import { embeddedPlanner } from "../../edge/domain/films/embedded-planner.ts";
import { createModelCatalogue } from "../../edge/domain/models/model-catalogue.ts";
import { embeddedTuner } from "../../edge/domain/prompts/embedded-tuner.ts";
import type { Services } from "../../edge/domain/services.ts";
import { attempt } from "./attempt.ts";
import { Checker } from "./checker.ts";
import { FaultPlan } from "./fault-plan.ts";
import { FeedObject } from "./feed-object.ts";
import { Handler, type HandlerKind } from "./handler.ts";
import { ObjectBucket } from "./object-bucket.ts";
import type { Plant } from "./plant.ts";
import { PoolObject } from "./pool-object.ts";
import { PortCalls } from "./port-calls.ts";
import { SeededRandom } from "./seeded-random.ts";
import { Shadow } from "./shadow.ts";
import { simulatedSecrets } from "./simulated-secrets.ts";
import { SimulatedQueue } from "./simulated-queue.ts";
import { Timeline } from "./timeline.ts";
import { Trace } from "./trace.ts";
import { Violations } from "./violations.ts";
import { WatchedDatabase } from "./watched-database.ts";
import { WebhookReceiver } from "./webhook-receiver.ts";

export const LEASE_SECONDS = 60;
/** How many requests come to a machine whose clock is wrong. */
const SKEWED = 0.01;
const SKEW_MILLISECONDS = 600_000;

/** Whose code runs now: the services of one run read it at every call. */
type Seat = { handler: Handler };
type Seated = { seat: Seat; services: Services };

/** Everything one seed simulates: the platform around the product's code. */
export class World {
  readonly timeline = new Timeline();
  readonly random: SeededRandom;
  readonly trace: Trace;
  readonly faults: FaultPlan;
  readonly calls: PortCalls;
  readonly database: WatchedDatabase;
  readonly shadow: Shadow;
  readonly violations: Violations;
  readonly checker: Checker;
  readonly bucket: ObjectBucket;
  readonly queue: SimulatedQueue;
  readonly receiver: WebhookReceiver;
  readonly plant: Plant | null;
  readonly feeds = new Map<string, FeedObject>();
  readonly #pause: Pause = (milliseconds) => this.timeline.sleep(milliseconds);
  /** The simulated Worker is one isolate. */
  readonly #createdJobs = gatherCreatedJobs({
    now: () => this.timeline.now(),
    pause: this.#pause,
  });
  readonly #forecasts = new FleetForecasts(this.#pause);
  readonly #pools = new Map<string, PoolObject>();
  readonly #freeSeats: Seated[] = [];
  /** Clients have gone: nobody polls or listens any more. */
  isDeserted = false;
  #handlerCount = 0;
  #jobWatcher: (jobId: string) => void = () => undefined;

  constructor(options: { seed: number; plant: Plant | null; print: boolean }) {
    this.plant = options.plant;
    this.random = new SeededRandom(options.seed);
    this.trace = new Trace(this.timeline, options.print);
    this.shadow = new Shadow();
    this.violations = new Violations(this.timeline, this.trace);
    this.faults = new FaultPlan(this.random, this.trace, (jobId) => this.shadow.statesOf(jobId));
    this.calls = new PortCalls(this.timeline, this.random, this.faults, this.trace);
    this.database = new WatchedDatabase(options.plant?.rewriteSql ?? null);
    this.bucket = new ObjectBucket(this.calls, this.faults);
    this.queue = new SimulatedQueue(this);
    this.receiver = new WebhookReceiver(this);
    this.checker = new Checker(this);
  }

  /** The watcher hears of every job that, or a task of which, came into another state. */
  whenJobMoves(watcher: (jobId: string) => void): void {
    this.#jobWatcher = watcher;
  }

  jobMoved(jobId: string): void {
    this.#jobWatcher(jobId);
  }

  report(invariant: number, message: string, jobId: string | null): void {
    this.violations.report(invariant, message, jobId);
  }

  poolNamed(name: string): PoolObject {
    const known = this.#pools.get(name) ?? new PoolObject(this, name);
    this.#pools.set(name, known);
    return known;
  }

  pools(): Iterable<PoolObject> {
    return this.#pools.values();
  }

  feedNamed(name: string): FeedObject {
    const known = this.feeds.get(name) ?? new FeedObject(this, name);
    this.feeds.set(name, known);
    return known;
  }

  /** How wrong a machine's clock may be, either way. */
  skew(): number {
    return this.random.integer(-SKEW_MILLISECONDS, SKEW_MILLISECONDS);
  }

  /** Runs a handler of the Worker to its answer. Fails when it dies before. */
  async handle<Result>(
    kind: HandlerKind,
    label: string,
    jobId: string | null,
    work: (services: Services, handler: Handler) => Promise<Result>,
  ): Promise<Result> {
    this.#handlerCount += 1;
    const name = `${kind} ${label} #${this.#handlerCount}`;
    const handler = new Handler(kind, name, jobId, this.timeline.now());
    if (this.faults.strikes("clock-skewed", SKEWED, jobId)) {
      handler.skewMilliseconds = this.skew();
    }
    const seated = this.#takeSeat(handler);
    handler.whenIdle(() => this.#freeSeats.push(seated));
    handler.workAfterAnswer += 1;
    return handler.outlive(
      attempt(() => work(seated.services, handler)).finally(() => handler.workEnded()),
    );
  }

  /** Work that goes on after the answer; its failure is what the sweep repairs. */
  afterAnswer(handler: Handler, work: Promise<unknown>): void {
    handler.workAfterAnswer += 1;
    void work.catch(() => undefined).finally(() => handler.workEnded());
  }

  /** Lends an object the ports for a single piece of its work. */
  async borrow<Result>(
    handler: Handler,
    work: (services: Services) => Promise<Result>,
  ): Promise<Result> {
    const seated = this.#takeSeat(handler);
    try {
      return await work(seated.services);
    } finally {
      this.#freeSeats.push(seated);
    }
  }

  /** The domain's ports as this handler reaches them. */
  composeServices(handler: () => Handler): Services {
    const database = openDatabase({ batch: (statements) => this.#batch(handler(), statements) });
    const feedClient = (name: string) => this.feedNamed(name).clientFor(handler);
    const services: Services = {
      settings: {
        local: false,
        proceduralFallback: false,
        poolShards: 1,
        leaseSeconds: LEASE_SECONDS,
        webhookTimeFactor: 1,
        agentVersions: { minimumAgentVersion: "0.1.0", recommendedAgentVersion: "0.1.0" },
      },
      clock: { now: () => this.timeline.now() + handler().skewMilliseconds },
      random: this.random,
      secrets: simulatedSecrets,
      accounts: createAccountStore(database),
      assets: createAssetStore(database),
      audio: createAudioStore(database),
      audit: createAuditLog(database),
      batches: createBatchStore(database),
      campaigns: createCampaignStore(database),
      createdJobs: this.#createdJobs,
      deliveries: createDeliveryStore(database),
      feeds: {
        ofJob: (jobId) => feedClient(`job:${jobId}`),
        ofBatch: (batchId) => feedClient(`batch:${batchId}`),
        ofAccount: (accountId) => feedClient(`account:${accountId}`),
      },
      filmPlanner: embeddedPlanner,
      fleetMinutes: createFleetMinuteStore(database),
      forecasts: this.#forecasts,
      jobs: createJobStore(database),
      jobsQueue: this.queue.sendFor(handler),
      models: createModelCatalogue([]),
      monitor: createMonitorStore(database),
      nodes: createNodeStore(database),
      objects: this.bucket.storageFor(handler),
      outbox: createOutboxStore(database),
      pause: this.#pause,
      pools: { named: (name) => this.poolNamed(name).clientFor(handler) },
      promptSessions: createPromptSessionStore(database),
      promptTuner: embeddedTuner,
      renders: createRenderStore(database),
      speeds: createSpeedStore(database),
      retention: createRetentionStore(database),
      taskOutputs: createTaskOutputStore(database),
      tasks: createTaskStore(database),
      templates: createTemplateStore(database),
      tickets: createTicketStore(database),
      uploads: createUploadStore(database),
      webhookEndpoints: createWebhookEndpointStore(database),
      webhookSender: this.receiver.senderFor(handler),
      webhooksQueue: this.queue.sendFor(handler),
      afterAnswer: (work) => this.afterAnswer(handler(), work),
    };
    return this.plant?.replacePorts?.(services) ?? services;
  }

  #takeSeat(handler: Handler): Seated {
    const free = this.#freeSeats.pop();
    if (free) {
      free.seat.handler = handler;
      return free;
    }
    const seat: Seat = { handler };
    return { seat, services: this.composeServices(() => seat.handler) };
  }

  #batch(handler: Handler, statements: readonly SqlStatement[]) {
    const jobId = handler.jobId ?? this.shadow.jobNamedIn(statements);
    return this.calls.call(
      handler,
      `d1 ${labelOf(statements)}`,
      () => {
        const { outcomes, changes } = this.database.batch(statements);
        if (changes.length > 0) this.checker.committed(handler, changes);
        return outcomes;
      },
      jobId,
    );
  }
}

const labels = new Map<string, string>();

/** The first words of a batch, and how many statements it has. */
function labelOf(statements: readonly SqlStatement[]): string {
  const text = statements[0]?.sql ?? "";
  const known = labels.get(text) ?? text.replaceAll(/\s+/g, " ").slice(0, 48);
  labels.set(text, known);
  return statements.length === 1 ? known : `${known} (+${statements.length - 1})`;
}
