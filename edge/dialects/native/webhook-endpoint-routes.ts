import { Hono, type Context } from "hono";
import { DomainError } from "../../domain/errors.ts";
import { checkCallbackUrl } from "../../domain/webhooks/check-callback-url.ts";
import { createEndpoint } from "../../domain/webhooks/create-endpoint.ts";
import { noSuchEndpoint, readEndpoint } from "../../domain/webhooks/read-endpoint.ts";
import { replayEvents } from "../../domain/webhooks/replay-events.ts";
import { rotateEndpointSecret } from "../../domain/webhooks/rotate-secret.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { readJsonBody, readOptionalJsonBody } from "../../http/json-body.ts";
import { describe } from "./describe.ts";
import { presentEndpoint, presentRotatedSecret } from "./present-webhooks.ts";
import { accountOf, idOf } from "./request-context.ts";
import { parseWith } from "./schemas.ts";
import {
  CreateWebhookEndpointRequest,
  ListWebhookEndpointsQuery,
  ReplayEventsRequest,
  WebhookEndpointPatch,
} from "./webhook-schemas.ts";
import {
  NewWebhookEndpointView,
  ReplayView,
  RotatedSecretView,
  WebhookEndpointView,
} from "./webhook-views.ts";
import { pageOf } from "./views.ts";

const ERRORS = [400, 401, 403];
const ID_ERRORS = [...ERRORS, 404];
const BODY_ERRORS = [413, 415];

/** `/webhook-endpoints`: where the account wants its events posted. */
export function createWebhookEndpointRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.post(
    "/webhook-endpoints",
    describe({
      summary: "Create a webhook endpoint",
      description:
        "Every event of the account's jobs that is a WebhookEventType, whatever dialect they came through, is posted to it as a WebhookMessage, signed as Standard Webhooks 1.0 says with the endpoint's own secret. An answer of 2xx within 15 seconds delivers; anything else is tried again after 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h.",
      access: "account",
      body: {
        schema: CreateWebhookEndpointRequest,
        example: {
          url: "https://example.com/hooks",
          eventTypes: ["job-completed", "job-failed", "job-cancelled"],
        },
      },
      answers: { 201: { description: "The endpoint.", schema: NewWebhookEndpointView } },
      errors: [...ERRORS, ...BODY_ERRORS],
    }),
    async (context) => {
      const account = await accountOf(context, "jobs:write");
      const input = parseWith(CreateWebhookEndpointRequest, await readJsonBody(context.req.raw));
      checkUrl(context, input.url);
      const { endpoint, secret } = await createEndpoint(context.get("services"), {
        ...input,
        accountId: account.id,
      });
      return context.json({ ...presentEndpoint(endpoint), secret }, 201);
    },
  );
  routes.get(
    "/webhook-endpoints",
    describe({
      summary: "List webhook endpoints, newest first",
      access: "account",
      query: ListWebhookEndpointsQuery,
      answers: { 200: { description: "One page.", schema: pageOf(WebhookEndpointView) } },
      errors: ERRORS,
    }),
    async (context) => {
      const account = await accountOf(context, "jobs:read");
      const { cursor, limit } = parseWith(ListWebhookEndpointsQuery, context.req.query());
      const endpoints = await context.get("services").webhookEndpoints.listOwned({
        accountId: account.id,
        limit,
        before: cursor,
      });
      const nextCursor = endpoints.length === limit ? (endpoints.at(-1)?.id ?? null) : null;
      return context.json({ items: endpoints.map(presentEndpoint), nextCursor });
    },
  );
  routes.get(
    "/webhook-endpoints/:id",
    describe({
      summary: "Read a webhook endpoint",
      access: "account",
      answers: { 200: { description: "The endpoint.", schema: WebhookEndpointView } },
      errors: ID_ERRORS,
    }),
    async (context) => {
      const account = await accountOf(context, "jobs:read");
      const endpoint = await readEndpoint(context.get("services"), account.id, idOf(context));
      return context.json(presentEndpoint(endpoint));
    },
  );
  routes.patch(
    "/webhook-endpoints/:id",
    describe({
      summary: "Change a webhook endpoint",
      description: "What is left out stays. Deliveries that wait go to the new address.",
      access: "account",
      body: { schema: WebhookEndpointPatch, example: { disabled: false } },
      answers: {
        200: { description: "The endpoint as it is now.", schema: WebhookEndpointView },
      },
      errors: [...ID_ERRORS, ...BODY_ERRORS],
    }),
    async (context) => {
      const account = await accountOf(context, "jobs:write");
      const change = parseWith(WebhookEndpointPatch, await readJsonBody(context.req.raw));
      if (change.url !== undefined) checkUrl(context, change.url);
      const services = context.get("services");
      const { webhookEndpoints, clock } = services;
      const id = idOf(context);
      const changed = await webhookEndpoints.change(id, account.id, change, clock.now());
      if (!changed) throw noSuchEndpoint();
      return context.json(presentEndpoint(await readEndpoint(services, account.id, id)));
    },
  );
  routes.delete(
    "/webhook-endpoints/:id",
    describe({
      summary: "Delete a webhook endpoint",
      description: "Deliveries that still wait are not sent any more.",
      access: "account",
      answers: { 204: { description: "Deleted." } },
      errors: ID_ERRORS,
    }),
    async (context) => {
      const account = await accountOf(context, "jobs:write");
      const { webhookEndpoints } = context.get("services");
      if (!(await webhookEndpoints.delete(idOf(context), account.id))) throw noSuchEndpoint();
      return context.body(null, 204);
    },
  );
  routes.post(
    "/webhook-endpoints/:id/rotate-secret",
    describe({
      summary: "Rotate a webhook endpoint's secret",
      description: "For 24 hours every message is signed with both secrets, the new one first.",
      access: "account",
      answers: { 200: { description: "The new secret.", schema: RotatedSecretView } },
      errors: ID_ERRORS,
    }),
    async (context) => {
      const account = await accountOf(context, "jobs:write");
      const services = context.get("services");
      const rotated = await rotateEndpointSecret(services, account.id, idOf(context));
      return context.json(presentRotatedSecret(rotated));
    },
  );
  routes.post(
    "/webhook-endpoints/:id/replay",
    describe({
      summary: "Send events again",
      description:
        "Sends the endpoint what it listens to of a range of `seq`, of one job's events or of the account's, at most 1000 events a call. An event keeps its `webhook-id`. What feeds keep no more is not sent.",
      access: "account",
      body: { schema: ReplayEventsRequest, example: { after: 41, before: 100 } },
      bodyRequired: false,
      answers: { 202: { description: "They are on their way.", schema: ReplayView } },
      errors: [...ID_ERRORS, 409, ...BODY_ERRORS],
    }),
    async (context) => {
      const account = await accountOf(context, "jobs:write");
      const body = await readOptionalJsonBody(context.req.raw);
      const range = parseWith(ReplayEventsRequest, body === undefined ? {} : body);
      const services = context.get("services");
      return context.json(await replayEvents(services, account.id, idOf(context), range), 202);
    },
  );
  return routes;
}

function checkUrl(context: Context<AppEnv>, url: string): void {
  const reason = checkCallbackUrl(url, {
    allowLoopback: context.get("services").settings.local,
    ownOrigins: [context.get("origin"), context.req.url],
    subject: "The endpoint",
  });
  if (reason !== null) throw new DomainError("invalid-request", reason, { field: "url" });
}
