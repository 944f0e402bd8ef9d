import { Hono } from "hono";
import { z } from "zod";
import { Uuid } from "#contracts/job.ts";
import type { AuditEntry } from "../../domain/audit/audit-log.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { requireOperator } from "../../http/authenticate.ts";
import { time } from "./convert.ts";
import { describe } from "./describe.ts";
import { PAGE_FIELDS, parseWith } from "./schemas.ts";
import { pageOf } from "./views.ts";

const ListAuditLogQuery = z.object({
  ...PAGE_FIELDS,
  subjectId: Uuid.optional().meta({ description: "An account or a node." }),
});

const AuditEntryView = z
  .strictObject({
    id: Uuid,
    at: z.iso.datetime(),
    action: z.enum([
      "account-created",
      "account-changed",
      "key-created",
      "key-revoked",
      "links-revoked",
      "balance-granted",
      "enrolment-token-created",
      "node-state-changed",
    ]),
    subjectId: Uuid.nullable().meta({ description: "The account or node it was done to." }),
    details: z.looseObject({}).meta({ description: "What was asked for, without secrets." }),
    requestId: z.string().meta({ description: "`X-Request-Id` of the call." }),
  })
  .meta({ id: "AuditEntry" });

/** `/audit-log`: what operators did. */
export function createAuditRoutes(): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get(
    "/audit-log",
    describe({
      summary: "List what operators did, newest first",
      description: "Every call that changed something; entries are never changed or removed.",
      access: "operator",
      query: ListAuditLogQuery,
      answers: { 200: { description: "One page.", schema: pageOf(AuditEntryView) } },
      errors: [400, 401, 403],
    }),
    async (context) => {
      const services = context.get("services");
      await requireOperator(services, context.get("auth"), context.req.raw.headers);
      const query = parseWith(ListAuditLogQuery, context.req.query());
      const { cursor: before, limit, subjectId } = query;
      const entries = await services.audit.list({ before, limit, subjectId });
      const nextCursor = entries.length === limit ? (entries.at(-1)?.id ?? null) : null;
      return context.json({ items: entries.map(presentEntry), nextCursor });
    },
  );
  return routes;
}

function presentEntry(entry: AuditEntry): z.infer<typeof AuditEntryView> {
  return { ...entry, at: time(entry.at) };
}
