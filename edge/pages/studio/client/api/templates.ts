import type { TemplateInspection } from "#contracts/template.ts";
import { Upload } from "tus-js-client";
import { readJob } from "./jobs.ts";
import type { Api } from "./request.ts";

/** Document 003's words. */
export type Template = { id: string; name: string; sizeBytes: number; createdAt: string };
export type TemplateJob = {
  templateId: string;
  templateName: string;
  status: "pending" | "processing" | "completed" | "failed";
  reason: string | null;
};

/** Less than what one request may carry at the edge. */
const CHUNK_BYTES = 32 * 1024 * 1024;

export const listTemplates = (api: Api) => api.json<Template[]>("/template/all");

export const readTemplateStatus = (api: Api, id: string) =>
  api.json<TemplateJob>(`/template/${id}/status`);

/** What the inspection found; null when its files are not there (any more). */
export async function readInspection(
  api: Api,
  templateId: string,
): Promise<{ inspection: TemplateInspection; poster: Blob | null } | null> {
  const { outputs } = await readJob(api, templateId);
  const found = outputs.find(({ name }) => name === "inspection");
  if (!found) return null;
  const inspection = await api.json<TemplateInspection>(found.contentPath);
  const picture = outputs.find(({ name }) => name === "poster");
  const poster = picture ? await (await api.response(picture.contentPath)).blob() : null;
  return { inspection, poster };
}

/** One change to a template, as the render request has it. */
export type Customization = {
  layer: string;
  type: "text" | "color" | "visible" | "image" | "video";
  value?: string | boolean;
  assetId?: string;
};

export function renderTemplate(
  api: Api,
  request: { templateId: string; name: string; customizationMap: Customization[]; bitrate: number },
) {
  const { bitrate, ...rest } = request;
  const headers = { "idempotency-key": crypto.randomUUID() };
  const body = { ...rest, encoderConfig: { bitrate } };
  return api.json<{ renderId: string }>("/render", { method: "POST", body, headers });
}

/** Stores a picture or film that is to stand in a layer. */
export async function uploadAsset(api: Api, file: File): Promise<string> {
  const form = new FormData();
  form.append("file", file);
  const asset = await api.json<{ id: string }>("/api/v2/assets", { method: "POST", body: form });
  return asset.id;
}

/** An upload that can be stopped and goes on where it was, also after the page was closed. */
export type ResumableUpload = { start: () => void; pause: () => Promise<void> };

/** Uploads a template in parts and hands it over to be checked; `done` gets the template's id. */
export async function uploadTemplate(
  api: Api,
  file: File,
  told: {
    progress: (share: number) => void;
    resumed: () => void;
    done: (templateId: string) => void;
    failed: (error: Error) => void;
  },
): Promise<ResumableUpload> {
  const upload = new Upload(file, {
    endpoint: "/uploads",
    chunkSize: CHUNK_BYTES,
    retryDelays: [0, 1000, 3000, 5000, 10_000],
    headers: { authorization: `Bearer ${api.credential}` },
    metadata: { filename: file.name, filetype: "application/zip" },
    removeFingerprintOnSuccess: true,
    onProgress: (sent, total) => told.progress(total === 0 ? 0 : sent / total),
    onError: told.failed,
    onSuccess: () => {
      const uploadId = new URL(upload.url ?? "", location.href).pathname.split("/").at(-1) ?? "";
      api
        .json<{ templateId: string }>("/template/upload", { method: "POST", body: { uploadId } })
        .then(({ templateId }) => told.done(templateId), told.failed);
    },
  });
  const [earlier] = await upload.findPreviousUploads();
  if (earlier) {
    upload.resumeFromPreviousUpload(earlier);
    told.resumed();
  }
  return { start: () => upload.start(), pause: () => upload.abort() };
}
