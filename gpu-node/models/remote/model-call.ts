import { z } from "zod";

/** A file in the task's work directory, by its name there. */
const FileName = z.string().regex(/^\w[\w.-]{0,99}$/);

const CallImage = z.strictObject({
  role: z.enum(["initial-image", "end-frame", "reference-image"]),
  /** A PNG. */
  file: FileName,
});
export type CallImage = z.infer<typeof CallImage>;

const model = z.string().min(1).max(100);
const seed = z.int().min(0).max(0xffff_ffff);
const side = z.int().min(16).max(8192);

/** What a task child asks of a model server: the agent holds the keys and does the talking. */
export const ModelCall = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("video"),
    model,
    prompt: z.string().max(8000),
    seed,
    width: side,
    height: side,
    framesPerSecond: z.number().positive().max(120),
    durationSeconds: z.number().positive().max(600),
    /** The least that will do, where the model cannot make all of it. */
    leastSeconds: z.number().positive().max(600),
    audio: z.boolean(),
    images: z.array(CallImage).max(5),
  }),
  z.strictObject({
    kind: z.literal("image"),
    model,
    prompt: z.string().max(8000),
    seed,
    width: side,
    height: side,
  }),
  z.strictObject({
    kind: z.literal("speech"),
    model,
    text: z.string().min(1).max(4000),
    speaker: z.string().min(1).max(100),
    pace: z.number().min(0.25).max(4),
  }),
]);
export type ModelCall = z.infer<typeof ModelCall>;

/** What came of a call. */
export const ModelOutcome = z.discriminatedUnion("type", [
  z.object({ type: z.literal("made"), file: FileName, provider: z.string() }),
  z.object({ type: z.literal("failed"), code: z.string(), message: z.string() }),
]);
export type ModelOutcome = z.infer<typeof ModelOutcome>;

export interface ModelProgress {
  /** 0 to 100; an estimate where the message says so. */
  readonly percent: number;
  readonly message: string;
}

/** How a task reaches the model servers. Throws TaskError. */
export type CallModel = (
  call: ModelCall,
  onProgress: (progress: ModelProgress) => void,
) => Promise<{ file: string; provider: string }>;
