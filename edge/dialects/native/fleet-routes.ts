import { Hono } from "hono";
import type { FleetMinute } from "../../domain/fleet/fleet-minute-store.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { requireOperator } from "../../http/authenticate.ts";
import { time } from "./convert.ts";
import { describe } from "./describe.ts";
import { FleetMinutesQuery, parseWith } from "./schemas.ts";
import { FleetMinutesView, type FleetMinuteView } from "./views.ts";

/** `/fleet/minutes`: what pools did, for charts. */
export function createFleetRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get(
    "/fleet/minutes",
    describe({
      summary: "Read what pools did, minute by minute",
      description:
        "Finished minutes of the last `hours`, oldest first; kept for 48 hours. A minute in which nobody looked has no `waiting` and no `slots`.",
      access: "operator",
      query: FleetMinutesQuery,
      answers: { 200: { description: "One entry a pool and minute.", schema: FleetMinutesView } },
      errors: [400, 401, 403],
    }),
    async (context) => {
      const services = context.get("services");
      await requireOperator(services, context.get("auth"), context.req.raw.headers);
      const { hours, pool } = parseWith(FleetMinutesQuery, context.req.query());
      const since = services.clock.now() - hours * 3_600_000;
      const minutes = await services.fleetMinutes.list({ since, pool: pool ?? null });
      return context.json({ items: minutes.map(presentMinute) });
    },
  );
  return routes;
}

function presentMinute({ startsAt, ...minute }: FleetMinute): FleetMinuteView {
  return { startsAt: time(startsAt), ...minute };
}
