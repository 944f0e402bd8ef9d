import type { AccountStore } from "./accounts/account-store.ts";
import type { AssetStore } from "./assets/asset-store.ts";
import type { AudioStore } from "./audio/audio-store.ts";
import type { AuditLog } from "./audit/audit-log.ts";
import type { BatchStore } from "./batches/batch-store.ts";
import type { CampaignStore } from "./campaigns/campaign-store.ts";
import type { ObjectStorage } from "./assets/object-storage.ts";
import type { FleetForecasts } from "./estimates/fleet-forecasts.ts";
import type { SpeedStore } from "./estimates/speed-store.ts";
import type { FleetMinuteStore } from "./fleet/fleet-minute-store.ts";
import type { Pools } from "./dispatch/pool-client.ts";
import type { JobStore, OutboxStore } from "./jobs/job-store.ts";
import type { CreatedJobs } from "./outbox/tell-jobs-created.ts";
import type { FilmPlanner } from "./films/film-plan.ts";
import type { ModelCatalogue } from "./models/model-catalogue.ts";
import type { MonitorStore } from "./monitor/monitor-store.ts";
import type { NodeStore } from "./nodes/node-store.ts";
import type {
  Clock,
  Feeds,
  JobsMessage,
  MessageQueue,
  Pause,
  Random,
  WebhooksMessage,
} from "./ports.ts";
import type { PromptTuner } from "./prompts/prompt-tuner.ts";
import type { PromptSessionStore } from "./prompts/sessions/prompt-session-store.ts";
import type { RenderStore } from "./renders/render-store.ts";
import type { RetentionStore } from "./retention/retention-store.ts";
import type { TaskOutputStore, TaskStore } from "./tasks/task-store.ts";
import type { TemplateStore } from "./templates/template-store.ts";
import type { TicketStore } from "./tickets/ticket-store.ts";
import type { UploadStore } from "./uploads/upload-store.ts";
import type { DeliveryStore } from "./webhooks/delivery-store.ts";
import type { WebhookEndpointStore } from "./webhooks/endpoint-store.ts";
import type { WebhookSender } from "./webhooks/webhook-sender.ts";
import type { Secrets } from "./accounts/secrets.ts";

/** How the deployment is set up; parsed once from the environment. */
export type DeploymentSettings = {
  /** True on a developer's machine: loopback callbacks are allowed. */
  local: boolean;
  /** True: the embedded models serve catalogue keys that no node offers, and say so. */
  proceduralFallback: boolean;
  leaseSeconds: number;
  /** Below the minimum an agent takes no work; below the recommended one it warns. */
  agentVersions: { minimumAgentVersion: string; recommendedAgentVersion: string };
  /** How many default pools new accounts and nodes are spread over. */
  poolShards: number;
  /** What the times of webhooks are multiplied with; 1 but on a developer's machine. */
  webhookTimeFactor: number;
};

/** Everything domain verbs need, bound once in `composition.ts`. */
export type Services = {
  settings: DeploymentSettings;
  clock: Clock;
  random: Random;
  secrets: Secrets;
  accounts: AccountStore;
  assets: AssetStore;
  audio: AudioStore;
  audit: AuditLog;
  batches: BatchStore;
  campaigns: CampaignStore;
  deliveries: DeliveryStore;
  feeds: Feeds;
  fleetMinutes: FleetMinuteStore;
  /** Looks at the fleet that this isolate's requests share. */
  forecasts: FleetForecasts;
  filmPlanner: FilmPlanner;
  /** New jobs that this isolate's requests tell together. */
  createdJobs: CreatedJobs;
  jobs: JobStore;
  jobsQueue: MessageQueue<JobsMessage>;
  models: ModelCatalogue;
  monitor: MonitorStore;
  nodes: NodeStore;
  objects: ObjectStorage;
  outbox: OutboxStore;
  pause: Pause;
  pools: Pools;
  promptSessions: PromptSessionStore;
  promptTuner: PromptTuner;
  renders: RenderStore;
  speeds: SpeedStore;
  retention: RetentionStore;
  taskOutputs: TaskOutputStore;
  tasks: TaskStore;
  templates: TemplateStore;
  tickets: TicketStore;
  uploads: UploadStore;
  webhookEndpoints: WebhookEndpointStore;
  webhookSender: WebhookSender;
  webhooksQueue: MessageQueue<WebhooksMessage>;
  /** Runs work after the answer was sent; its failure is logged and repaired by the sweep. */
  afterAnswer(work: Promise<unknown>): void;
};
