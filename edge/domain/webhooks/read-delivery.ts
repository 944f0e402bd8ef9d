import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import type { DeliveryRecord } from "./delivery-store.ts";

/**
 * The account's delivery of that id.
 *
 * @throws DomainError `not-found` for unknown and foreign ids alike.
 */
export async function readDelivery(
  services: Services,
  accountId: string,
  deliveryId: string,
): Promise<DeliveryRecord> {
  const delivery = await services.deliveries.readOwned(deliveryId, accountId);
  if (!delivery) throw new DomainError("not-found", "There is no delivery with this id.");
  return delivery;
}
