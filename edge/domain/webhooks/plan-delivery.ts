import type { JobEvent } from "#contracts/events.ts";
import type { Services } from "../services.ts";
import type { WebhookDelivery } from "./delivery-store.ts";

/** Whom an event is to be told: an endpoint of the account, or a job's own callback. */
export type Recipient = { accountId: string; url: string; endpointId: string | null };

/**
 * A delivery of an event that is due now. Its id is derived from the event and the recipient, so
 * that making it again makes the same one; it begins with the event's time, as a UUID of version 7
 * does, so that ids sort by time. The body is made when it is sent, so that its links are fresh.
 */
export async function planDelivery(
  services: Services,
  recipient: Recipient,
  event: JobEvent,
): Promise<WebhookDelivery> {
  const { accountId, url, endpointId } = recipient;
  const digest = await services.secrets.digest(`${event.eventId} ${endpointId ?? url}`);
  const now = services.clock.now();
  return {
    id: uuidOf(event.at, digest),
    eventId: event.eventId,
    eventType: event.type,
    accountId,
    jobId: event.jobId,
    endpointId,
    url,
    target: endpointId ?? `${accountId} ${new URL(url).origin}`,
    payloadJson: JSON.stringify(event),
    state: "pending",
    attempts: 0,
    nextAttemptAt: now,
    createdAt: now,
  };
}

/** A UUID of version 7 (RFC 9562, 5.7) whose random bits are the start of a digest in hex. */
function uuidOf(time: number, digest: string): string {
  const clock = time.toString(16).padStart(12, "0");
  const variant = ((Number.parseInt(digest.slice(3, 4), 16) & 3) | 8).toString(16);
  return [
    clock.slice(0, 8),
    clock.slice(8),
    `7${digest.slice(0, 3)}`,
    variant + digest.slice(4, 7),
    digest.slice(7, 19),
  ].join("-");
}
