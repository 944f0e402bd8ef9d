import type { Services } from "../services.ts";

const ENDPOINTS_AT_ONCE = 20;

/**
 * Tells accounts, in their own feeds, of endpoints that were disabled by how they answered. Safe to
 * run again: feeds know events by their id.
 */
export async function tellDisabledEndpoints(services: Services): Promise<void> {
  const untold = await services.webhookEndpoints.listUntold(ENDPOINTS_AT_ONCE);
  for (const { id, accountId, disabledAt, reason } of untold) {
    await services.feeds.ofAccount(accountId).append(null, [
      {
        type: "webhook-endpoint-disabled",
        eventId: `${id}:disabled:${disabledAt}`,
        at: disabledAt,
        endpointId: id,
        reason,
      },
    ]);
    await services.webhookEndpoints.recordTold(id, disabledAt);
  }
}
