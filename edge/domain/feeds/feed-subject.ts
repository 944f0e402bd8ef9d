import { FEED_RETENTION_SECONDS } from "#contracts/limits.ts";
import { DomainError } from "../errors.ts";
import type { JobStore } from "../jobs/job-store.ts";
import type { FeedClient } from "../ports.ts";
import type { Services } from "../services.ts";

/** What a feed is about: one job, one batch, or everything of an account. */
export type FeedSubject = { kind: "job" | "batch" | "account"; id: string };

/** The name of the subject's feed. */
export function feedName({ kind, id }: FeedSubject): string {
  return `${kind}:${id}`;
}

/** The subject of a feed's name. */
export function parseFeedName(name: string): FeedSubject {
  const [kind, id] = name.split(":");
  if ((kind !== "job" && kind !== "batch" && kind !== "account") || id === undefined) {
    throw new Error(`no feed is called ${name}`);
  }
  return { kind, id };
}

/** So many jobs are told of a new listener. */
const JOBS_CALLED = 100;

/** Jobs whose feeds forward to this one and have something to tell now, the newest first. */
export function readRunning(jobs: JobStore, { kind, id }: FeedSubject): Promise<string[]> {
  switch (kind) {
    case "job":
      return Promise.resolve([]);
    case "batch":
      return jobs.listRunningIds({ batchId: id }, JOBS_CALLED);
    case "account":
      return jobs.listRunningIds({ accountId: id }, JOBS_CALLED);
  }
}

/** The feed of a subject, wherever it lives. */
export function feedOf({ feeds }: Services, { kind, id }: FeedSubject): FeedClient {
  switch (kind) {
    case "job":
      return feeds.ofJob(id);
    case "batch":
      return feeds.ofBatch(id);
    case "account":
      return feeds.ofAccount(id);
  }
}

/**
 * Finds a subject that the account may listen to.
 *
 * @returns `gone`: true when a job ended so long ago that its feed keeps no history any more.
 * @throws DomainError `not-found` for unknown and foreign ids alike.
 */
export async function findFeed(
  services: Services,
  accountId: string,
  subject: FeedSubject,
): Promise<{ gone: boolean }> {
  if (subject.kind === "account") return { gone: false };
  if (subject.kind === "batch") {
    const batch = await services.batches.readOwned(subject.id, accountId);
    if (!batch) throw new DomainError("not-found", "There is no batch with this id.");
    return { gone: false };
  }
  const job = await services.jobs.readOwned(subject.id, accountId);
  if (!job) throw new DomainError("not-found", "There is no job with this id.");
  const keptUntil = (job.finishedAt ?? Infinity) + FEED_RETENTION_SECONDS * 1000;
  return { gone: keptUntil <= services.clock.now() };
}
