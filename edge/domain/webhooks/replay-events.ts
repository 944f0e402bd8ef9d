import { isJobEvent } from "#contracts/events.ts";
import { MAXIMUM_REPLAYED_EVENTS } from "#contracts/limits.ts";
import { DomainError } from "../errors.ts";
import { feedOf, findFeed, type FeedSubject } from "../feeds/feed-subject.ts";
import type { Services } from "../services.ts";
import { listensTo } from "./listens-to.ts";
import { planDelivery } from "./plan-delivery.ts";
import { readEndpoint } from "./read-endpoint.ts";

/** The events with `after` < `seq` < `before` of a job's feed, or of the account's without a job. */
export type ReplayRange = {
  jobId?: string | undefined;
  after: number;
  before?: number | undefined;
};

/**
 * Sends an endpoint the events of a range that it listens to, whether it was sent them before or
 * not; one event has one `webhook-id`, however often it is sent.
 *
 * @returns how many are sent, and where to go on when the range holds more than one call takes.
 * @throws DomainError `not-found` for an endpoint or job the account does not have, `not-ready`
 * when the endpoint is disabled.
 */
export async function replayEvents(
  services: Services,
  accountId: string,
  endpointId: string,
  range: ReplayRange,
): Promise<{ replayed: number; nextAfter: number | null }> {
  const endpoint = await readEndpoint(services, accountId, endpointId);
  if (endpoint.disabledAt !== null) throw new DomainError("not-ready", "The endpoint is disabled.");
  const subject: FeedSubject =
    range.jobId === undefined
      ? { kind: "account", id: accountId }
      : { kind: "job", id: range.jobId };
  if ((await findFeed(services, accountId, subject)).gone) return { replayed: 0, nextAfter: null };
  const page = await feedOf(services, subject).read(range.after, MAXIMUM_REPLAYED_EVENTS);
  const { before = Infinity } = range;
  const events = page.entries
    .filter(({ seq }) => seq < before)
    .map(({ event }) => event)
    .filter(isJobEvent)
    .filter((event) => listensTo(endpoint, event));
  const recipient = { accountId, url: endpoint.url, endpointId };
  const deliveries = await Promise.all(
    events.map((event) => planDelivery(services, recipient, event)),
  );
  await services.deliveries.restart(deliveries);
  await services.webhooksQueue.send(
    deliveries.map(({ id }) => ({ type: "delivery-due", deliveryId: id })),
  );
  const last = page.entries.at(-1)?.seq ?? 0;
  const hasMore = last < page.lastSeq && last + 1 < before;
  return { replayed: deliveries.length, nextAfter: hasMore ? last : null };
}
