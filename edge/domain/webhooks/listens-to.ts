import { JobEvent, type JobEventType } from "#contracts/events.ts";
import type { WebhookEndpoint } from "./endpoint-store.ts";

/**
 * What feeds alone tell. Stages and log lines are many a second and reach feeds past the outbox,
 * from which endpoints are sent; quarters are told only of jobs whose own callback asked for them.
 */
const FEED_ONLY_TYPES = [
  "task-stage-changed",
  "job-logged",
  "job-progressed",
] as const satisfies readonly JobEventType[];

export type EndpointEventType = Exclude<JobEventType, (typeof FEED_ONLY_TYPES)[number]>;

const isForEndpoints = (type: JobEventType): type is EndpointEventType =>
  FEED_ONLY_TYPES.every((feedOnly) => feedOnly !== type);

/** The types of event that an endpoint may be sent. */
export const ENDPOINT_EVENT_TYPES: readonly EndpointEventType[] = JobEvent.options
  .map((option) => option.shape.type.value)
  .filter(isForEndpoints);

/** True when an endpoint is to be sent such an event; one that lists no types wants them all. */
export function listensTo(
  { eventTypes }: Pick<WebhookEndpoint, "eventTypes">,
  { type }: Pick<JobEvent, "type">,
): boolean {
  return isForEndpoints(type) && (eventTypes.length === 0 || eventTypes.includes(type));
}
