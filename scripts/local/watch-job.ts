import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { LocalDeployment } from "./start-fleet.ts";

const Message = z.object({
  type: z.string(),
  job_id: z.string().nullish(),
  percent: z.number().nullish(),
  stage: z.string().nullish(),
});
const Status = z.object({
  status: z.enum(["queued", "processing", "completed", "failed", "cancelled"]),
  progress: z.number().nullish(),
  video_url: z.string().nullish(),
  thumbnail_url: z.string().nullish(),
  message: z.string().nullish(),
  error: z.string().nullish(),
});

/** A job's status as the render-video dialect tells it. */
export type JobStatus = z.infer<typeof Status>;

const pollMilliseconds = 1000;

/**
 * Follows a job to its end: the WebSocket for what happens at once, polling for the truth.
 * Answers the address of the video. Throws when the job fails, or when the signal aborts.
 */
export async function watchJob(
  deployment: LocalDeployment,
  jobId: string,
  show: (percent: number, stage: string) => void,
  signal: AbortSignal,
): Promise<string> {
  let wake: () => void = () => undefined;
  let stage = "queued";
  const socket = new WebSocket(`${deployment.origin.replace(/^http/, "ws")}/notifications`);
  socket.addEventListener("open", () =>
    socket.send(JSON.stringify({ type: "subscribe", api_key: deployment.apiKey, progress: true })),
  );
  socket.addEventListener("message", ({ data }) => {
    const message = readMessage(String(data));
    if (message?.job_id !== jobId) return;
    if (message.stage) stage = message.stage;
    if (typeof message.percent === "number") show(message.percent, stage);
    if (message.type === "job_complete" || message.type === "error") wake();
  });

  try {
    for (;;) {
      signal.throwIfAborted();
      const job = await readStatus(deployment, jobId);
      if (job.status === "completed" && job.video_url) {
        show(100, "completed");
        return job.video_url;
      }
      if (job.status === "failed" || job.status === "cancelled") {
        throw new Error(`the job ended ${job.status}: ${job.message ?? job.error ?? "no reason"}`);
      }
      show(job.progress ?? 0, job.status === "queued" ? "queued" : stage);
      const woken = new Promise<void>((resolve) => (wake = resolve));
      await Promise.race([woken, sleep(pollMilliseconds, null, { signal })]);
    }
  } finally {
    socket.close();
  }
}

function readMessage(text: string): z.infer<typeof Message> | undefined {
  try {
    return Message.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Reads a job's status. Throws with the edge's words when it does not answer with one. */
export async function readStatus(
  { origin, apiKey }: Pick<LocalDeployment, "origin" | "apiKey">,
  jobId: string,
): Promise<JobStatus> {
  const answer = await fetch(`${origin}/api/v1/render-video/${jobId}`, {
    headers: { authorization: `Bearer ${apiKey}` },
    signal: AbortSignal.timeout(15_000),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the job's status answered ${answer.status}: ${text}`);
  return Status.parse(JSON.parse(text));
}
