import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import type { DeliveryRecord } from "./delivery-store.ts";
import { readDelivery } from "./read-delivery.ts";

/**
 * Sends a delivery again, under the same `webhook-id` and with its whole schedule before it. One
 * that waits for its next attempt is tried now.
 *
 * @throws DomainError `not-found` for unknown and foreign ids alike, `not-ready` when its endpoint
 * is disabled or deleted.
 */
export async function replayDelivery(
  services: Services,
  accountId: string,
  deliveryId: string,
): Promise<DeliveryRecord> {
  const delivery = await readDelivery(services, accountId, deliveryId);
  const now = services.clock.now();
  if (delivery.endpointId !== null) {
    const receiver = await services.webhookEndpoints.readReceiver(delivery.endpointId, now);
    if (!receiver) throw new DomainError("not-ready", "The endpoint is disabled or deleted.");
  }
  await services.deliveries.restart([{ ...delivery, nextAttemptAt: now }]);
  await services.webhooksQueue.send([{ type: "delivery-due", deliveryId }]);
  return readDelivery(services, accountId, deliveryId);
}
