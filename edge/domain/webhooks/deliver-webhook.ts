import { WEBHOOK_ATTEMPTS_AT_ONCE, WEBHOOK_FAILING_SECONDS } from "#contracts/limits.ts";
import type { Services } from "../services.ts";
import type { WebhookDelivery } from "./delivery-store.ts";
import { judgeAttempt } from "./judge-attempt.ts";
import { makeAttempt, type WebhookPresenter } from "./make-attempt.ts";
import { tellDisabledEndpoints } from "./tell-disabled-endpoints.ts";

/** An attempt holds its delivery for this long, so that two messages never send it at once. */
const CLAIM_MILLISECONDS = 60_000;
/** A wait this short is the queue's; the sweep, which comes every minute, sees to the others. */
const QUEUE_WAIT_MILLISECONDS = 60_000;

/**
 * Claims a delivery that is due; the attempt itself runs after the answer, so that a receiver that
 * takes its time holds up nothing behind this message. What dies on the way is due again when its
 * claim is over. Does nothing for a delivery that is not due, so a message that arrives twice sends
 * once; what waits for others is called by them.
 */
export async function deliverWebhook(
  services: Services,
  present: WebhookPresenter,
  deliveryId: string,
): Promise<void> {
  const now = services.clock.now();
  const claimed = await services.deliveries.claim(
    deliveryId,
    now,
    now + CLAIM_MILLISECONDS,
    WEBHOOK_ATTEMPTS_AT_ONCE,
  );
  if (claimed) services.afterAnswer(attemptDelivery(services, present, claimed));
}

async function attemptDelivery(
  services: Services,
  present: WebhookPresenter,
  delivery: WebhookDelivery,
): Promise<void> {
  const attemptedAt = services.clock.now();
  const outcome = await makeAttempt(services, present, delivery);
  const now = services.clock.now();
  const verdict = judgeAttempt(services, outcome, delivery.attempts);
  await services.deliveries.recordAttempt({
    deliveryId: delivery.id,
    attemptedAt,
    durationMilliseconds: Math.max(0, now - attemptedAt),
    ...verdict,
    failingBefore: now - WEBHOOK_FAILING_SECONDS * 1000 * services.settings.webhookTimeFactor,
    now,
  });
  if (verdict.health === "failed" || verdict.health === "gone") {
    await tellDisabledEndpoints(services);
  }
  await callSoon(services, delivery, verdict.nextAttemptAt);
}

/** What waited for this one may be tried now, and this one again in a moment. */
async function callSoon(
  services: Services,
  delivery: WebhookDelivery,
  nextAttemptAt: number | null,
): Promise<void> {
  const now = services.clock.now();
  const next = await services.deliveries.listNext(delivery, now);
  await services.webhooksQueue.send(
    next.map((deliveryId) => ({ type: "delivery-due", deliveryId })),
  );
  if (nextAttemptAt === null || nextAttemptAt - now > QUEUE_WAIT_MILLISECONDS) return;
  const delaySeconds = Math.max(0, Math.ceil((nextAttemptAt - now) / 1000));
  await services.webhooksQueue.send([{ type: "delivery-due", deliveryId: delivery.id }], {
    delaySeconds,
  });
}
