import type { JobEventType } from "#contracts/events.ts";
import { MAXIMUM_WEBHOOK_ENDPOINTS } from "#contracts/limits.ts";
import { mintWebhookSecret } from "../accounts/mint-token.ts";
import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import type { WebhookEndpoint } from "./endpoint-store.ts";
import { readEndpoint } from "./read-endpoint.ts";

/**
 * Makes an endpoint with a secret of its own, which is stored sealed and shown only now. The URL
 * has been checked.
 *
 * @throws DomainError `invalid-request` when the account has as many as it may.
 */
export async function createEndpoint(
  services: Services,
  input: { accountId: string; url: string; eventTypes: JobEventType[] },
): Promise<{ endpoint: WebhookEndpoint; secret: string }> {
  const now = services.clock.now();
  const id = services.random.uuid(now);
  const secret = mintWebhookSecret(services.random);
  const made = await services.webhookEndpoints.create(
    { ...input, id, createdAt: now, secretSealed: await services.secrets.seal(secret) },
    MAXIMUM_WEBHOOK_ENDPOINTS,
  );
  if (!made) {
    const message = `An account has at most ${MAXIMUM_WEBHOOK_ENDPOINTS} endpoints.`;
    throw new DomainError("invalid-request", message);
  }
  return { endpoint: await readEndpoint(services, input.accountId, id), secret };
}
