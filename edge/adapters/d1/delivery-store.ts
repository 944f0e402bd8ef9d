import { and, asc, desc, eq, lt, sql, type SQL } from "drizzle-orm";
import type { JobEventType } from "#contracts/events.ts";
import type {
  DeliveryQuery,
  DeliveryRecord,
  DeliveryStore,
  ReceiverHealth,
  WebhookDelivery,
} from "../../domain/webhooks/delivery-store.ts";
import type { Database } from "./database.ts";
import { webhookAttempts, webhookDeliveries } from "./schema-webhooks.ts";

/** Of what waited for an attempt, so much is called at once. */
const CALLED_NEXT = 2;

/** Rows that one statement writes: they are one bound value, and D1 takes none above 2 MB. */
const ROWS_AT_ONCE = 100;

/** Webhook deliveries over D1 (or anything that runs the same SQL). */
export function createDeliveryStore(database: Database): DeliveryStore {
  return {
    async create(deliveries) {
      if (deliveries.length === 0) return;
      await database.atomically(
        listRows(deliveries).map((rows) => sql`INSERT OR IGNORE INTO webhook_deliveries ${rows}`),
      );
    },
    async restart(deliveries) {
      if (deliveries.length === 0) return;
      // `WHERE TRUE`: else the parser takes ON for a join's.
      await database.atomically(
        listRows(deliveries).map(
          (rows) => sql`INSERT INTO webhook_deliveries ${rows} WHERE TRUE
            ON CONFLICT (id) DO UPDATE SET
              attempts = CASE state WHEN 'pending' THEN attempts ELSE 0 END, state = 'pending',
              next_attempt_at = excluded.next_attempt_at, claimed_until = NULL, finished_at = NULL
            WHERE claimed_until IS NULL OR claimed_until <= excluded.next_attempt_at`,
        ),
      );
    },
    async claim(deliveryId, now, leaseUntil, attemptsAtOnce) {
      const row = await database
        .update(webhookDeliveries)
        .set({ nextAttemptAt: leaseUntil, claimedUntil: leaseUntil })
        .where(
          sql`${webhookDeliveries.id} = ${deliveryId} AND ${webhookDeliveries.state} = 'pending'
            AND ${webhookDeliveries.nextAttemptAt} <= ${now}
            AND (SELECT COUNT(*) FROM webhook_deliveries AS held
              WHERE held.target = ${webhookDeliveries.target} AND held.claimed_until > ${now})
              < ${attemptsAtOnce}
            -- Rows are written in the order of their events.
            AND NOT EXISTS (SELECT 1 FROM webhook_deliveries AS earlier
              WHERE earlier.job_id = ${webhookDeliveries.jobId}
                AND earlier.target = ${webhookDeliveries.target}
                AND earlier.rowid < webhook_deliveries.rowid
                AND earlier.state = 'pending' AND earlier.attempts = 0)`,
        )
        .returning()
        .get();
      return row ? toDelivery(row) : null;
    },
    async recordAttempt(attempt) {
      const { deliveryId, state, status, error, nextAttemptAt, now } = attempt;
      const next = state === "pending" ? nextAttemptAt : null;
      await database.atomically([
        sql`INSERT INTO webhook_attempts
              (delivery_id, attempted_at, duration_milliseconds, status, error, next_attempt_at)
            VALUES (${deliveryId}, ${attempt.attemptedAt}, ${attempt.durationMilliseconds},
              ${status}, ${error}, ${next})`,
        // Counted here, not when claimed: a worker that died may not have sent anything.
        sql`UPDATE webhook_deliveries SET state = ${state}, attempts = attempts + 1,
              next_attempt_at = ${next}, claimed_until = NULL, last_status = ${status},
              last_error = ${error}, finished_at = ${state === "pending" ? null : now}
            WHERE id = ${deliveryId} AND state = 'pending'`,
        ...healthStatements(deliveryId, attempt.health, attempt.failingBefore, now),
      ]);
    },
    async listNext({ jobId, target }, now) {
      const due = sql`state = 'pending' AND next_attempt_at <= ${now}`;
      const [ofJob, ofTarget] = await database.atomically([
        sql`SELECT id FROM webhook_deliveries WHERE job_id = ${jobId} AND target = ${target}
              AND attempts = 0 AND ${due} ORDER BY rowid LIMIT 1`,
        sql`SELECT id FROM webhook_deliveries WHERE target = ${target} AND ${due}
            ORDER BY next_attempt_at LIMIT ${CALLED_NEXT}`,
      ]);
      const rows = [...(ofJob?.rows ?? []), ...(ofTarget?.rows ?? [])];
      return [...new Set(rows.map(([id]) => String(id)))];
    },
    async callDue({ overdueSince, now, limit, ofEachTarget }) {
      const [outcome] = await database.atomically([
        sql`UPDATE webhook_deliveries SET next_attempt_at = ${now} WHERE id IN (
              SELECT id FROM (
                SELECT id, next_attempt_at,
                  ROW_NUMBER() OVER (PARTITION BY target ORDER BY next_attempt_at) AS place
                FROM webhook_deliveries
                WHERE state = 'pending' AND next_attempt_at <= ${overdueSince})
              WHERE place <= ${ofEachTarget} ORDER BY place, next_attempt_at LIMIT ${limit})
            RETURNING id`,
      ]);
      return (outcome?.rows ?? []).map(([id]) => String(id));
    },
    async readOwned(deliveryId, accountId) {
      const row = await database
        .select()
        .from(webhookDeliveries)
        .where(
          and(eq(webhookDeliveries.id, deliveryId), eq(webhookDeliveries.accountId, accountId)),
        )
        .get();
      return row ? toRecord(row) : null;
    },
    async listOwned(query) {
      const rows = await database
        .select()
        .from(webhookDeliveries)
        .where(matching(query))
        .orderBy(desc(webhookDeliveries.id))
        .limit(query.limit);
      return rows.map(toRecord);
    },
    async listAttempts(deliveryId, limit) {
      return database
        .select({
          attemptedAt: webhookAttempts.attemptedAt,
          durationMilliseconds: webhookAttempts.durationMilliseconds,
          status: webhookAttempts.status,
          error: webhookAttempts.error,
          nextAttemptAt: webhookAttempts.nextAttemptAt,
        })
        .from(webhookAttempts)
        .where(eq(webhookAttempts.deliveryId, deliveryId))
        .orderBy(asc(webhookAttempts.ordinal))
        .limit(limit);
    },
  };
}

/** What an attempt means for the endpoint of its delivery; a job's callback has none. */
function healthStatements(
  deliveryId: string,
  health: ReceiverHealth,
  failingBefore: number,
  now: number,
): SQL[] {
  const isItsEndpoint = sql`id = (SELECT endpoint_id FROM webhook_deliveries
    WHERE id = ${deliveryId})`;
  switch (health) {
    case null:
      return [];
    case "took":
      return [
        sql`UPDATE webhook_endpoints SET failing_since = NULL
            WHERE failing_since IS NOT NULL AND ${isItsEndpoint}`,
      ];
    case "failed":
    case "gone":
      return [
        sql`UPDATE webhook_endpoints SET failing_since = ${now}
            WHERE failing_since IS NULL AND ${isItsEndpoint}`,
        sql`UPDATE webhook_endpoints
            SET disabled_at = ${now}, untold = 1,
              disabled_reason = ${health === "gone" ? "gone" : "failing"}
            WHERE disabled_at IS NULL AND ${isItsEndpoint}
              AND (${health === "gone" ? 1 : 0} = 1 OR failing_since <= ${failingBefore})`,
      ];
  }
}

/** The rows of deliveries, of so many in each statement. */
function listRows(deliveries: readonly WebhookDelivery[]): SQL[] {
  return Array.from({ length: Math.ceil(deliveries.length / ROWS_AT_ONCE) }, (_, index) =>
    rowsOf(deliveries.slice(index * ROWS_AT_ONCE, (index + 1) * ROWS_AT_ONCE)),
  );
}

function rowsOf(deliveries: readonly WebhookDelivery[]): SQL {
  return sql`(id, account_id, job_id, event_id, event_type, endpoint_id, url, target,
      payload_json, state, attempts, next_attempt_at, created_at)
    SELECT json_extract(value, '$.id'), json_extract(value, '$.accountId'),
      json_extract(value, '$.jobId'), json_extract(value, '$.eventId'),
      json_extract(value, '$.eventType'), json_extract(value, '$.endpointId'),
      json_extract(value, '$.url'), json_extract(value, '$.target'),
      json_extract(value, '$.payloadJson'), 'pending', 0,
      json_extract(value, '$.nextAttemptAt'), json_extract(value, '$.createdAt')
    FROM json_each(${JSON.stringify(deliveries)})`;
}

function matching(query: DeliveryQuery): SQL | undefined {
  const { before, endpointId, jobId, state, eventType } = query;
  return and(
    eq(webhookDeliveries.accountId, query.accountId),
    before === undefined ? undefined : lt(webhookDeliveries.id, before),
    endpointId === undefined ? undefined : eq(webhookDeliveries.endpointId, endpointId),
    jobId === undefined ? undefined : eq(webhookDeliveries.jobId, jobId),
    state === undefined ? undefined : eq(webhookDeliveries.state, state),
    eventType === undefined ? undefined : eq(webhookDeliveries.eventType, eventType),
  );
}

type Row = typeof webhookDeliveries.$inferSelect;

function toDelivery(row: Row): WebhookDelivery {
  return {
    id: row.id,
    accountId: row.accountId,
    jobId: row.jobId,
    eventId: row.eventId,
    eventType: row.eventType as JobEventType,
    endpointId: row.endpointId,
    url: row.url,
    target: row.target,
    payloadJson: row.payloadJson,
    state: row.state,
    attempts: row.attempts,
    nextAttemptAt: row.nextAttemptAt,
    createdAt: row.createdAt,
  };
}

function toRecord(row: Row): DeliveryRecord {
  const { lastStatus, lastError, finishedAt } = row;
  return { ...toDelivery(row), lastStatus, lastError, finishedAt };
}
