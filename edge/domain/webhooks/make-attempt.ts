import { JobEvent } from "#contracts/events.ts";
import type { Services } from "../services.ts";
import type { WebhookDelivery } from "./delivery-store.ts";
import type { WebhookAnswer } from "./webhook-sender.ts";

/**
 * Turns an event into the body that its recipient is sent; null when there is nothing to tell. A
 * job's callback has the words of the job's dialect, an endpoint the native API's.
 */
export type WebhookPresenter = (
  event: JobEvent,
  accountId: string,
  recipient: "callback" | "endpoint",
) => Promise<object | null>;

/** How an attempt went. Only a `sent` one says something of the receiver. */
export type AttemptOutcome =
  | { kind: "sent"; answer: WebhookAnswer }
  /** There is nothing to send, or nobody to send it to, now or later. */
  | { kind: "void"; reason: string }
  /** It could not be made, for a reason of our own. */
  | { kind: "broken"; reason: string };

/** Makes one attempt at a delivery: signs its body with every secret that is good and posts it. */
export async function makeAttempt(
  services: Services,
  present: WebhookPresenter,
  delivery: WebhookDelivery,
): Promise<AttemptOutcome> {
  try {
    const receiver = await readReceiver(services, delivery);
    if (receiver === null) return { kind: "void", reason: "its endpoint is disabled or deleted" };
    const event = JobEvent.parse(JSON.parse(delivery.payloadJson));
    const recipient = delivery.endpointId === null ? "callback" : "endpoint";
    const body = await present(event, delivery.accountId, recipient);
    if (body === null) return { kind: "void", reason: "nothing to tell" };
    const answer = await services.webhookSender.send({
      url: receiver.url,
      deliveryId: delivery.id,
      secrets: await Promise.all(receiver.sealedSecrets.map((one) => services.secrets.open(one))),
      timestampSeconds: Math.floor(services.clock.now() / 1000),
      body: JSON.stringify(body),
    });
    return { kind: "sent", answer };
  } catch {
    // What went wrong may name secrets, and its account could do nothing about it.
    return { kind: "broken", reason: "the message could not be made" };
  }
}

async function readReceiver(services: Services, delivery: WebhookDelivery) {
  const now = services.clock.now();
  if (delivery.endpointId !== null) {
    return services.webhookEndpoints.readReceiver(delivery.endpointId, now);
  }
  const sealedSecrets = await services.accounts.listSealedWebhookSecrets(delivery.accountId, now);
  if (sealedSecrets.length === 0) throw new Error("the account is gone");
  return { url: delivery.url, sealedSecrets };
}
