import { StreamMessage } from "../../../../edge/dialects/native/event-views.ts";
import type { Route } from "../../entry.ts";

const badQueries: readonly string[] = [
  "after=-1",
  "after=1.5",
  "after=ten",
  "after=1e400",
  "limit=0",
  "limit=501",
  "limit=1.5",
  "format=xml",
  "format=__proto__",
  // One longer than a ticket can be, and one beside the credential that the request carries.
  `ticket=${"a".repeat(201)}`,
  "ticket=ff_ticket_nonsense",
];

const read = { method: "GET", auth: "account", scope: "jobs:read", badQueries } as const;
/** One page; without it an answer is a stream, which ends with its subject alone. */
const asPage = { accept: "application/json" };

/** Events, and the tickets that open their streams. */
export const EVENT_ROUTES: readonly Route[] = [
  {
    ...read,
    path: "/api/v2/jobs/:id/events",
    parameters: { id: { kind: "id", of: "job" } },
    headers: asPage,
    socket: { of: "job", message: StreamMessage },
  },
  // The same as a stream, of a job that has ended.
  {
    ...read,
    path: "/api/v2/jobs/:id/events",
    parameters: { id: { kind: "id", of: "completed-job" } },
    headers: { accept: "text/event-stream" },
    streams: true,
  },
  {
    ...read,
    path: "/api/v2/batches/:id/events",
    parameters: { id: { kind: "id", of: "batch" } },
    headers: asPage,
  },
  { ...read, path: "/api/v2/events", headers: asPage },
  { method: "POST", path: "/api/v2/tickets", auth: "account", scope: "jobs:read" },
];
