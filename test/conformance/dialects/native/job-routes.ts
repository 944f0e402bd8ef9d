import type { Parameter, Route } from "../../entry.ts";

const job: Parameter = { kind: "id", of: "job" };
const batch: Parameter = { kind: "id", of: "batch" };
const read = { method: "GET", auth: "account", scope: "jobs:read" } as const;
const write = { method: "POST", auth: "account", scope: "jobs:write" } as const;

/** Query strings that no list takes. */
export const BAD_PAGES: readonly string[] = [
  "limit=0",
  "limit=101",
  "limit=1.5",
  "limit=ten",
  "limit=1e400",
  "cursor=nonsense",
  "cursor=%00",
];

/** `/jobs` and `/batches`: what every dialect submitted. */
export const JOB_ROUTES: readonly Route[] = [
  {
    ...read,
    path: "/api/v2/jobs",
    badQueries: [...BAD_PAGES, "state=done", "dialect=other", "dialect=__proto__"],
  },
  { ...read, path: "/api/v2/jobs/:id", parameters: { id: job } },
  { ...write, method: "DELETE", path: "/api/v2/jobs/:id", parameters: { id: job } },
  {
    ...write,
    method: "PATCH",
    path: "/api/v2/jobs/:id",
    parameters: { id: job },
    body: {
      encodings: ["json"],
      valid: { priority: 5 },
      fields: {
        type: "object",
        closed: true,
        fields: {
          priority: { type: "number", minimum: -10, maximum: 10, integer: true, required: true },
        },
      },
    },
  },
  { ...write, path: "/api/v2/jobs/:id/cancel", parameters: { id: job } },
  {
    ...read,
    path: "/api/v2/jobs/:id/waiting",
    auth: "account-or-operator",
    parameters: { id: job },
  },
  { ...read, path: "/api/v2/batches/:id", parameters: { id: batch } },
  { ...write, path: "/api/v2/batches/:id/cancel", parameters: { id: batch } },
  { ...read, path: "/api/v2/batches/:id/waiting", parameters: { id: batch } },
];
