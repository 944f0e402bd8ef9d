import { and, desc, eq, isNull, lt, sql, type SQL } from "drizzle-orm";
import type { JobEventType } from "#contracts/events.ts";
import type {
  UntoldEndpoint,
  WebhookEndpoint,
  WebhookEndpointStore,
} from "../../domain/webhooks/endpoint-store.ts";
import type { Database } from "./database.ts";
import { webhookEndpoints } from "./schema-webhooks.ts";
import { sealedSecretsAt } from "./sealed-secrets-at.ts";

/** The webhook endpoints over D1 (or anything that runs the same SQL). */
export function createWebhookEndpointStore(database: Database): WebhookEndpointStore {
  /** Runs one statement that ends with RETURNING; true when it found its row. */
  const changes = async (statement: SQL) => {
    const [outcome] = await database.atomically([statement]);
    return outcome !== undefined && outcome.rows.length > 0;
  };
  return {
    create({ id, accountId, url, eventTypes, secretSealed, createdAt }, maximum) {
      return changes(
        sql`INSERT INTO webhook_endpoints
              (id, account_id, url, event_types_json, secret_sealed, created_at)
            SELECT ${id}, ${accountId}, ${url}, ${JSON.stringify(eventTypes)}, ${secretSealed},
              ${createdAt}
            WHERE (SELECT COUNT(*) FROM webhook_endpoints WHERE account_id = ${accountId})
              < ${maximum}
            RETURNING id`,
      );
    },
    async readOwned(endpointId, accountId) {
      const row = await database
        .select()
        .from(webhookEndpoints)
        .where(and(eq(webhookEndpoints.id, endpointId), eq(webhookEndpoints.accountId, accountId)))
        .get();
      return row ? toEndpoint(row) : null;
    },
    async listOwned({ accountId, limit, before }) {
      const rows = await database
        .select()
        .from(webhookEndpoints)
        .where(
          and(
            eq(webhookEndpoints.accountId, accountId),
            before === undefined ? undefined : lt(webhookEndpoints.id, before),
          ),
        )
        .orderBy(desc(webhookEndpoints.id))
        .limit(limit);
      return rows.map(toEndpoint);
    },
    change(endpointId, accountId, { url, eventTypes, disabled }, now) {
      const flag = disabled === undefined ? null : Number(disabled);
      const types = eventTypes === undefined ? null : JSON.stringify(eventTypes);
      return changes(
        sql`UPDATE webhook_endpoints SET url = COALESCE(${url ?? null}, url),
              event_types_json = COALESCE(${types}, event_types_json),
              failing_since = CASE ${flag} WHEN 0 THEN NULL ELSE failing_since END,
              disabled_reason = CASE ${flag}
                WHEN 1 THEN COALESCE(disabled_reason, 'account') WHEN 0 THEN NULL
                ELSE disabled_reason END,
              disabled_at = CASE ${flag}
                WHEN 1 THEN COALESCE(disabled_at, ${now}) WHEN 0 THEN NULL
                ELSE disabled_at END,
              untold = CASE ${flag} WHEN 0 THEN 0 ELSE untold END
            WHERE id = ${endpointId} AND account_id = ${accountId} RETURNING id`,
      );
    },
    delete(endpointId, accountId) {
      return changes(
        sql`DELETE FROM webhook_endpoints
            WHERE id = ${endpointId} AND account_id = ${accountId} RETURNING id`,
      );
    },
    rotateSecret(endpointId, accountId, secretSealed, previousUntil) {
      return changes(
        sql`UPDATE webhook_endpoints SET previous_secret_sealed = secret_sealed,
              previous_secret_until = ${previousUntil}, secret_sealed = ${secretSealed}
            WHERE id = ${endpointId} AND account_id = ${accountId} RETURNING id`,
      );
    },
    async listEnabled(accountIds) {
      const rows = await database
        .select()
        .from(webhookEndpoints)
        .where(
          and(
            isNull(webhookEndpoints.disabledAt),
            sql`${webhookEndpoints.accountId} IN (
              SELECT value FROM json_each(${JSON.stringify(accountIds)}))`,
          ),
        );
      return rows.map(toEndpoint);
    },
    async readReceiver(endpointId, now) {
      const row = await database
        .select()
        .from(webhookEndpoints)
        .where(and(eq(webhookEndpoints.id, endpointId), isNull(webhookEndpoints.disabledAt)))
        .get();
      if (!row) return null;
      const sealedSecrets = sealedSecretsAt(
        {
          sealed: row.secretSealed,
          previous: row.previousSecretSealed,
          previousUntil: row.previousSecretUntil,
        },
        now,
      );
      return { url: row.url, sealedSecrets };
    },
    async listUntold(limit) {
      const rows = await database
        .select()
        .from(webhookEndpoints)
        .where(sql`${webhookEndpoints.untold} = 1 AND ${webhookEndpoints.disabledAt} IS NOT NULL`)
        .limit(limit);
      return rows.map(({ id, accountId, disabledAt, disabledReason }): UntoldEndpoint => {
        const reason = disabledReason === "gone" ? "gone" : "failing";
        return { id, accountId, disabledAt: disabledAt ?? 0, reason };
      });
    },
    async recordTold(endpointId, disabledAt) {
      await database
        .update(webhookEndpoints)
        .set({ untold: 0 })
        .where(
          and(eq(webhookEndpoints.id, endpointId), eq(webhookEndpoints.disabledAt, disabledAt)),
        );
    },
  };
}

function toEndpoint(row: typeof webhookEndpoints.$inferSelect): WebhookEndpoint {
  return {
    id: row.id,
    accountId: row.accountId,
    url: row.url,
    eventTypes: JSON.parse(row.eventTypesJson) as JobEventType[],
    createdAt: row.createdAt,
    failingSince: row.failingSince,
    disabledAt: row.disabledAt,
    disabledReason: row.disabledReason,
    previousSecretUntil: row.previousSecretUntil,
  };
}
