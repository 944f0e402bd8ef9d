import { isTerminalEvent, type JobEvent } from "#contracts/events.ts";
import type { JobSnapshot } from "../jobs/job.ts";
import type { Services } from "../services.ts";
import type { WebhookDelivery } from "./delivery-store.ts";

/**
 * The deliveries that events of a job owe, in the same order: to the job's own callback one for its
 * end, and if it asked for progress one for its start and for each quarter. The body is made when
 * it is sent, so that its links are fresh. Ids are derived from the event: making them again makes
 * the same ones.
 */
export function owedDeliveries(
  services: Services,
  job: JobSnapshot,
  events: readonly JobEvent[],
): Promise<(WebhookDelivery & { eventId: string })[]> {
  const { callbackUrl: url, callbackProgress } = job;
  if (url === null) return Promise.resolve([]);
  const told = events.filter(
    (event) => isTerminalEvent(event) || (callbackProgress && isProgress(event)),
  );
  return Promise.all(told.map((event) => owe(services, { ...job, url }, event)));
}

function isProgress({ type }: JobEvent): boolean {
  return type === "job-started" || type === "job-progressed";
}

async function owe(
  services: Services,
  { url, accountId, jobId }: Pick<WebhookDelivery, "url" | "accountId" | "jobId">,
  event: JobEvent,
): Promise<WebhookDelivery & { eventId: string }> {
  const digest = await services.secrets.digest(`${event.eventId} ${url}`);
  const now = services.clock.now();
  return {
    id: `msg_${digest.slice(0, 32)}`,
    eventId: event.eventId,
    accountId,
    jobId,
    url,
    payloadJson: JSON.stringify(event),
    state: "pending",
    attempts: 0,
    nextAttemptAt: now,
    createdAt: now,
  };
}
