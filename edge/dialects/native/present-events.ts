import type { FeedEntry, JobEvent, ProgressSnapshot } from "#contracts/events.ts";
import { readBatch } from "../../domain/batches/read-batch.ts";
import { DomainError } from "../../domain/errors.ts";
import type { FeedMessage } from "../../domain/feeds/feed-subscriber.ts";
import type { FeedSubject } from "../../domain/feeds/feed-subject.ts";
import type { Services } from "../../domain/services.ts";
import { presentBatch, presentJob, time } from "./convert.ts";
import type {
  EventMessage,
  FeedSnapshot,
  ProgressMessage,
  ResetMessage,
  StreamMessage,
} from "./event-views.ts";
import type { WebhookMessage } from "./webhook-views.ts";

const SNAPSHOT_JOBS = 20;

/** Presents a feed's messages to a listener of the account in the native API's words. */
export function createEventPresenter(
  services: Services,
  accountId: string,
  subject: FeedSubject,
): (message: FeedMessage) => Promise<StreamMessage> {
  return async (message) => {
    switch (message.kind) {
      case "event":
        return presentEvent(message.entry);
      case "progress":
        return presentProgress(message.snapshot);
      case "reset":
        return presentReset(services, accountId, subject, message.seq);
    }
  };
}

/** An event with its `seq`, and its time in ISO 8601. */
export function presentEvent({ seq, event }: FeedEntry): EventMessage {
  return { ...event, seq, at: time(event.at) };
}

/**
 * An event as webhook endpoints are sent it: `type`, `timestamp` and `data`, as the Standard
 * Webhooks specification has payloads. It has no `seq`: that is a feed's.
 */
export function presentWebhook({ type, at, ...data }: JobEvent): WebhookMessage {
  return { type, timestamp: time(at), data };
}

export function presentProgress(snapshot: ProgressSnapshot): ProgressMessage {
  return { type: "progress", ...snapshot, at: time(snapshot.at) };
}

/** Says that history up to `seq` is not kept, and what the subject is now. */
export async function presentReset(
  services: Services,
  accountId: string,
  subject: FeedSubject,
  seq: number,
): Promise<ResetMessage> {
  return { type: "reset", seq, snapshot: await takeSnapshot(services, accountId, subject) };
}

async function takeSnapshot(
  services: Services,
  accountId: string,
  { kind, id }: FeedSubject,
): Promise<FeedSnapshot> {
  switch (kind) {
    case "job": {
      const job = await services.jobs.readOwned(id, accountId);
      if (!job) throw new DomainError("not-found", "There is no job with this id.");
      return { job: presentJob(job) };
    }
    case "batch":
      return { batch: presentBatch(await readBatch(services, accountId, id)) };
    case "account": {
      const jobs = await services.jobs.list({ accountId: id, limit: SNAPSHOT_JOBS });
      return { jobs: jobs.map(presentJob) };
    }
  }
}
