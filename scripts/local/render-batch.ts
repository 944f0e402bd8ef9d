import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { LocalDeployment } from "./start-fleet.ts";

const Submitted = z.object({ batch_id: z.string() });
const Batch = z.object({
  status: z.enum(["processing", "complete", "partial", "failed"]),
  jobs: z.array(
    z.object({
      job_id: z.string(),
      status: z.string(),
      message: z.string(),
      progress: z.number(),
      video_url: z.string().nullable(),
      gpu_id: z.number().nullable(),
      prompt: z.string(),
    }),
  ),
});
/** One job of a batch as the world-model dialect tells it. */
type BatchJobStatus = z.infer<typeof Batch>["jobs"][number];

const pollMilliseconds = 300;

/**
 * Submits prompts as one batch and follows it to its end through the world-model dialect.
 * Answers its finished jobs. Throws when one fails, or when the signal aborts.
 */
export async function renderBatch(
  deployment: LocalDeployment,
  prompts: readonly string[],
  show: (jobs: readonly BatchJobStatus[]) => void,
  signal: AbortSignal,
): Promise<BatchJobStatus[]> {
  const { batch_id: batchId } = Submitted.parse(
    await ask(deployment, "/api/video/batch_inference", { prompts }),
  );
  for (;;) {
    signal.throwIfAborted();
    const { status, jobs } = Batch.parse(
      await ask(deployment, `/api/video/batch_status/${batchId}`),
    );
    show(jobs);
    const failed = jobs.find((job) => job.status === "failed");
    if (failed) throw new Error(`${failed.job_id} failed: ${failed.message}`);
    if (status === "complete") return jobs;
    await sleep(pollMilliseconds, null, { signal });
  }
}

async function ask({ origin, apiKey }: LocalDeployment, path: string, body?: object) {
  const answer = await fetch(`${origin}${path}`, {
    method: body ? "POST" : "GET",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(15_000),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text}`);
  return JSON.parse(text) as unknown;
}
