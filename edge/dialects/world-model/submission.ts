import type { Account } from "../../domain/accounts/account-store.ts";
import type { SubmitJob } from "../../domain/jobs/submit-job.ts";

/** Document 001 lets a client choose nothing but the prompt. */
const VIDEO = {
  width: 1280,
  height: 720,
  framesPerSecond: 30,
  durationSeconds: 5,
  container: "mp4",
  model: "procedural",
} as const;

/** A prompt as the job it becomes. */
export function jobOfPrompt(prompt: string): Pick<SubmitJob, "request" | "work"> {
  return {
    request: { prompt },
    work: { kind: "generate-video", parameters: { ...VIDEO, prompt } },
  };
}

/** What every submission of this dialect has in common. */
export function submissionOf(account: Account) {
  return {
    account,
    dialect: "world-model",
    price: {
      currency: "tokens",
      amount: Math.ceil(VIDEO.durationSeconds * account.limits.worldModelTokensPerSecond),
    },
  } as const;
}
