import { z } from "zod";
import {
  Dialect,
  JobKind,
  JobPriority,
  JobState,
  TaskStage,
  TaskState,
  Uuid,
} from "#contracts/job.ts";
import { GPU_READINGS_STALE_SECONDS } from "#contracts/limits.ts";
import { NodeCapabilities, Sha256 } from "#contracts/node-protocol.ts";
import { MediaDescription, TaskRequirements } from "#contracts/task.ts";

/** What the native API answers. `convert.ts` makes these; the OpenAPI document shows them. */

const Time = z.iso.datetime().meta({ description: "ISO 8601, UTC." });

export const JobView = z
  .strictObject({
    id: Uuid,
    dialect: Dialect,
    kind: JobKind,
    title: z.string().nullable().meta({ description: "The prompt, or what else it was called." }),
    state: JobState,
    stage: TaskStage.nullable(),
    percent: z.number().min(0).max(100).meta({ description: "Never falls." }),
    priority: JobPriority.meta({ description: "Its place among the account's jobs." }),
    batchId: Uuid.nullable(),
    error: z.strictObject({ code: z.string(), message: z.string().nullable() }).nullable(),
    estimatedSeconds: z.number().meta({
      description: "From submission to end, as it was estimated at submission.",
    }),
    notice: z.string().nullable().meta({
      description: "What its submitter should know: that no enrolled node could ever do it.",
    }),
    createdAt: Time,
    startedAt: Time.nullable(),
    finishedAt: Time.nullable(),
  })
  .meta({ id: "Job" });
export type JobView = z.infer<typeof JobView>;

const SecondsView = z.strictObject({ p50: z.number(), p90: z.number() });

const EstimateView = z.strictObject({
  queuePosition: z.int().nullable().meta({ description: "Null once it has a slot." }),
  startSeconds: SecondsView.nullable().meta({
    description: "Seconds from now; half of all jobs start sooner than p50, nine in ten than p90.",
  }),
  finishSeconds: SecondsView.nullable(),
});

export const JobDetail = JobView.extend({
  estimate: EstimateView.nullable().meta({
    description: "From measured node speeds and the queue; null once it has ended.",
  }),
  outputs: z.array(
    z.strictObject({
      assetId: Uuid,
      name: z.string(),
      contentType: z.string(),
      sizeBytes: z.int(),
      sha256: Sha256,
      contentPath: z.string().meta({ description: "Where its bytes are, for a credential." }),
      url: z.url().nullable().meta({ description: "Signed, good for 7 days; videos and stills." }),
    }),
  ),
  request: z.unknown().meta({ description: "What was asked for, in the dialect's own words." }),
  inputs: z
    .array(z.strictObject({ role: z.string(), assetId: Uuid }))
    .meta({ description: "The account's assets that it is made from." }),
}).meta({ id: "JobDetail" });
export type JobDetail = z.infer<typeof JobDetail>;

export const BatchView = z
  .strictObject({
    id: Uuid,
    dialect: Dialect,
    state: z.enum(["processing", "completed", "partial", "failed"]),
    size: z.int(),
    jobs: z.array(JobView),
    createdAt: Time,
  })
  .meta({ id: "Batch" });
export type BatchView = z.infer<typeof BatchView>;

export const AssetView = z
  .strictObject({
    id: Uuid,
    jobId: Uuid.nullable(),
    name: z.string(),
    contentType: z.string(),
    sizeBytes: z.int(),
    sha256: Sha256,
    media: MediaDescription.nullable(),
    createdAt: Time,
  })
  .meta({ id: "Asset" });
export type AssetView = z.infer<typeof AssetView>;

const WaitingReasonView = z.strictObject({
  code: z.enum([
    "dependencies",
    "back-off",
    "account-running-cap",
    "dialect-running-cap",
    "offered",
    "no-node-online",
    "no-capable-node",
    "nodes-not-taking-work",
    "all-slots-busy",
    "awaits-another-node",
    "node-quarantined",
    "others-first",
    "next",
  ]),
  message: z.string().meta({ description: "What holds the task." }),
  unblockedBy: z.string().meta({ description: "What would let it go on." }),
  until: Time.nullable(),
});

export const TaskWaitingView = z.strictObject({
  taskId: Uuid,
  state: TaskState,
  requirements: TaskRequirements,
  reason: WaitingReasonView.nullable().meta({ description: "Null while the task does not wait." }),
  queuePosition: z.int().nullable().meta({ description: "1 gets the next fitting slot." }),
  capableSlots: z.strictObject({ total: z.int(), free: z.int() }),
  capableNodes: z.strictObject({
    count: z.int(),
    names: z.array(z.string()).nullable().meta({ description: "For operators only." }),
  }),
});
export type TaskWaitingView = z.infer<typeof TaskWaitingView>;

export const WaitingView = z
  .strictObject({ jobId: Uuid, state: JobState, tasks: z.array(TaskWaitingView) })
  .meta({ id: "Waiting" });
export type WaitingView = z.infer<typeof WaitingView>;

export const TicketView = z.strictObject({ ticket: z.string(), expiresAt: Time });

export const AccountView = z
  .strictObject({
    id: Uuid,
    name: z.string(),
    externalSubject: z.string().nullable(),
    limits: z.strictObject({
      weight: z.number(),
      maximumRunningJobs: z.int(),
      maximumQueuedJobs: z.int(),
      renderVideoTokensPerSecond: z.number(),
      worldModelTokensPerSecond: z.number(),
      narrativeTokensPerScene: z.number(),
      videoJobTokens: z.int(),
      videoJobsRunning: z.int(),
      videoJobsQueued: z.int(),
      readsPerMinute: z.int().nullable(),
      writesPerMinute: z.int().nullable(),
      maximumStorageBytes: z.int(),
      jobRetentionDays: z.int(),
      assetRetentionDays: z.int(),
      deliveryRetentionDays: z.int(),
    }),
    balances: z.strictObject({ tokens: z.int(), milliseconds: z.int() }),
    usedStorageBytes: z.int(),
    pool: z.string().meta({ description: "Whose nodes do its work." }),
    monitorPublic: z.boolean(),
    disabled: z.boolean(),
    createdAt: Time,
  })
  .meta({ id: "Account" });
export type AccountView = z.infer<typeof AccountView>;

export const NewAccountView = AccountView.extend({
  webhookSecret: z.string().meta({ description: "Shown only now." }),
}).meta({ id: "NewAccount" });

export const KeyView = z
  .strictObject({
    id: Uuid,
    name: z.string(),
    prefix: z.string(),
    scopes: z.array(z.string()),
    createdAt: Time,
    expiresAt: Time.nullable(),
    revokedAt: Time.nullable(),
    lastUsedAt: Time.nullable(),
  })
  .meta({ id: "ApiKey" });
export type KeyView = z.infer<typeof KeyView>;

export const NewKeyView = z.strictObject({
  id: Uuid,
  name: z.string(),
  prefix: z.string(),
  apiKey: z.string().meta({ description: "Shown only now." }),
});

export const RevokedLinksView = z.strictObject({
  revokedAt: Time.meta({ description: "Links that were signed until then are void." }),
});
export type RevokedLinksView = z.infer<typeof RevokedLinksView>;

const GpuView = z.strictObject({
  slotIndex: z.int().nullable().meta({
    description: "The slot that it is; null for a sliced GPU, which takes no work itself.",
  }),
  deviceUuid: z.string().nullable(),
  name: z.string(),
  utilizationPercent: z.number().nullable(),
  memoryUsedMebibytes: z.int().nullable(),
  memoryMebibytes: z.int().nullable(),
  temperatureCelsius: z.number().nullable(),
  powerWatts: z.number().nullable(),
});

const GpuReadingsView = z
  .strictObject({
    state: z.enum(["none", "untold", "unreadable", "current", "stale"]).meta({
      description: `none: a CPU node. untold: nothing was told yet. unreadable: the driver does not answer the node. stale: told more than ${GPU_READINGS_STALE_SECONDS} s ago.`,
    }),
    toldAt: Time.nullable().meta({ description: "When the edge heard the readings." }),
    gpus: z.array(GpuView),
  })
  .meta({
    description: "The GPUs and MIG slices as last told; null is what the driver does not say.",
  });

export const NodeView = z
  .strictObject({
    id: Uuid,
    name: z.string(),
    pool: z.string(),
    state: z.enum(["active", "draining", "paused", "revoked"]),
    note: z.string().nullable(),
    agentVersion: z.string().nullable(),
    capabilities: NodeCapabilities.nullable(),
    enrolledAt: Time,
    lastHelloAt: Time.nullable(),
    lastHeardAt: Time.nullable(),
    quarantinedUntil: Time.nullable().meta({
      description:
        "It failed again and again what others then did: until then it gets only what no other node online could take. Null when it is not in quarantine; resuming it ends one.",
    }),
    gpuReadings: GpuReadingsView,
    tasks: z.array(
      z.strictObject({
        taskId: Uuid,
        jobId: Uuid,
        kind: z.string(),
        slotIndex: z.int(),
        stage: TaskStage.nullable(),
        leasedAt: Time,
      }),
    ),
  })
  .meta({ id: "Node" });
export type NodeView = z.infer<typeof NodeView>;

const FleetMinuteView = z.strictObject({
  startsAt: Time,
  pool: z.string(),
  starts: z.int().meta({ description: "Leases given." }),
  finishes: z.int().meta({ description: "Tasks done." }),
  failures: z.int().meta({ description: "Attempts that failed or were lost." }),
  busySlotSeconds: z.number(),
  waiting: z.int().nullable().meta({ description: "Tasks that waited for a slot at its end." }),
  slots: z.int().nullable().meta({ description: "Slots of online nodes at its end." }),
});
export type FleetMinuteView = z.infer<typeof FleetMinuteView>;

export const FleetMinutesView = z
  .strictObject({ items: z.array(FleetMinuteView) })
  .meta({ id: "FleetMinutes" });

export const EnrolmentTokenView = z.strictObject({
  enrolmentToken: z.string().meta({ description: "Shown only now." }),
  expiresAt: Time,
});

/** RFC 9457. */
export const Problem = z
  .looseObject({
    type: z.string().meta({ description: "`urn:framefleet:problem:{code}`" }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().meta({ description: "Names this very answer: its request id." }),
    code: z.string(),
    field: z.string().optional().meta({ description: "The field at fault." }),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof Problem>;

/** A page of a list that `cursor` continues. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item), nextCursor: Uuid.nullable() });
}
