import type { JobEvent } from "#contracts/events.ts";
import type { Services } from "../../domain/services.ts";
import type { Linker } from "./read-result.ts";
import { readStatus } from "./read-status.ts";

/**
 * A webhook's body: the request's id and its status, as it was at the event. Null for an event that
 * nobody is told.
 */
export async function presentDelivery(
  services: Services,
  event: JobEvent,
  accountId: string,
  link: Linker,
): Promise<object | null> {
  const base = { request_id: event.jobId };
  switch (event.type) {
    case "job-started":
      return { ...base, status: "IN_PROGRESS", progress: 0, message: "Processing..." };
    case "job-progressed": {
      const { percent: progress } = event;
      return { ...base, status: "IN_PROGRESS", progress, message: `Processing... ${progress}%` };
    }
    case "job-completed":
    case "job-failed":
    case "job-cancelled":
      return { ...base, ...(await readStatus(services, accountId, event.jobId, link)) };
    default:
      return null;
  }
}
