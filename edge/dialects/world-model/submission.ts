import { z } from "zod";
import type { Account } from "../../domain/accounts/account-store.ts";
import type { FailureReason } from "../../domain/jobs/job.ts";
import type { SubmitJob } from "../../domain/jobs/submit-job.ts";
import { chooseModels, describeLack } from "../../domain/models/choose-models.ts";
import { PROCEDURAL_MODEL } from "../../domain/models/model-catalogue.ts";
import type { Services } from "../../domain/services.ts";

/** Document 001 lets a client choose nothing but the prompt. */
const VIDEO = {
  width: 1280,
  height: 720,
  framesPerSecond: 30,
  durationSeconds: 5,
  container: "mp4",
} as const;

/** The catalogue key of the model that the document is about. */
const MODEL = "COSMOS";

/** Who makes the videos of a request; `lack`: why nobody can. */
export type Maker = { model: string; lack: FailureReason | null };

/** What is kept of a request, for the answers about its job. */
export const StoredRequest = z.object({
  prompt: z.string(),
  /** True: the embedded model stands in, for want of a node. */
  procedural: z.boolean().default(false),
});

/** Chooses who serves the document's model now. */
export async function chooseMaker(services: Services, { pool }: Account): Promise<Maker> {
  const wish = { taskKind: "generate-video", wanted: [MODEL] } as const;
  const chosen = await chooseModels(services, pool, wish);
  const model = "choices" in chosen ? chosen.choices[0]?.model : null;
  return { model: model ?? MODEL, lack: describeLack(chosen) };
}

/** A prompt as the job it becomes. */
export function jobOfPrompt(prompt: string, { model }: Maker): Pick<SubmitJob, "request" | "work"> {
  return {
    request: { prompt, ...(model === PROCEDURAL_MODEL && { procedural: true }) },
    work: { kind: "generate-video", parameters: { ...VIDEO, model, prompt } },
  };
}

/** What every submission of this dialect has in common. */
export function submissionOf(account: Account, { lack }: Maker) {
  return {
    account,
    failsAtOnce: lack,
    dialect: "world-model",
    price: {
      currency: "tokens",
      amount: Math.ceil(VIDEO.durationSeconds * account.limits.worldModelTokensPerSecond),
    },
  } as const;
}
