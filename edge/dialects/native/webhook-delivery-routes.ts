import { Hono } from "hono";
import { readDelivery } from "../../domain/webhooks/read-delivery.ts";
import { replayDelivery } from "../../domain/webhooks/replay-delivery.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { describe } from "./describe.ts";
import { presentAttempt, presentDelivery } from "./present-webhooks.ts";
import { accountOf, idOf } from "./request-context.ts";
import { parseWith } from "./schemas.ts";
import { ListWebhookDeliveriesQuery } from "./webhook-schemas.ts";
import { WebhookDeliveryDetail, WebhookDeliveryView } from "./webhook-views.ts";
import { pageOf } from "./views.ts";

/** Attempts that one answer lists: a schedule has ten, and replays begin it anew. */
const ATTEMPTS_SHOWN = 100;
const ERRORS = [400, 401, 403];

/** `/webhook-deliveries`: what became of each event at each endpoint and callback. */
export function createWebhookDeliveryRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get(
    "/webhook-deliveries",
    describe({
      summary: "List webhook deliveries, newest event first",
      access: "account",
      query: ListWebhookDeliveriesQuery,
      answers: { 200: { description: "One page.", schema: pageOf(WebhookDeliveryView) } },
      errors: ERRORS,
    }),
    async (context) => {
      const account = await accountOf(context, "jobs:read");
      const query = parseWith(ListWebhookDeliveriesQuery, context.req.query());
      const { cursor, limit, ...filters } = query;
      const deliveries = await context.get("services").deliveries.listOwned({
        ...filters,
        accountId: account.id,
        limit,
        before: cursor,
      });
      const nextCursor = deliveries.length === limit ? (deliveries.at(-1)?.id ?? null) : null;
      return context.json({ items: deliveries.map(presentDelivery), nextCursor });
    },
  );
  routes.get(
    "/webhook-deliveries/:id",
    describe({
      summary: "Read a webhook delivery",
      access: "account",
      answers: {
        200: { description: "The delivery with its attempts.", schema: WebhookDeliveryDetail },
      },
      errors: [...ERRORS, 404],
    }),
    async (context) => {
      const account = await accountOf(context, "jobs:read");
      const services = context.get("services");
      const delivery = await readDelivery(services, account.id, idOf(context));
      const attempts = await services.deliveries.listAttempts(delivery.id, ATTEMPTS_SHOWN);
      return context.json({ ...presentDelivery(delivery), log: attempts.map(presentAttempt) });
    },
  );
  routes.post(
    "/webhook-deliveries/:id/replay",
    describe({
      summary: "Send a webhook again",
      description:
        "Under the same `webhook-id`, with its whole schedule before it. One that waits for its next attempt is tried now.",
      access: "account",
      answers: {
        202: { description: "The delivery as it is now.", schema: WebhookDeliveryView },
      },
      errors: [...ERRORS, 404, 409],
    }),
    async (context) => {
      const account = await accountOf(context, "jobs:write");
      const delivery = await replayDelivery(context.get("services"), account.id, idOf(context));
      return context.json(presentDelivery(delivery), 202);
    },
  );
  return routes;
}
