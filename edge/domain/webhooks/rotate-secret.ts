import { WEBHOOK_SECRET_OVERLAP_SECONDS } from "#contracts/limits.ts";
import { mintWebhookSecret } from "../accounts/mint-token.ts";
import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import { noSuchEndpoint } from "./read-endpoint.ts";

/** A new secret, shown only now, and until when the one before it signs (Unix milliseconds). */
export type RotatedSecret = { secret: string; previousSecretUntil: number };

/**
 * Gives an endpoint a new secret. The one before it goes on signing beside it for a day, so that
 * a receiver may change at any time in between.
 *
 * @throws DomainError `not-found` for unknown and foreign ids alike.
 */
export async function rotateEndpointSecret(
  services: Services,
  accountId: string,
  endpointId: string,
): Promise<RotatedSecret> {
  const { sealed, ...rotated } = await mintSecret(services);
  const until = rotated.previousSecretUntil;
  const { webhookEndpoints } = services;
  if (!(await webhookEndpoints.rotateSecret(endpointId, accountId, sealed, until))) {
    throw noSuchEndpoint();
  }
  return rotated;
}

/**
 * The same for the secret that signs the callbacks of an account's jobs.
 *
 * @throws DomainError `not-found` when the account is gone.
 */
export async function rotateCallbackSecret(
  services: Services,
  accountId: string,
): Promise<RotatedSecret> {
  const { sealed, ...rotated } = await mintSecret(services);
  const until = rotated.previousSecretUntil;
  if (!(await services.accounts.rotateWebhookSecret(accountId, sealed, until))) {
    throw new DomainError("not-found", "There is no account with this id.");
  }
  return rotated;
}

async function mintSecret({ random, clock, secrets }: Services) {
  const secret = mintWebhookSecret(random);
  const previousSecretUntil = clock.now() + WEBHOOK_SECRET_OVERLAP_SECONDS * 1000;
  return { secret, previousSecretUntil, sealed: await secrets.seal(secret) };
}
