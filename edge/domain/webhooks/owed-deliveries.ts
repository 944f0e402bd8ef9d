import { isTerminalEvent, type JobEvent } from "#contracts/events.ts";
import type { JobSnapshot } from "../jobs/job.ts";
import type { Services } from "../services.ts";
import type { WebhookDelivery } from "./delivery-store.ts";
import type { WebhookEndpoint } from "./endpoint-store.ts";
import { listensTo } from "./listens-to.ts";
import { planDelivery } from "./plan-delivery.ts";

/**
 * The deliveries that events of a job owe, in the order of the events: to each enabled endpoint of
 * its account those that it listens to, and to the job's own callback one for its end, and if it
 * asked for progress one for its start and for each quarter.
 */
export async function owedDeliveries(
  services: Services,
  job: Pick<JobSnapshot, "accountId" | "callbackUrl" | "callbackProgress">,
  events: readonly JobEvent[],
  endpoints: readonly WebhookEndpoint[],
): Promise<WebhookDelivery[]> {
  const { accountId, callbackUrl: url, callbackProgress } = job;
  const listening = endpoints.filter((endpoint) => endpoint.accountId === accountId);
  return Promise.all(
    events.flatMap((event) => {
      const isForCallback = isTerminalEvent(event) || (callbackProgress && isProgress(event));
      const recipients = [
        ...(url !== null && isForCallback ? [{ accountId, url, endpointId: null }] : []),
        ...listening
          .filter((endpoint) => listensTo(endpoint, event))
          .map((endpoint) => ({ accountId, url: endpoint.url, endpointId: endpoint.id })),
      ];
      return recipients.map((recipient) => planDelivery(services, recipient, event));
    }),
  );
}

/** Writes what events owe and has it sent. */
export async function oweDeliveries(
  services: Services,
  deliveries: readonly WebhookDelivery[],
): Promise<void> {
  if (deliveries.length === 0) return;
  await services.deliveries.create(deliveries);
  await services.webhooksQueue.send(
    deliveries.map(({ id }) => ({ type: "delivery-due", deliveryId: id })),
  );
}

function isProgress({ type }: JobEvent): boolean {
  return type === "job-started" || type === "job-progressed";
}
