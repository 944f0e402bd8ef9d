import type { JobEvent } from "#contracts/events.ts";
import type { JobSnapshot } from "../jobs/job.ts";
import type { Services } from "../services.ts";
import type { WebhookDelivery } from "./delivery-store.ts";

/**
 * The deliveries that a job's terminal event owes: one to the job's own callback. The body is made
 * when it is sent, so that its links are fresh. Ids are derived from the event: making them again
 * makes the same ones.
 */
export async function owedDeliveries(
  services: Services,
  job: JobSnapshot,
  event: JobEvent,
): Promise<(WebhookDelivery & { eventId: string })[]> {
  if (job.callbackUrl === null) return [];
  const digest = await services.secrets.digest(`${event.eventId} ${job.callbackUrl}`);
  const now = services.clock.now();
  return [
    {
      id: `msg_${digest.slice(0, 32)}`,
      eventId: event.eventId,
      accountId: job.accountId,
      jobId: job.jobId,
      url: job.callbackUrl,
      payloadJson: JSON.stringify(event),
      state: "pending",
      attempts: 0,
      nextAttemptAt: now,
      createdAt: now,
    },
  ];
}
