import { z } from "zod";
import { AssembleFilmParameters, RenderSceneParameters } from "./film.ts";
import { PlannedInput, TaskInput } from "./task-inputs.ts";
import {
  InspectAudioParameters,
  InspectTemplateParameters,
  RenderTemplateParameters,
} from "./template.ts";

export const VideoContainer = z.enum(["mp4", "webm", "mov", "avi"]);
export type VideoContainer = z.infer<typeof VideoContainer>;

/** Canonical parameters of a `generate-video` task: prompt → one video and one thumbnail. */
export const GenerateVideoParameters = z.strictObject({
  prompt: z.string().min(1).max(4000),
  seed: z.int().min(0).max(0xffff_ffff),
  width: z.int().min(16).max(8192),
  height: z.int().min(16).max(8192),
  framesPerSecond: z.int().min(1).max(120),
  durationSeconds: z.number().positive().max(120),
  container: VideoContainer,
  /** Catalogue key of the model; `procedural` is the embedded one. */
  model: z.string().min(1).max(100),
  /** True: an audio track that fits the scene. */
  audio: z.boolean().optional(),
});
export type GenerateVideoParameters = z.infer<typeof GenerateVideoParameters>;

/**
 * A tagged union over task kinds, with inputs as a lease or as a plan has them.
 *
 * | kind | inputs |
 * | --- | --- |
 * | `generate-video` | at most one initial image, one end frame, three reference images |
 * | `inspect-template`, `inspect-audio` | the file |
 * | `render-template` | the template, audio, replacements |
 * | `render-scene` | none |
 * | `assemble-film` | what its scenes made |
 */
function specsWith<Input extends z.ZodType>(input: Input) {
  const inputs = z.array(input).max(200).optional();
  return z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("generate-video"),
      parameters: GenerateVideoParameters,
      inputs,
    }),
    z.strictObject({
      kind: z.literal("inspect-template"),
      parameters: InspectTemplateParameters,
      inputs,
    }),
    z.strictObject({
      kind: z.literal("inspect-audio"),
      parameters: InspectAudioParameters,
      inputs,
    }),
    z.strictObject({
      kind: z.literal("render-template"),
      parameters: RenderTemplateParameters,
      inputs,
    }),
    z.strictObject({ kind: z.literal("render-scene"), parameters: RenderSceneParameters, inputs }),
    z.strictObject({
      kind: z.literal("assemble-film"),
      parameters: AssembleFilmParameters,
      inputs,
    }),
  ]);
}

/** What a node is asked to do. */
export const TaskSpec = specsWith(TaskInput);
export type TaskSpec = z.infer<typeof TaskSpec>;

/** The same before the tasks are done that it depends on. */
export const PlannedTaskSpec = specsWith(PlannedInput);
export type PlannedTaskSpec = z.infer<typeof PlannedTaskSpec>;

/** What a node must have proved before it is offered a task. */
export const TaskRequirements = z.strictObject({
  /** Task kind, named so that an older agent is never offered a kind it does not know. */
  kind: z.string(),
  /** Catalogue key of the model, when the task needs one. */
  model: z.string().optional(),
  /** Further keys, where the task needs several models at once. */
  models: z.array(z.string()).max(10).optional(),
  /** Software or hardware codec family that must have opened on the node. */
  codec: z.enum(["h264", "h265", "av1", "vp9", "mpeg4"]).optional(),
  /** Memory of the slot's device (GPU memory, or system memory of a CPU slot), in MiB. */
  memoryMebibytes: z.int().min(0).optional(),
});
export type TaskRequirements = z.infer<typeof TaskRequirements>;

/** What probing the finished video said; the node checks it against what was asked. */
export const MediaDescription = z.strictObject({
  container: VideoContainer,
  videoCodec: z.string().max(40),
  width: z.int().positive(),
  height: z.int().positive(),
  durationSeconds: z.number().positive(),
  framesPerSecond: z.number().positive(),
  hasAudio: z.boolean(),
});
export type MediaDescription = z.infer<typeof MediaDescription>;

/** Facts about the work that settle with the task. */
export const TaskResult = z.strictObject({
  media: MediaDescription.optional(),
  /** Which model really made it: `procedural` is always said. */
  model: z.string().max(100),
  encoder: z.string().max(60).optional(),
  seed: z.int().min(0).optional(),
  /** Node time spent on the task, in milliseconds, by the node's monotonic clock. */
  renderMilliseconds: z.int().min(0),
});
export type TaskResult = z.infer<typeof TaskResult>;
