import { z } from "zod";
import { Uuid } from "./job.ts";

/** Names of the objects a task may upload under its epoch's key. */
export const OutputName = z.enum([
  /** The film itself, or the silent clip of one scene. */
  "video",
  /** A real frame of the video. */
  "thumbnail",
  /** A still picture that belongs to the job, whichever of its tasks made it. */
  "image",
  /** What an inspection found, as JSON. */
  "inspection",
  /** A frame that stands for a template. */
  "poster",
  /** Speech of one scene as WAV; absent where nothing is spoken. */
  "speech",
  /** What is known of a finished scene, as JSON: `SceneFacts`. */
  "scene-facts",
  /** What is known of a finished film, as JSON: `FilmFacts`. */
  "film-facts",
  /** All speech of a film on its own time line. */
  "narration",
  "captions-srt",
  "captions-vtt",
]);
export type OutputName = z.infer<typeof OutputName>;

const InputRole = z.enum([
  "initial-image",
  "end-frame",
  "reference-image",
  "template",
  "audio",
  "replacement-image",
  "replacement-video",
  "scene-video",
  "scene-speech",
  "scene-facts",
]);

const place = {
  /** What it is for. */
  role: InputRole,
  /** Which scene of a film it belongs to, counted from 0. */
  scene: z.int().min(0).max(99).optional(),
};

/** What a task needs beside its parameters; the node fetches it by its place in `inputs`. */
export const TaskInput = z.strictObject({
  ...place,
  assetId: Uuid,
  contentType: z.string().max(100),
  sizeBytes: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type TaskInput = z.infer<typeof TaskInput>;

/**
 * An input that another task of the job is still to make. When this task is leased it has become a
 * TaskInput, or is left out because that task made no such output.
 */
const AwaitedInput = z.strictObject({ ...place, taskId: Uuid, output: OutputName });

/** An input as a plan names it. */
export const PlannedInput = z.union([TaskInput, AwaitedInput]);
export type PlannedInput = z.infer<typeof PlannedInput>;
