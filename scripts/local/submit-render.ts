import { z } from "zod";
import type { LocalDeployment } from "./start-fleet.ts";

const Submitted = z.object({ job_id: z.string() });

type RenderWish = { prompt: string; duration: number; callbackUrl?: string };

/** Asks for a 720p video; answers the job's id. Throws with the edge's words. */
export async function submitRender(
  { origin, apiKey }: LocalDeployment,
  { prompt, duration, callbackUrl }: RenderWish,
): Promise<string> {
  const answer = await fetch(`${origin}/api/v1/render-video`, {
    method: "POST",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({
      prompt,
      resolution: "720p",
      duration,
      format: "mp4",
      callback_url: callbackUrl,
    }),
    signal: AbortSignal.timeout(15_000),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`the job was refused with ${answer.status}: ${text}`);
  return Submitted.parse(JSON.parse(text)).job_id;
}
