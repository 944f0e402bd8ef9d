import type { DeliveryAttempt, DeliveryRecord } from "../../domain/webhooks/delivery-store.ts";
import type { WebhookEndpoint } from "../../domain/webhooks/endpoint-store.ts";
import type { RotatedSecret } from "../../domain/webhooks/rotate-secret.ts";
import { time, timeOrNull } from "./convert.ts";
import type {
  RotatedSecretView,
  WebhookAttemptView,
  WebhookDeliveryView,
  WebhookEndpointView,
} from "./webhook-views.ts";

/** An endpoint without its secrets, which are shown when they are made. */
export function presentEndpoint(endpoint: WebhookEndpoint): WebhookEndpointView {
  return {
    id: endpoint.id,
    url: endpoint.url,
    eventTypes: endpoint.eventTypes,
    disabled: endpoint.disabledAt !== null,
    disabledAt: timeOrNull(endpoint.disabledAt),
    disabledReason: endpoint.disabledReason,
    failingSince: timeOrNull(endpoint.failingSince),
    previousSecretUntil: timeOrNull(endpoint.previousSecretUntil),
    createdAt: time(endpoint.createdAt),
  };
}

export function presentRotatedSecret(rotated: RotatedSecret): RotatedSecretView {
  return { secret: rotated.secret, previousSecretUntil: time(rotated.previousSecretUntil) };
}

/** A delivery without its body, which is made when it is sent. */
export function presentDelivery(delivery: DeliveryRecord): WebhookDeliveryView {
  return {
    id: delivery.id,
    endpointId: delivery.endpointId,
    jobId: delivery.jobId,
    eventId: delivery.eventId,
    eventType: delivery.eventType,
    url: delivery.url,
    state: delivery.state,
    attempts: delivery.attempts,
    nextAttemptAt: timeOrNull(delivery.nextAttemptAt),
    lastStatus: delivery.lastStatus,
    lastError: delivery.lastError,
    createdAt: time(delivery.createdAt),
    finishedAt: timeOrNull(delivery.finishedAt),
  };
}

export function presentAttempt(attempt: DeliveryAttempt): WebhookAttemptView {
  return {
    ...attempt,
    attemptedAt: time(attempt.attemptedAt),
    nextAttemptAt: timeOrNull(attempt.nextAttemptAt),
  };
}
