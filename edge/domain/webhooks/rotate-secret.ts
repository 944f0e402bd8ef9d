import { WEBHOOK_SECRET_OVERLAP_SECONDS } from "#contracts/limits.ts";
import { mintWebhookSecret } from "../accounts/mint-token.ts";
import type { Services } from "../services.ts";
import { noSuchEndpoint } from "./read-endpoint.ts";

/**
 * Gives an endpoint a new secret. The one before it goes on signing beside it for a day, so that
 * a receiver may change at any time in between.
 *
 * @returns the new secret, shown only now, and until when the old one signs.
 * @throws DomainError `not-found` for unknown and foreign ids alike.
 */
export async function rotateSecret(
  services: Services,
  accountId: string,
  endpointId: string,
): Promise<{ secret: string; previousSecretUntil: number }> {
  const secret = mintWebhookSecret(services.random);
  const previousSecretUntil = services.clock.now() + WEBHOOK_SECRET_OVERLAP_SECONDS * 1000;
  const sealed = await services.secrets.seal(secret);
  const { webhookEndpoints } = services;
  if (!(await webhookEndpoints.rotateSecret(endpointId, accountId, sealed, previousSecretUntil))) {
    throw noSuchEndpoint();
  }
  return { secret, previousSecretUntil };
}
