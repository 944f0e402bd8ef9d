import { z } from "zod";
import { Uuid } from "#contracts/job.ts";

/** What document 001 answers; `convert.ts` and the routes make these. */

export const SingleSubmission = z
  .strictObject({ job_id: Uuid, message: z.string() })
  .meta({ id: "WorldModelSubmission" });
export type SingleSubmission = z.infer<typeof SingleSubmission>;

export const BatchSubmission = z
  .strictObject({ batch_id: Uuid, message: z.string() })
  .meta({ id: "WorldModelBatchSubmission" });
export type BatchSubmission = z.infer<typeof BatchSubmission>;

const statusFields = {
  status: z.enum(["pending", "generating", "processing", "complete", "failed"]),
  message: z.string(),
  progress: z.int().min(0).max(100).meta({ description: "Percent; it never falls." }),
  video_url: z
    .string()
    .nullable()
    .meta({ description: "Path of the finished video, signed, good for 7 days." }),
};

export const VideoStatus = z
  .strictObject({ job_id: Uuid, ...statusFields })
  .meta({ id: "WorldModelVideoStatus" });
export type VideoStatus = z.infer<typeof VideoStatus>;

const BatchJobStatus = z
  .strictObject({
    job_id: z.string().regex(/^job_[0-7]$/),
    ...statusFields,
    gpu_id: z.int().nullable().meta({ description: "The GPU on its node, once it has one." }),
    prompt: z.string(),
  })
  .meta({ id: "WorldModelBatchJob" });
export type BatchJobStatus = z.infer<typeof BatchJobStatus>;

const counts = {
  total: z.int().min(0).max(8),
  completed: z.int().min(0),
  failed: z.int().min(0),
  message: z.string(),
};

export const BatchStatus = z
  .strictObject({
    batch_id: Uuid,
    status: z.enum(["processing", "complete", "partial", "failed"]),
    ...counts,
    jobs: z.array(BatchJobStatus),
  })
  .meta({ id: "WorldModelBatchStatus" });
export type BatchStatus = z.infer<typeof BatchStatus>;

/** The document has a status word for a batch that is not there. */
export const NoBatch = z
  .strictObject({
    batch_id: z.string().meta({ description: "As it was asked for." }),
    status: z.literal("not_found"),
    ...counts,
    jobs: z.array(z.never()).max(0),
    detail: z.string(),
  })
  .meta({ id: "WorldModelNoBatch" });
export type NoBatch = z.infer<typeof NoBatch>;

const seq = z.int().min(0).meta({ description: "Reconnect with it as `after`." });
export const VideoStatusMessage = VideoStatus.extend({ seq }).meta({
  id: "WorldModelVideoStatusMessage",
});
export const BatchStatusMessage = BatchStatus.extend({ seq }).meta({
  id: "WorldModelBatchStatusMessage",
});

export const PromptParametersView = z
  .strictObject({
    time: z.string(),
    scene: z.string(),
    weather: z.string(),
    season: z.string(),
    sky: z.string(),
    colors: z.array(z.string()),
    mood: z.array(z.string()),
    subjects: z.array(z.string()),
    camera: z.string(),
    style: z.string(),
    excluded: z.array(z.string()),
  })
  .partial()
  .meta({ id: "WorldModelParameters", description: "What the prompt says, and nothing else." });

const answerSource = {
  source: z
    .string()
    .meta({ description: "`embedded`, or the name of the language model that wrote the answer." }),
  fallback_reason: z.string().nullable().meta({
    description: "Why the embedded tuner stood in for the language model; null when it did not.",
  }),
};
export type AnswerSource = { source: string; fallback_reason: string | null };

export const InitializedPrompt = z
  .strictObject({
    parameters: PromptParametersView,
    prompt: z.string(),
    changes: z.array(z.string()),
  })
  .meta({ id: "WorldModelInitializedPrompt" });
export type InitializedPrompt = z.infer<typeof InitializedPrompt>;

export const UpdatedPrompt = InitializedPrompt.extend({
  notes: z.array(z.string()).meta({ description: "What was not done, and why." }),
  ...answerSource,
}).meta({ id: "WorldModelUpdatedPrompt" });
export type UpdatedPrompt = z.infer<typeof UpdatedPrompt>;

export const EnhancedPrompt = z
  .strictObject({ original_prompt: z.string(), enhanced_prompt: z.string(), ...answerSource })
  .meta({ id: "WorldModelEnhancedPrompt" });
export type EnhancedPrompt = z.infer<typeof EnhancedPrompt>;

export const PromptVariationsView = z
  .strictObject({
    prompts: z.array(z.string()),
    selected_indices: z.array(z.int().min(0)),
    ...answerSource,
  })
  .meta({ id: "WorldModelVariations" });
export type PromptVariationsView = z.infer<typeof PromptVariationsView>;

export const PromptHistory = z
  .strictObject({
    history: z.array(
      z.strictObject({
        prompt: z.string(),
        parameters: PromptParametersView,
        description: z.string(),
      }),
    ),
  })
  .meta({ id: "WorldModelHistory" });
export type PromptHistory = z.infer<typeof PromptHistory>;

export const WorldModelError = z
  .strictObject({ detail: z.string() })
  .meta({ id: "WorldModelError" });
export type WorldModelError = z.infer<typeof WorldModelError>;
