import type { Api } from "./request.ts";

/** Document 003's words. */
export type Sound = { id: string; name: string; duration: number | null };
type SoundJob = {
  status: "pending" | "processing" | "completed" | "failed";
  reason: string | null;
};

export const listSounds = (api: Api) => api.json<Sound[]>("/audio/list?take=500");

/** Hands a finished upload over to be checked; answers the sound's id. */
export async function takeSound(api: Api, uploadId: string): Promise<string> {
  const body = { uploadId };
  return (await api.json<{ audioId: string }>("/audio/upload", { method: "POST", body })).audioId;
}

export const readSoundStatus = (api: Api, id: string) => api.json<SoundJob>(`/audio/${id}/status`);

export const deleteSound = (api: Api, id: string) =>
  api.json<unknown>(`/audio/${id}`, { method: "DELETE" });
