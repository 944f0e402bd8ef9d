import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import type { WebhookEndpoint } from "./endpoint-store.ts";

/**
 * The account's endpoint of that id.
 *
 * @throws DomainError `not-found` for unknown and foreign ids alike.
 */
export async function readEndpoint(
  services: Services,
  accountId: string,
  endpointId: string,
): Promise<WebhookEndpoint> {
  const endpoint = await services.webhookEndpoints.readOwned(endpointId, accountId);
  if (!endpoint) throw noSuchEndpoint();
  return endpoint;
}

/** What every call says of an endpoint that its account does not have. */
export function noSuchEndpoint(): DomainError {
  return new DomainError("not-found", "There is no webhook endpoint with this id.");
}
