import type { Parameter, Route } from "../../entry.ts";
import type { FieldRule } from "../../field-rule.ts";
import { BAD_PAGES } from "./job-routes.ts";

const endpoint: Parameter = { kind: "id", of: "webhook-endpoint" };
const delivery: Parameter = { kind: "id", of: "webhook-delivery" };
const read = { method: "GET", auth: "account", scope: "jobs:read" } as const;
const write = { method: "POST", auth: "account", scope: "jobs:write" } as const;

/** No task of these tests is given back, so that an endpoint is sent nothing by the way. */
export const QUIET = ["task-requeued"];
const url: FieldRule = {
  type: "string",
  minimumLength: 1,
  maximumLength: 2000,
  accepts: ["https://example.com/other?a=b"],
  refuses: [
    "example.com/hook",
    "ftp://example.com/hook",
    "http://example.com/hook",
    "https://user:pass@example.com/hook",
    "https://example.com:8443/hook",
    "https://10.0.0.1/hook",
    "https://metadata.internal/hook",
    "javascript:alert(1)",
  ],
};
const eventTypes: FieldRule = {
  type: "list",
  items: { type: "choice", choices: QUIET },
  maximumLength: 10,
};
const seq: FieldRule = {
  type: "number",
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  integer: true,
};

/** `/webhook-endpoints` and `/webhook-deliveries`: where events are posted, and what became of it. */
export const WEBHOOK_ROUTES: readonly Route[] = [
  {
    ...write,
    path: "/api/v2/webhook-endpoints",
    body: {
      encodings: ["json"],
      valid: { url: "https://example.com/hook", eventTypes: QUIET },
      fields: {
        type: "object",
        closed: true,
        fields: { url: { ...url, required: true }, eventTypes },
      },
    },
  },
  { ...read, path: "/api/v2/webhook-endpoints", badQueries: BAD_PAGES },
  { ...read, path: "/api/v2/webhook-endpoints/:id", parameters: { id: endpoint } },
  {
    ...write,
    method: "PATCH",
    path: "/api/v2/webhook-endpoints/:id",
    parameters: { id: endpoint },
    body: {
      encodings: ["json"],
      valid: { eventTypes: QUIET },
      fields: {
        type: "object",
        closed: true,
        fields: {
          url,
          eventTypes,
          disabled: { type: "boolean", refuses: ["true", 1], accepts: [false] },
        },
      },
    },
  },
  {
    ...write,
    method: "DELETE",
    path: "/api/v2/webhook-endpoints/:id",
    parameters: { id: endpoint },
  },
  { ...write, path: "/api/v2/webhook-endpoints/:id/rotate-secret", parameters: { id: endpoint } },
  {
    ...write,
    path: "/api/v2/webhook-endpoints/:id/replay",
    parameters: { id: endpoint },
    body: {
      encodings: ["json"],
      valid: { after: 3 },
      fields: {
        type: "object",
        closed: true,
        fields: {
          jobId: { type: "string", refuses: ["", "nonsense", "../jobs"] },
          after: seq,
          before: seq,
        },
      },
    },
  },
  {
    ...read,
    path: "/api/v2/webhook-deliveries",
    badQueries: [...BAD_PAGES, "state=sent", "eventType=__proto__", "jobId=x", "endpointId=x"],
  },
  { ...read, path: "/api/v2/webhook-deliveries/:id", parameters: { id: delivery } },
  { ...write, path: "/api/v2/webhook-deliveries/:id/replay", parameters: { id: delivery } },
];
