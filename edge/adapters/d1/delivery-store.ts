import { and, asc, eq, lte, sql } from "drizzle-orm";
import type { DeliveryStore, WebhookDelivery } from "../../domain/webhooks/delivery-store.ts";
import type { Database } from "./database.ts";
import { webhookDeliveries } from "./schema.ts";

/** Webhook deliveries over D1 (or anything that runs the same SQL). */
export function createDeliveryStore(database: Database): DeliveryStore {
  return {
    async create(deliveries) {
      if (deliveries.length === 0) return;
      await database.atomically([
        sql`INSERT OR IGNORE INTO webhook_deliveries (id, account_id, job_id, event_id, url,
              payload_json, state, attempts, next_attempt_at, created_at)
            SELECT json_extract(value, '$.id'), json_extract(value, '$.accountId'),
              json_extract(value, '$.jobId'), json_extract(value, '$.eventId'),
              json_extract(value, '$.url'), json_extract(value, '$.payloadJson'),
              json_extract(value, '$.state'), json_extract(value, '$.attempts'),
              json_extract(value, '$.nextAttemptAt'), json_extract(value, '$.createdAt')
            FROM json_each(${JSON.stringify(deliveries)})`,
      ]);
    },
    async claim(deliveryId, now, leaseUntil) {
      const row = await database
        .update(webhookDeliveries)
        .set({ nextAttemptAt: leaseUntil })
        .where(
          and(
            eq(webhookDeliveries.id, deliveryId),
            eq(webhookDeliveries.state, "pending"),
            lte(webhookDeliveries.nextAttemptAt, now),
            // Rows are written in the order of their events.
            sql`NOT EXISTS (SELECT 1 FROM webhook_deliveries AS earlier
              WHERE earlier.job_id = ${webhookDeliveries.jobId}
                AND earlier.url = ${webhookDeliveries.url}
                AND earlier.rowid < webhook_deliveries.rowid
                AND earlier.state = 'pending' AND earlier.attempts = 0)`,
          ),
        )
        .returning()
        .get();
      return row ? toDelivery(row) : null;
    },
    async recordAttempt(attempt) {
      // Counted here, not when claimed: a worker that died may not have sent anything.
      await database
        .update(webhookDeliveries)
        .set({
          state: attempt.state,
          attempts: sql`${webhookDeliveries.attempts} + 1`,
          nextAttemptAt: attempt.state === "pending" ? attempt.nextAttemptAt : null,
          lastStatus: attempt.status,
          lastError: attempt.error,
          finishedAt: attempt.state === "pending" ? null : attempt.now,
        })
        .where(
          and(eq(webhookDeliveries.id, attempt.deliveryId), eq(webhookDeliveries.state, "pending")),
        );
    },
    async readNext(jobId, now) {
      const row = await database
        .select({ id: webhookDeliveries.id })
        .from(webhookDeliveries)
        .where(
          sql`${webhookDeliveries.jobId} = ${jobId} AND ${webhookDeliveries.state} = 'pending'
            AND ${webhookDeliveries.attempts} = 0 AND ${webhookDeliveries.nextAttemptAt} <= ${now}`,
        )
        .orderBy(sql`rowid`)
        .limit(1)
        .get();
      return row?.id ?? null;
    },
    async listDue(now, limit) {
      const rows = await database
        .select({ id: webhookDeliveries.id })
        .from(webhookDeliveries)
        .where(
          sql`${webhookDeliveries.state} = 'pending' AND ${webhookDeliveries.nextAttemptAt} <= ${now}`,
        )
        .orderBy(asc(webhookDeliveries.nextAttemptAt))
        .limit(limit);
      return rows.map((row) => row.id);
    },
  };
}

function toDelivery(row: typeof webhookDeliveries.$inferSelect): WebhookDelivery {
  return {
    id: row.id,
    accountId: row.accountId,
    jobId: row.jobId,
    url: row.url,
    payloadJson: row.payloadJson,
    state: row.state,
    attempts: row.attempts,
    nextAttemptAt: row.nextAttemptAt,
    createdAt: row.createdAt,
  };
}
