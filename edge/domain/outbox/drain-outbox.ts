import type { Services } from "../services.ts";
import { tellChanges, type TellFailures } from "./tell-changes.ts";
import { JOBS_AT_ONCE } from "./tell-jobs-created.ts";

/**
 * Tells what commits on these jobs left to be told, some jobs after the other. A job whose outbox is
 * empty was told by somebody else: entries are forgotten only after everybody knows.
 *
 * @returns what could not be told, by job id.
 */
export async function tellOutbox(
  services: Services,
  jobIds: readonly string[],
): Promise<TellFailures> {
  const failures: TellFailures = new Map();
  const ids = [...new Set(jobIds)];
  for (let start = 0; start < ids.length; start += JOBS_AT_ONCE) {
    const changes = await services.outbox.changesOf(ids.slice(start, start + JOBS_AT_ONCE));
    if (changes.length === 0) continue;
    for (const [jobId, error] of await tellChanges(services, changes)) failures.set(jobId, error);
  }
  return failures;
}

/**
 * `tellOutbox` for who cannot try again by job.
 *
 * @throws the error of one job when something could not be told; all else is told then.
 */
export async function drainOutbox(services: Services, ...jobIds: string[]): Promise<void> {
  for (const error of (await tellOutbox(services, jobIds)).values()) throw error;
}
