import { z } from "zod";
import { Sha256 } from "#contracts/node-protocol.ts";
import { MediaDescription, TaskSpec } from "#contracts/task.ts";
import { OutputName } from "#contracts/task-inputs.ts";
import { ModelCall, ModelOutcome } from "../models/remote/model-call.ts";

/** What the agent tells a task child, once, right after the fork. */
export const StartMessage = z.strictObject({
  type: z.literal("start"),
  spec: TaskSpec,
  workDirectory: z.string(),
  /** Files of the task's inputs, in their order. */
  inputPaths: z.array(z.string()).max(200).default([]),
  /** A better encoder than the container's default one; ignored where it does not fit. */
  encoder: z.string().optional(),
  threads: z.int().optional(),
  /** True on a developer's machine alone: addresses of users may name the loopback. */
  allowsLoopback: z.boolean().default(false),
});
export type StartMessage = z.input<typeof StartMessage>;

/** A finished file in the work directory. */
export const ProducedOutput = z.object({
  name: OutputName,
  path: z.string(),
  contentType: z.string().max(100),
  sizeBytes: z.int().min(1),
  sha256: Sha256,
});
export type ProducedOutput = z.infer<typeof ProducedOutput>;

/** What the agent tells a task child after the start: how its calls of model servers go. */
export const AgentMessage = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("model-progress"),
    callNumber: z.int(),
    percent: z.number(),
    message: z.string(),
  }),
  z.object({ type: z.literal("model-answer"), callNumber: z.int(), outcome: ModelOutcome }),
]);
export type AgentMessage = z.infer<typeof AgentMessage>;

/** What a task child tells the agent. `finished` and `failed` are its last words. */
export const ChildMessage = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("progress"),
    stage: z.enum(["preparing", "generating", "encoding", "verifying"]),
    /** 0 to 100 over the whole work of the child. */
    percent: z.number(),
    message: z.string().optional(),
  }),
  z.object({
    type: z.literal("model-call"),
    callNumber: z.int().min(1).max(1000),
    call: ModelCall,
  }),
  z.object({
    type: z.literal("finished"),
    outputs: z.array(ProducedOutput).min(1).max(10),
    media: MediaDescription.optional(),
    model: z.string().max(100),
    encoder: z.string().max(60).optional(),
    seed: z.int().min(0).optional(),
  }),
  z.object({
    type: z.literal("failed"),
    code: z.string().max(60),
    message: z.string(),
    retryable: z.boolean(),
  }),
]);
export type ChildMessage = z.infer<typeof ChildMessage>;
