import type { TemplateInspection } from "#contracts/template.ts";
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

export const listTemplates = (api: Api) => api.json<Template[]>("/template/all");

export const readTemplateStatus = (api: Api, id: string) =>
  api.json<TemplateJob>(`/template/${id}/status`);

/** Hands a finished upload over to be checked; answers the template's id. */
export async function takeTemplate(api: Api, uploadId: string): Promise<string> {
  const body = { uploadId };
  const path = "/template/upload";
  return (await api.json<{ templateId: string }>(path, { method: "POST", body })).templateId;
}

/** Deletes a template with its archive; renders of it stay. */
export const deleteTemplate = (api: Api, id: string) =>
  api.json<unknown>(`/template/${id}`, { method: "DELETE" });

/** What the inspection found; null when its files are not there (any more). */
export async function readInspection(
  api: Api,
  templateId: string,
): Promise<TemplateInspection | null> {
  const { outputs } = await readJob(api, templateId);
  const found = outputs.find(({ name }) => name === "inspection");
  return found ? api.json<TemplateInspection>(found.contentPath) : null;
}

/** Where a template's picture is, for the credential; null when there is none (any more). */
export async function findPoster(api: Api, templateId: string): Promise<string | null> {
  const { outputs } = await readJob(api, templateId);
  return outputs.find(({ name }) => name === "poster")?.contentPath ?? null;
}

/** Whether a layer's path is its name alone, which means every layer of that name. */
export const isBareName = (path: string) => !/(?<!\\)\//.test(path);

/** One change to a template, as the render request has it. */
export type Customization = {
  layer: string;
  type: "text" | "color" | "visible" | "image" | "video";
  value?: string | boolean;
  assetId?: string;
};

/** Document 003's request of a render, as far as it is asked for here. */
export type RenderRequest = {
  templateId: string;
  name: string;
  audioId?: string;
  jobInfo?: { fStart: number; fEnd: number };
  encoderConfig: {
    bitrate: number;
    codec: number;
    res?: readonly [number, number];
    fpsNum?: number;
  };
  customizationMap: Customization[];
};

export function renderTemplate(api: Api, body: RenderRequest) {
  const headers = { "idempotency-key": crypto.randomUUID() };
  return api.json<{ renderId: string }>("/render", { method: "POST", body, headers });
}

/** Stores a picture or film that is to stand in a layer. */
export async function uploadAsset(api: Api, file: File): Promise<string> {
  const form = new FormData();
  form.append("file", file);
  const asset = await api.json<{ id: string }>("/api/v2/assets", { method: "POST", body: form });
  return asset.id;
}
