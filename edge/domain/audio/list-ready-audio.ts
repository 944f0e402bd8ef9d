import { AudioInspection } from "#contracts/template.ts";
import type { Services } from "../services.ts";
import { readInspection } from "../templates/read-inspection.ts";
import type { AudioStore, ListedAudio } from "./audio-store.ts";

/** The account's sounds that are ready, with their durations, newest first. */
export async function listReadyAudio(
  services: Services,
  query: Parameters<AudioStore["listReady"]>[0],
): Promise<ListedAudio[]> {
  const listed = await services.audio.listReady(query);
  return Promise.all(listed.map((audio) => withDuration(services, audio)));
}

/** A duration is read from the inspection once, when it is first asked for. */
async function withDuration(services: Services, audio: ListedAudio): Promise<ListedAudio> {
  if (audio.durationSeconds !== null) return audio;
  const inspection = await readInspection(services, audio.id, AudioInspection);
  if (!inspection) return audio;
  const { durationSeconds } = inspection;
  await services.audio.recordDuration(audio.id, durationSeconds);
  return { ...audio, durationSeconds };
}
