import type { EventPage } from "../../../../dialects/native/event-views.ts";
import type {
  AccountView,
  BatchView,
  JobDetail,
  JobView,
  WaitingView,
} from "../../../../dialects/native/views.ts";
import type { Api } from "./request.ts";

export type { AccountView, BatchView, JobDetail, JobView, WaitingView };

const PAGE_JOBS = 30;

export type JobPage = { items: JobView[]; nextCursor: string | null };

export const readAccount = (api: Api) => api.json<AccountView>("/api/v2/account");

export function listJobs(
  api: Api,
  query: { state?: JobView["state"] | undefined; cursor?: string | null; limit?: number },
): Promise<JobPage> {
  const parameters = new URLSearchParams({ limit: String(query.limit ?? PAGE_JOBS) });
  if (query.state) parameters.set("state", query.state);
  if (query.cursor) parameters.set("cursor", query.cursor);
  return api.json(`/api/v2/jobs?${parameters}`);
}

export const readJob = (api: Api, id: string) => api.json<JobDetail>(`/api/v2/jobs/${id}`);

export const readWaiting = (api: Api, id: string) =>
  api.json<WaitingView>(`/api/v2/jobs/${id}/waiting`);

export const readEvents = (api: Api, id: string) =>
  api.json<EventPage>(`/api/v2/jobs/${id}/events?format=json&limit=500`);

export const cancelJob = (api: Api, id: string) =>
  api.json<JobDetail>(`/api/v2/jobs/${id}/cancel`, { method: "POST" });

export const deleteJob = (api: Api, id: string) =>
  api.json<null>(`/api/v2/jobs/${id}`, { method: "DELETE" });

export const cancelBatch = (api: Api, id: string) =>
  api.json<BatchView>(`/api/v2/batches/${id}/cancel`, { method: "POST" });

/** A signed link's path: it is good on whatever name this page was opened under. */
export function pathOf(url: string): string {
  const { pathname, search } = new URL(url, location.href);
  return pathname + search;
}

/** Lets the browser save a job's video; its own download shows its progress and needs no memory. */
export async function downloadVideo(api: Api, id: string): Promise<void> {
  const { outputs } = await readJob(api, id);
  const url = outputs.find(({ name }) => name === "video")?.url;
  if (!url) throw new Error("There is no file to download any more.");
  const link = document.createElement("a");
  link.href = `${pathOf(url)}&download=1`;
  link.download = "";
  link.click();
}

/** Lets the browser save bytes under a name. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
