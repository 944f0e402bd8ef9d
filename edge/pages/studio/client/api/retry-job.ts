import { readJob, type JobDetail, type JobView } from "./jobs.ts";
import type { Api } from "./request.ts";

type Fields = Record<string, unknown>;

/** Whether a job can be sent again as it was. What was checked once and found good stays so. */
export function canRetry({ kind, state }: JobView): boolean {
  const isCheck = kind === "inspect-template" || kind === "inspect-audio";
  return !isCheck || state !== "completed";
}

/** Sends a job's request again through the dialect it came by; what it was made from goes along. */
export async function retryJob(api: Api, id: string): Promise<void> {
  const job = await readJob(api, id);
  const { path, body } = requestOf(job);
  const headers = { "idempotency-key": crypto.randomUUID() };
  await api.json(path, { method: "POST", body, headers });
}

function requestOf(job: JobDetail): { path: string; body: unknown } {
  const request = (job.request ?? {}) as Fields;
  switch (job.dialect) {
    case "video-jobs":
      return { path: "/api/v1/video-jobs", body: { ...request, ...imagesOf(job) } };
    case "render-video":
      return { path: "/api/v1/render-video", body: request };
    case "world-model":
      return { path: "/api/video/single_inference", body: { prompt: request["prompt"] } };
    case "narrative": {
      const input = (request["input"] ?? request) as Fields;
      const path = `/v1/video/${"prompt_list" in input ? "create_narrative" : "create_movie"}`;
      return { path, body: { input } };
    }
    case "velocity":
      return requestOfVelocity(job, request);
    case "native":
      throw new Error("Jobs of this kind cannot be sent again from here.");
  }
}

function requestOfVelocity({ kind, inputs }: JobDetail, request: Fields) {
  if (kind === "render-template") {
    if (Array.isArray(request["customizationMap"])) return { path: "/render", body: request };
    throw new Error("Not all of this render's changes are kept. Make it from its template again.");
  }
  const path = kind === "inspect-audio" ? "/audio/upload" : "/template/upload";
  return { path, body: { ...request, uploadId: inputs[0]?.assetId } };
}

function imagesOf({ inputs }: JobDetail): Fields {
  const ids = (role: string) =>
    inputs.filter((input) => input.role === role).map(({ assetId }) => assetId);
  const [initialImage] = ids("initial-image");
  const [endFrame] = ids("end-frame");
  const referenceImages = ids("reference-image");
  return {
    ...(initialImage && { initialImage }),
    ...(endFrame && { endFrame }),
    ...(referenceImages.length > 0 && { referenceImages }),
  };
}
