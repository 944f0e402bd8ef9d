import type { Services } from "../services.ts";
import { tellChanges } from "./tell-changes.ts";

/**
 * Tells what commits on these jobs left to be told. A job whose outbox is empty was told by
 * somebody else: entries are forgotten only after everybody knows.
 *
 * @throws the error of one job when something could not be told; all else is told then.
 */
export async function drainOutbox(services: Services, ...jobIds: string[]): Promise<void> {
  const changes = await services.outbox.changesOf(jobIds);
  if (changes.length === 0) return;
  for (const error of (await tellChanges(services, changes)).values()) throw error;
}
