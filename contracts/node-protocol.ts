import { z } from "zod";
import { TaskStage, Uuid } from "./job.ts";
import { TaskResult, TaskSpec } from "./task.ts";
import { GpuReadings } from "./gpu-readings.ts";
import { OutputName } from "./task-inputs.ts";

/**
 * What a GPU node and the edge say to each other, over HTTPS below `/node/v1` and over one
 * control WebSocket. Every request but enrolment carries `Authorization: Bearer <nodeToken>`.
 *
 * | call | body → answer |
 * | --- | --- |
 * | `POST /node/v1/enrol` | EnrolRequest → EnrolResponse (401 for a used or expired token) |
 * | `POST /node/v1/hello` | HelloRequest → HelloResponse; at start, on reconnect and when capabilities change |
 * | `GET /node/v1/connect` | WebSocket; `ping` is answered `pong`; the edge sends ControlMessage, the node NodeMessage |
 * | `POST /node/v1/leases` | LeaseRequest → Lease, or 204 when there is nothing (within `waitSeconds`) |
 * | `POST /node/v1/leases/{leaseId}/progress` | ProgressReport → ProgressAnswer |
 * | `GET /node/v1/leases/{leaseId}/inputs/{index}` | → the bytes of the task's input at that place, only while the lease is held |
 * | `PUT /node/v1/leases/{leaseId}/outputs/{name}` | bytes (needs Content-Length, x-content-sha256) → OutputReceipt |
 * | `POST /node/v1/leases/{leaseId}/outputs/{name}/upload` | UploadRequest → UploadSession (also resumes one) |
 * | `PUT /node/v1/leases/{leaseId}/outputs/{name}/upload/{partNumber}` | bytes (x-content-sha256) → 204 |
 * | `POST /node/v1/leases/{leaseId}/outputs/{name}/upload/complete` | {} → OutputReceipt |
 * | `POST /node/v1/leases/{leaseId}/complete` | CompleteRequest → SettleAnswer |
 * | `POST /node/v1/leases/{leaseId}/fail` | FailRequest → SettleAnswer |
 *
 * A lease that is no longer the node's answers 409 `{ "code": "lease-lost" }`: the node drops the
 * work. Any other 4xx is final for that call; 5xx, 429 and network errors may be sent again.
 */
export const NODE_API_PATH = "/node/v1";

export const EncoderCapability = z.strictObject({
  /** FFmpeg name, for example `libx264` or `h264_nvenc`. */
  name: z.string().max(60),
  codec: z.enum(["h264", "h265", "av1", "vp9", "mpeg4"]),
  hardware: z.boolean(),
});
export type EncoderCapability = z.infer<typeof EncoderCapability>;

/** One unit of work at a time: a GPU, a MIG slice, or a configured CPU slot. */
export const SlotDescription = z.strictObject({
  index: z.int().min(0).max(255),
  kind: z.enum(["gpu", "cpu"]),
  name: z.string().max(120),
  /** GPU or MIG UUID; null for a CPU slot. */
  deviceUuid: z.string().max(120).nullable(),
  memoryMebibytes: z.int().min(0),
});
export type SlotDescription = z.infer<typeof SlotDescription>;

/** A model of the node for which a slot's GPU must have this much memory. */
export const ModelMemory = z.strictObject({
  model: z.string().max(100),
  gpuMemoryMebibytes: z.int().min(1),
});
export type ModelMemory = z.infer<typeof ModelMemory>;

/** What the node has proved by trying. */
export const NodeCapabilities = z.strictObject({
  taskKinds: z.array(z.string().max(60)).max(50),
  models: z.array(z.string().max(100)).max(200),
  /** Those that need a GPU; absent where none does, as in older agents. */
  modelMemory: z.array(ModelMemory).max(200).optional(),
  encoders: z.array(EncoderCapability).max(50),
  /** FFmpeg names of the audio encoders that opened; absent in agents that make no sound. */
  audioEncoders: z.array(z.string().max(60)).max(20).optional(),
  slots: z.array(SlotDescription).min(1).max(256),
  driverVersion: z.string().max(60).nullable(),
  cpuCores: z.int().min(1),
  memoryMebibytes: z.int().min(1),
});
export type NodeCapabilities = z.infer<typeof NodeCapabilities>;

export const EnrolRequest = z.strictObject({
  enrolmentToken: z.string().min(10).max(200),
  name: z.string().min(1).max(100),
  agentVersion: z.string().max(40),
});
export type EnrolRequest = z.infer<typeof EnrolRequest>;

export const EnrolResponse = z.object({ nodeId: Uuid, nodeToken: z.string() });
export type EnrolResponse = z.infer<typeof EnrolResponse>;

export const HelloRequest = z.strictObject({
  /** A fresh id for each agent process: leases of an earlier process are lost work. */
  instanceId: Uuid,
  agentVersion: z.string().max(40),
  capabilities: NodeCapabilities,
  /** Leases this process still works on. */
  leaseIds: z.array(Uuid).max(256),
  draining: z.boolean(),
});
export type HelloRequest = z.infer<typeof HelloRequest>;

/** Also in every answer: the headers `x-minimum-agent-version` and `x-recommended-agent-version`. */
const versions = {
  minimumAgentVersion: z.string(),
  recommendedAgentVersion: z.string(),
};

export const HelloResponse = z.object({
  ...versions,
  state: z.enum(["active", "draining", "paused"]),
  /** Leases of the request that are not the node's any more: drop that work. */
  lostLeaseIds: z.array(Uuid),
  heartbeatSeconds: z.number(),
  leaseSeconds: z.number(),
  /** How often the node tells its GPUs' readings; absent in an edge that does not take them. */
  gpuReadingsSeconds: z.number().positive().optional(),
});
export type HelloResponse = z.infer<typeof HelloResponse>;

export const LeaseRequest = z.strictObject({
  slotIndex: z.int().min(0).max(255),
  /** How long to wait for work, 0–25 s. */
  waitSeconds: z.number().min(0).max(25).default(0),
  /** The asking process, as its hello named it: nothing is granted to one that is gone. */
  instanceId: Uuid.optional(),
  /** As NodeMessage has them, from a node without a control socket. */
  gpus: GpuReadings.optional(),
});
export type LeaseRequest = z.infer<typeof LeaseRequest>;

export const Lease = z.object({
  ...versions,
  leaseId: Uuid,
  taskId: Uuid,
  jobId: Uuid,
  epoch: z.int().min(1),
  slotIndex: z.int(),
  spec: TaskSpec,
  /** The lease ends this long after the edge last heard from the node. */
  leaseSeconds: z.number(),
  /** The node must report progress at least this often. */
  progressSeconds: z.number(),
  /** The task is given up this long after it was leased, whatever is reported. */
  deadlineSeconds: z.number(),
  /** Sum of the sizes of all outputs at most. */
  maximumOutputBytes: z.int(),
  /** Output larger than this goes in parts of `partSizeBytes`. */
  singleUploadBytes: z.int(),
  partSizeBytes: z.int(),
  traceparent: z.string().optional(),
});
export type Lease = z.infer<typeof Lease>;

const LogLine = z.strictObject({
  level: z.enum(["debug", "info", "warning", "error"]),
  message: z.string().max(2000),
});

export const ProgressReport = z.strictObject({
  /** Rises by one with each report of the lease; a repeated one changes nothing. */
  reportNumber: z.int().min(1),
  stage: TaskStage,
  percent: z.number().min(0).max(100),
  message: z.string().max(500).optional(),
  logs: z.array(LogLine).max(50).default([]),
});
export type ProgressReport = z.infer<typeof ProgressReport>;

export const ProgressAnswer = z.object({
  ...versions,
  /** True: stop the work, then call `fail` with reason `cancelled`. */
  cancel: z.boolean(),
  /** When the next report of mere progress is welcome: soon while somebody listens. */
  nextReportSeconds: z.number().positive().optional(),
});
export type ProgressAnswer = z.infer<typeof ProgressAnswer>;

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const OutputReceipt = z.object({
  name: OutputName,
  sizeBytes: z.int(),
  sha256: Sha256,
});
export type OutputReceipt = z.infer<typeof OutputReceipt>;

export const UploadRequest = z.strictObject({
  contentType: z.string().max(100),
  sizeBytes: z.int().min(1),
  sha256: Sha256,
});
export type UploadRequest = z.infer<typeof UploadRequest>;

export const UploadSession = z.object({
  partSizeBytes: z.int(),
  partCount: z.int(),
  /** Part numbers (from 1) that the edge already has. */
  receivedParts: z.array(z.int()),
});
export type UploadSession = z.infer<typeof UploadSession>;

export const CompleteRequest = z.strictObject({
  result: TaskResult,
  /** Every output by name with the digest the node computed; each must have been uploaded. */
  outputs: z
    .array(z.strictObject({ name: OutputName, sizeBytes: z.int(), sha256: Sha256 }))
    .min(1)
    .max(10),
});
export type CompleteRequest = z.infer<typeof CompleteRequest>;

export const FailRequest = z.strictObject({
  /**
   * `error`: the task failed on this node (counts as an attempt); `infrastructure`: the node could
   * not do its work; `drain`: handed back unfinished; `cancelled`: stopped because the edge said so.
   */
  reason: z.enum(["error", "infrastructure", "drain", "cancelled"]),
  code: z.string().max(60),
  message: z.string().max(1000),
  /** False: no other node would do better, for example a prompt the model refuses. */
  retryable: z.boolean().default(true),
  renderMilliseconds: z.int().min(0).default(0),
});
export type FailRequest = z.infer<typeof FailRequest>;

/** What a terminal call led to; the same call again gets the same answer. */
export const SettleAnswer = z.object({
  taskState: z.enum(["done", "ready", "failed", "cancelled"]),
});
export type SettleAnswer = z.infer<typeof SettleAnswer>;

/** What the edge says on the control socket. Unknown types are ignored by older agents. */
export const ControlMessage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("offer"), taskId: Uuid, slotIndex: z.int() }),
  z.object({ type: z.literal("cancel"), leaseId: Uuid }),
  z.object({ type: z.literal("lease-lost"), leaseId: Uuid }),
  z.object({ type: z.literal("drain") }),
  z.object({ type: z.literal("resume") }),
]);
export type ControlMessage = z.infer<typeof ControlMessage>;

/**
 * What a node says on the control socket beside its heartbeats. Only to an edge whose hello asked
 * for it; unknown types are passed over.
 */
export const NodeMessage = z.discriminatedUnion("type", [
  /** How the node's GPUs are now; none: the driver does not say. */
  z.strictObject({ type: z.literal("gpus"), gpus: GpuReadings }),
]);
export type NodeMessage = z.infer<typeof NodeMessage>;

export const HEARTBEAT_REQUEST = "ping";
export const HEARTBEAT_RESPONSE = "pong";

/** Error body of every refused node call. */
export const NodeError = z.object({ code: z.string(), message: z.string() });
export type NodeError = z.infer<typeof NodeError>;
