import { and, asc, eq, gte, lt, sql, type SQL } from "drizzle-orm";
import type { FleetMinuteStore } from "../../domain/fleet/fleet-minute-store.ts";
import type { Database } from "./database.ts";
import { fleetMinutes } from "./schema-fleet.ts";

const MINUTE_MILLISECONDS = 60_000;

/** The store of minutes over D1 (or anything that runs the same SQL). */
export function createFleetMinuteStore(database: Database): FleetMinuteStore {
  return {
    async record({ startsAt, slots, now }) {
      const last = startsAt.at(-1);
      await database.atomically(
        startsAt.map((from) =>
          recordStatement({ from, now, slots: JSON.stringify(slots), gauged: from === last }),
        ),
      );
    },
    async list({ since, pool }) {
      return database
        .select()
        .from(fleetMinutes)
        .where(
          and(
            gte(fleetMinutes.startsAt, since),
            pool === null ? undefined : eq(fleetMinutes.pool, pool),
          ),
        )
        .orderBy(asc(fleetMinutes.startsAt), asc(fleetMinutes.pool));
    },
    async forgetBefore(time) {
      await database.delete(fleetMinutes).where(lt(fleetMinutes.startsAt, time));
    },
  };
}

/**
 * Counts one minute from the outbox, which has a row for everything that happened. An event that
 * was told in or after the minute has `done_at` there, for which there is an index.
 */
function recordStatement(minute: {
  from: number;
  now: number;
  slots: string;
  gauged: boolean;
}): SQL {
  const { from, now, slots, gauged } = minute;
  const to = from + MINUTE_MILLISECONDS;
  const gauge = (value: SQL) => (gauged ? value : sql`NULL`);
  const within = sql`at >= ${from} AND at < ${to}`;
  return sql`INSERT INTO fleet_minutes
      (pool, starts_at, starts, finishes, failures, busy_slot_seconds, waiting, slots)
    WITH
      rows_since AS (
        SELECT event_id, job_id, payload_json, created_at FROM outbox WHERE done_at >= ${from}
        UNION ALL
        SELECT event_id, job_id, payload_json, created_at FROM outbox WHERE done_at IS NULL),
      events AS (
        SELECT jobs.pool, jobs.id AS job_id, created_at_of_event AS at, type, cause, lease_id
        FROM (
          SELECT job_id AS event_job_id, created_at AS created_at_of_event,
            json_extract(payload_json, '$.type') AS type,
            json_extract(payload_json, '$.cause') AS cause,
            substr(event_id, 1, instr(event_id, ':') - 1) AS lease_id
          FROM rows_since WHERE created_at >= ${from})
        JOIN jobs ON jobs.id = event_job_id),
      busy AS (
        SELECT pool, leased_at AS began, ${now} AS ended FROM tasks WHERE state = 'leased'
        UNION ALL
        SELECT pool, COALESCE((SELECT leased.created_at FROM outbox AS leased
            WHERE leased.event_id = events.lease_id || ':leased'), 0), at
        FROM events WHERE type IN ('task-done', 'task-requeued')
        UNION ALL
        SELECT tasks.pool, leased_at, finished_at
        FROM events JOIN tasks ON tasks.job_id = events.job_id
        WHERE type IN ('job-failed', 'job-cancelled') AND tasks.state IN ('failed', 'cancelled')
          AND leased_at IS NOT NULL),
      pools AS (
        SELECT json_extract(value, '$.pool') AS name, json_extract(value, '$.slots') AS slots
        FROM json_each(${slots}))
    SELECT name,
      ${from},
      (SELECT COUNT(*) FROM events WHERE events.pool = name AND ${within} AND type = 'task-leased'),
      (SELECT COUNT(*) FROM events WHERE events.pool = name AND ${within} AND type = 'task-done'),
      (SELECT COUNT(*) FROM events WHERE events.pool = name AND ${within}
        AND (type = 'job-failed' OR (type = 'task-requeued' AND cause IN ('error', 'lost')))),
      (SELECT COALESCE(SUM(MAX(0, MIN(ended, ${to}) - MAX(began, ${from}))), 0) / 1000.0
        FROM busy WHERE busy.pool = name),
      ${gauge(sql`(SELECT COUNT(*) FROM tasks WHERE tasks.pool = name AND state = 'ready')`)},
      ${gauge(sql`slots`)}
    FROM pools WHERE TRUE
    ON CONFLICT (starts_at, pool) DO UPDATE SET
      starts = excluded.starts, finishes = excluded.finishes, failures = excluded.failures,
      busy_slot_seconds = excluded.busy_slot_seconds,
      waiting = COALESCE(fleet_minutes.waiting, excluded.waiting),
      slots = COALESCE(fleet_minutes.slots, excluded.slots)`;
}
