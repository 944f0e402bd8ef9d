import { JobEvent } from "#contracts/events.ts";
import { WEBHOOK_RETRY_SECONDS } from "#contracts/limits.ts";
import type { Services } from "../services.ts";
import type { WebhookDelivery } from "./delivery-store.ts";
import type { WebhookAnswer } from "./webhook-sender.ts";

/** An attempt holds its delivery for this long, so that two messages never send it at once. */
const CLAIM_MILLISECONDS = 60_000;
/** A receiver may put its next attempt off, but not past the longest wait of the schedule. */
const MAXIMUM_WAIT_SECONDS = Math.max(...WEBHOOK_RETRY_SECONDS);

/** Turns an event into the body its dialect documents; null when it has none. */
export type WebhookPresenter = (event: JobEvent, accountId: string) => Promise<object | null>;

/**
 * Makes one attempt at a delivery that is due and stores how it went. Does nothing for a delivery
 * that is not due, so a message that arrives twice sends once.
 */
export async function deliverWebhook(
  services: Services,
  present: WebhookPresenter,
  deliveryId: string,
): Promise<void> {
  const now = services.clock.now();
  const delivery = await services.deliveries.claim(deliveryId, now, now + CLAIM_MILLISECONDS);
  if (!delivery) return;
  await attempt(services, present, delivery, now);
  // What waited for this one to be tried first may be tried now.
  const next = await services.deliveries.readNext(delivery.jobId, services.clock.now());
  if (next !== null) {
    await services.webhooksQueue.send([{ type: "delivery-due", deliveryId: next }]);
  }
}

async function attempt(
  services: Services,
  present: WebhookPresenter,
  delivery: WebhookDelivery,
  now: number,
): Promise<void> {
  const deliveryId = delivery.id;
  const sealed = await services.accounts.readSealedWebhookSecret(delivery.accountId);
  if (sealed === null) return;
  const event = JobEvent.parse(JSON.parse(delivery.payloadJson));
  const body = await present(event, delivery.accountId);
  if (body === null) {
    // Its dialect tells nothing of such an event: there is nothing to send, now or later.
    const nothing = { status: null, error: "nothing to tell", nextAttemptAt: null } as const;
    await services.deliveries.recordAttempt({ deliveryId, state: "dead", ...nothing, now });
    return;
  }
  const answer = await services.webhookSender.send({
    url: delivery.url,
    deliveryId,
    secret: await services.secrets.open(sealed),
    timestampSeconds: Math.floor(now / 1000),
    body: JSON.stringify(body),
  });
  await services.deliveries.recordAttempt({
    deliveryId,
    ...judgeAnswer(answer, delivery.attempts, services),
    now: services.clock.now(),
  });
}

function judgeAnswer(answer: WebhookAnswer, earlierAttempts: number, services: Services) {
  const status = answer.outcome === "answered" ? answer.status : null;
  const error = answer.outcome === "unreachable" ? answer.error : null;
  if (status !== null && status >= 200 && status < 300) {
    return { state: "delivered", nextAttemptAt: null, status, error } as const;
  }
  const waitSeconds = WEBHOOK_RETRY_SECONDS[earlierAttempts];
  // 410 Gone is the receiver's wish to hear no more.
  if (waitSeconds === undefined || status === 410) {
    return { state: "dead", nextAttemptAt: null, status, error } as const;
  }
  const asked = Math.min(
    answer.outcome === "answered" ? (answer.retryAfterSeconds ?? 0) : 0,
    MAXIMUM_WAIT_SECONDS,
  );
  const jitter = 1 + 0.1 * services.random.fraction();
  const nextAttemptAt =
    services.clock.now() + Math.ceil(Math.max(waitSeconds * jitter, asked) * 1000);
  return { state: "pending", nextAttemptAt, status, error } as const;
}
