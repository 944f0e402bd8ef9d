import type { JobEvent } from "#contracts/events.ts";
import { pause, systemClock } from "./adapters/clock.ts";
import { createAccountStore } from "./adapters/d1/account-store.ts";
import { createAssetStore } from "./adapters/d1/asset-store.ts";
import { createAudioStore } from "./adapters/d1/audio-store.ts";
import { createAuditLog } from "./adapters/d1/audit-log.ts";
import { createBatchStore } from "./adapters/d1/batch-store.ts";
import { d1Connection } from "./adapters/d1/d1-connection.ts";
import { openDatabase } from "./adapters/d1/database.ts";
import { createCampaignStore } from "./adapters/d1/campaign-store.ts";
import { createDeliveryStore } from "./adapters/d1/delivery-store.ts";
import { createFleetMinuteStore } from "./adapters/d1/fleet-minute-store.ts";
import { createJobStore } from "./adapters/d1/job-store.ts";
import { createMonitorStore } from "./adapters/d1/monitor-store.ts";
import { createNodeStore } from "./adapters/d1/node-store.ts";
import { createPromptSessionStore } from "./adapters/d1/prompt-session-store.ts";
import { createOutboxStore } from "./adapters/d1/outbox-store.ts";
import { createRenderStore } from "./adapters/d1/render-store.ts";
import { createSpeedStore } from "./adapters/d1/speed-store.ts";
import { createRetentionStore } from "./adapters/d1/retention-store.ts";
import { createTaskOutputStore } from "./adapters/d1/task-output-store.ts";
import { createTaskStore } from "./adapters/d1/task-store.ts";
import { createTemplateStore } from "./adapters/d1/template-store.ts";
import { createTicketStore } from "./adapters/d1/ticket-store.ts";
import { createUploadStore } from "./adapters/d1/upload-store.ts";
import { createWebhookEndpointStore } from "./adapters/d1/webhook-endpoint-store.ts";
import { createWebhookSender, webhookTimeoutMilliseconds } from "./adapters/http/webhook-sender.ts";
import { chooseFilmPlanner } from "./adapters/language-model/choose-film-planner.ts";
import { chooseTuner } from "./adapters/language-model/choose-tuner.ts";
import { createQueue } from "./adapters/queues/message-queue.ts";
import { createR2Storage } from "./adapters/r2/object-storage.ts";
import { systemRandom } from "./adapters/random.ts";
import { createSecrets } from "./adapters/secrets.ts";
import type { DispatcherPorts } from "./domain/dispatch/dispatcher-ports.ts";
import { PoolIndex } from "./domain/dispatch/pool-index.ts";
import type { PoolClient } from "./domain/dispatch/pool-client.ts";
import { FleetForecasts } from "./domain/estimates/fleet-forecasts.ts";
import { parseFeedName, readRunning } from "./domain/feeds/feed-subject.ts";
import type { FeedSubscription } from "./domain/feeds/feed-subscription.ts";
import type { FeedPresenter } from "./domain/feeds/feed-subscriber.ts";
import { presentDelivery } from "./dialects/narrative/present-delivery.ts";
import { createEventPresenter, presentWebhook } from "./dialects/native/present-events.ts";
import { presentEnd, presentNotification } from "./dialects/render-video/convert.ts";
import { queuedEvent } from "./domain/jobs/queued-job.ts";
import { isTerminalJobState } from "./domain/jobs/transitions.ts";
import { drainOutbox } from "./domain/outbox/drain-outbox.ts";
import { gatherCreatedJobs, JOBS_AT_ONCE } from "./domain/outbox/tell-jobs-created.ts";
import { WorkGatherer } from "./domain/outbox/work-gatherer.ts";
import type {
  Clock,
  FeedAudience,
  FeedClient,
  JobsMessage,
  Pause,
  WebhooksMessage,
} from "./domain/ports.ts";
import { createModelCatalogue } from "./domain/models/model-catalogue.ts";
import type { Services } from "./domain/services.ts";
import type { WebhookPresenter } from "./domain/webhooks/make-attempt.ts";
import { Admission } from "./http/admission.ts";
import type { AuthSettings } from "./http/authenticate.ts";
import { describeFailure } from "./http/describe-failure.ts";
import { RequestLimits, type SignInGuard } from "./http/request-limits.ts";
import { signLink } from "./http/signed-links.ts";
import { Settings } from "./settings.ts";

/** What wrangler binds. Read here and nowhere else. */
export type Env = {
  DB: D1Database;
  MEDIA: R2Bucket;
  POOL: DurableObjectNamespace;
  FEED: DurableObjectNamespace;
  JOBS_QUEUE: Queue<JobsMessage>;
  WEBHOOKS_QUEUE: Queue<WebhooksMessage>;
  /** Counts failed sign-ins for all isolates of a location; a local deployment has none. */
  FAILED_SIGN_INS?: RateLimit;
  AI?: Ai;
  /** Variables and secrets; parsed by `Settings` before anything looks at them. */
  [variable: string]: unknown;
};

const parsedSettings = new WeakMap<object, Settings>();

/** Parses the deployment's variables once; a wrong one stops everything with its name. */
function readSettings(env: Env): Settings {
  const known = parsedSettings.get(env);
  if (known) return known;
  const result = Settings.safeParse(env);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw new Error(`Setting ${issue?.path.join(".")} is wrong: ${issue?.message}`);
  }
  parsedSettings.set(env, result.data);
  return result.data;
}

/** Every request of this isolate shares it. */
const createdJobs = gatherCreatedJobs({ now: () => systemClock.now(), pause });

/** As does this: estimates bear a few seconds of age. */
const forecasts = new FleetForecasts(pause);

type AfterAnswer = (work: Promise<unknown>) => void;

/** Binds the domain's ports to this deployment's database, storage, queues and objects. */
export function composeServices(env: Env, afterAnswer: AfterAnswer): Services {
  const shared = sharedServices.get(env) ?? composeSharedServices(env);
  sharedServices.set(env, shared);
  return { ...shared, afterAnswer: (work) => afterAnswer(work.catch(reportFailure)) };
}

type SharedServices = Omit<Services, "afterAnswer">;

/** What no request has to itself is bound once: it holds bindings and keys, never a request's I/O. */
const sharedServices = new WeakMap<Env, SharedServices>();

function composeSharedServices(env: Env): SharedServices {
  const settings = readSettings(env);
  const database = openDatabase(d1Connection(env.DB));
  // Nobody shortens the waits that customers' receivers count on.
  const webhookTimeFactor = settings.ALLOW_LOOPBACK_CALLBACKS ? settings.WEBHOOK_TIME_FACTOR : 1;
  return {
    settings: {
      local: settings.ALLOW_LOOPBACK_CALLBACKS,
      proceduralFallback: settings.PROCEDURAL_FALLBACK,
      leaseSeconds: settings.LEASE_SECONDS,
      agentVersions: {
        minimumAgentVersion: settings.MINIMUM_AGENT_VERSION,
        recommendedAgentVersion: settings.RECOMMENDED_AGENT_VERSION,
      },
      poolShards: settings.POOL_SHARDS,
      webhookTimeFactor,
    },
    clock: systemClock,
    random: systemRandom,
    secrets: createSecrets(settings.LINK_SIGNING_KEY),
    accounts: createAccountStore(database),
    assets: createAssetStore(database),
    audio: createAudioStore(database),
    audit: createAuditLog(database),
    batches: createBatchStore(database),
    campaigns: createCampaignStore(database),
    createdJobs,
    deliveries: createDeliveryStore(database),
    ...composeWriters(env, settings),
    feeds: {
      ofJob: (jobId) => feedNamed(env, `job:${jobId}`),
      ofBatch: (batchId) => feedNamed(env, `batch:${batchId}`),
      ofAccount: (accountId) => feedNamed(env, `account:${accountId}`),
    },
    fleetMinutes: createFleetMinuteStore(database),
    forecasts,
    jobs: createJobStore(database),
    jobsQueue: createQueue(env.JOBS_QUEUE),
    models: createModelCatalogue(settings.MODEL_CATALOGUE),
    monitor: createMonitorStore(database),
    nodes: createNodeStore(database),
    objects: createR2Storage(env.MEDIA, settings.STORAGE_RANGE_KIBIBYTES * 1024),
    outbox: createOutboxStore(database),
    pause,
    pools: { named: (pool) => stubOf(env.POOL, pool) as unknown as PoolClient },
    promptSessions: createPromptSessionStore(database),
    renders: createRenderStore(database),
    speeds: createSpeedStore(database),
    retention: createRetentionStore(database),
    taskOutputs: createTaskOutputStore(database),
    tasks: createTaskStore(database),
    templates: createTemplateStore(database),
    tickets: createTicketStore(database),
    uploads: createUploadStore(database),
    webhookEndpoints: createWebhookEndpointStore(database),
    webhookSender: createWebhookSender(fetch, webhookTimeoutMilliseconds(webhookTimeFactor)),
    webhooksQueue: createQueue(env.WEBHOOKS_QUEUE),
  };
}

/** What this isolate knows of its callers; every request of it shares this. */
const requestLimits = new RequestLimits();

/** Decides on one request, by what its caller has left. */
export function composeAdmission(env: Env, services: Services, request: Request): Admission {
  const binding = env.FAILED_SIGN_INS;
  const guard: SignInGuard | null =
    binding === undefined
      ? null
      : { note: async (partition) => (await binding.limit({ key: partition })).success };
  const factor = readSettings(env).RATE_LIMIT_FACTOR;
  return new Admission(requestLimits, services, request, { guard, factor });
}

/** How often an open socket's credential is looked at again, in seconds. */
export function socketCheckSeconds(env: Env): number {
  return readSettings(env).SOCKET_CHECK_SECONDS;
}

/** The language model that the settings name writes prompts and scripts, else the embedded ones. */
function composeWriters(
  env: Env,
  settings: Settings,
): Pick<Services, "promptTuner" | "filmPlanner"> {
  const model = {
    model: settings.PROMPT_MODEL,
    baseUrl: settings.PROMPT_MODEL_BASE_URL,
    apiKey: settings.PROMPT_MODEL_API_KEY,
    workersAi: env.AI,
  };
  const options = {
    reportFailure: (failure: object) =>
      console.warn({ message: "prompt model failed", ...failure }),
  };
  return {
    promptTuner: chooseTuner(model, options),
    filmPlanner: chooseFilmPlanner(model, options),
  };
}

/** Credentials this deployment accepts. */
export function composeAuthSettings(env: Env, admission: Admission): AuthSettings {
  const settings = readSettings(env);
  return {
    admission,
    operatorToken: settings.OPERATOR_TOKEN,
    anonymousAccount: settings.ANONYMOUS_ACCOUNT,
    provisionSubjects: settings.PROVISION_SUBJECTS,
    jwt: {
      issuer: settings.JWT_ISSUER,
      audience: settings.JWT_AUDIENCE,
      hs256Secret: settings.JWT_HS256_SECRET,
      jwksUrl: settings.JWT_JWKS_URL,
    },
  };
}

/** The origin that links show, whatever address a request came to. */
export function publicOrigin(env: Env): string {
  return readSettings(env).PUBLIC_ORIGIN;
}

/** A lease's answer goes out before anybody is told of it: making a job's feed takes longer. */
const LEASE_ANSWER_MILLISECONDS = 50;

/** Ports of a pool's dispatcher; what only the object itself has is handed in. */
export function composeDispatcherPorts(
  env: Env,
  own: Pick<DispatcherPorts, "pool" | "sql" | "channel" | "wakeAt"> & { afterAnswer: AfterAnswer },
): DispatcherPorts {
  const services = composeServices(env, own.afterAnswer);
  const changed = new WorkGatherer<string>({
    now: () => systemClock.now(),
    itemsAtOnce: JOBS_AT_ONCE,
    gather: () => pause(LEASE_ANSWER_MILLISECONDS),
  });
  const tellSoon = async (jobId: string) => {
    const left = await changed.add([jobId], (jobIds) => drainOutbox(services, ...jobIds));
    if (left.length > 0) await services.jobsQueue.send([{ type: "jobs-changed", jobIds: left }]);
  };
  return {
    pool: own.pool,
    sql: own.sql,
    index: new PoolIndex(services.settings.agentVersions.minimumAgentVersion),
    channel: own.channel,
    wakeAt: own.wakeAt,
    clock: services.clock,
    random: services.random,
    jobs: services.jobs,
    tasks: services.tasks,
    nodes: services.nodes,
    leaseSeconds: services.settings.leaseSeconds,
    jobChanged: (jobId) => services.afterAnswer(tellSoon(jobId)),
  };
}

/** What a feed object needs beside its own storage. */
export type FeedPorts = {
  clock: Clock;
  pause: Pause;
  feedNamed(name: string): FeedClient;
  /** With what a job's feed begins and who hears of it; null for unknown jobs and ended ones. */
  readBeginning(jobId: string): Promise<{ audience: FeedAudience; event: JobEvent } | null>;
  readRunning(feed: string): Promise<string[]>;
  createPresenter(subscription: FeedSubscription): FeedPresenter;
};

export function composeFeedPorts(env: Env, afterAnswer: AfterAnswer): FeedPorts {
  return {
    clock: systemClock,
    pause,
    feedNamed: (name) => feedNamed(env, name),
    readBeginning: async (jobId) => {
      const job = await composeServices(env, afterAnswer).jobs.readSnapshot(jobId);
      if (!job || isTerminalJobState(job.state)) return null;
      const { accountId, batchId } = job;
      return { audience: { accountId, batchId }, event: queuedEvent(jobId, job) };
    },
    readRunning: (feed) => readRunning(composeServices(env, afterAnswer).jobs, parseFeedName(feed)),
    createPresenter: ({ presenter, feed, accountId, origin, options }) => {
      const services = composeServices(env, afterAnswer);
      switch (presenter) {
        case "log":
          return (message) => Promise.resolve(message);
        case "native":
          return createEventPresenter(services, accountId, parseFeedName(feed));
        case "render-video": {
          const link = accountLinker(services, origin, accountId);
          return (message) =>
            presentNotification(message, { progress: options.progress ?? false }, link);
        }
      }
    },
  };
}

/**
 * The body of a webhook: at an endpoint in the native API's words, at a job's own callback in those
 * of the dialect the job came through.
 */
export function composeWebhookPresenter(env: Env, services: Services): WebhookPresenter {
  return (event, accountId, recipient) => {
    if (recipient === "endpoint") return Promise.resolve(presentWebhook(event));
    const link = accountLinker(services, publicOrigin(env), accountId);
    switch (event.dialect) {
      case "render-video":
        return presentEnd(event, link);
      case "narrative":
        return presentDelivery(services, event, accountId, link);
      // Their documents know no callback, so their jobs have none.
      case "world-model":
      case "video-jobs":
      case "velocity":
      case "native":
        return Promise.resolve(null);
    }
  };
}

/** Signs links for an account at its link epoch of that moment. */
function accountLinker(services: Services, origin: string, accountId: string) {
  return async (path: string) => {
    const account = await services.accounts.read(accountId);
    return signLink(services, { origin, path, linkEpoch: account?.linkEpoch ?? 0 });
  };
}

/** The feed object of a name such as `job:{id}`. */
function feedNamed(env: Env, name: string): FeedClient {
  return stubOf(env.FEED, name) as unknown as FeedClient;
}

/** Sends a request to an object, for what RPC cannot carry: a WebSocket upgrade. */
export function fetchObject(
  env: Env,
  kind: "POOL" | "FEED",
  name: string,
  request: Request,
): Promise<Response> {
  return stubOf(env[kind], name).fetch(request);
}

function stubOf(namespace: DurableObjectNamespace, name: string) {
  return namespace.get(namespace.idFromName(name));
}

function reportFailure(error: unknown): void {
  console.error({
    message: "work after the answer failed; the sweep repairs it",
    error: describeFailure(error),
  });
}
