import { and, asc, eq, gte, lt, sql, type SQL } from "drizzle-orm";
import type { FleetMinuteStore } from "../../domain/fleet/fleet-minute-store.ts";
import type { Database } from "./database.ts";
import { readyTasks } from "./open-jobs.ts";
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

/** Pools in which tasks wait and no node is. */
const unstaffed = sql` UNION
  SELECT pool, 0 FROM waiting WHERE pool NOT IN (SELECT name FROM staffed)`;

/**
 * Counts one minute from the leases that ran in it: those of tasks of jobs that are running or
 * ended since, and those that ended without their task being done.
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
  const within = (time: SQL) => sql`${time} >= ${from} AND ${time} < ${to}`;
  return sql`INSERT INTO fleet_minutes
      (pool, starts_at, starts, finishes, failures, busy_slot_seconds, waiting, slots)
    WITH
      recent AS (
        SELECT id FROM jobs WHERE finished_at >= ${from}
        UNION ALL
        SELECT id FROM jobs WHERE finished_at IS NULL AND state IN ('running', 'cancelling')),
      leases AS (
        SELECT pool, leased_at AS began, COALESCE(finished_at, ${now}) AS ended, state AS result
        FROM recent CROSS JOIN tasks ON tasks.job_id = recent.id
        WHERE tasks.state IN ('leased', 'done')
        UNION ALL
        SELECT pool, leased_at, ended_at,
          CASE WHEN task_state = 'ready' AND cause IS NOT NULL THEN 'again' ELSE 'over' END
        FROM ended_leases WHERE ended_at >= ${from}),
      failed AS (
        SELECT pool FROM jobs WHERE ${within(sql`finished_at`)} AND state = 'failed'),
      waiting AS (SELECT tasks.pool FROM ${readyTasks}),
      staffed AS (
        SELECT json_extract(value, '$.pool') AS name, json_extract(value, '$.slots') AS slots
        FROM json_each(${slots})),
      pools AS (
        SELECT name, slots FROM staffed${gauged ? unstaffed : sql``})
    SELECT name,
      ${from},
      (SELECT COUNT(*) FROM leases WHERE leases.pool = name AND ${within(sql`began`)}),
      (SELECT COUNT(*) FROM leases WHERE leases.pool = name AND ${within(sql`ended`)}
        AND result = 'done'),
      (SELECT COUNT(*) FROM leases WHERE leases.pool = name AND ${within(sql`ended`)}
        AND result = 'again') + (SELECT COUNT(*) FROM failed WHERE failed.pool = name),
      (SELECT COALESCE(SUM(MAX(0, MIN(ended, ${to}) - MAX(began, ${from}))), 0) / 1000.0
        FROM leases WHERE leases.pool = name),
      ${gauge(sql`(SELECT COUNT(*) FROM waiting WHERE waiting.pool = name)`)},
      ${gauge(sql`slots`)}
    FROM pools WHERE TRUE
    ON CONFLICT (starts_at, pool) DO UPDATE SET
      starts = excluded.starts, finishes = excluded.finishes, failures = excluded.failures,
      busy_slot_seconds = excluded.busy_slot_seconds,
      waiting = COALESCE(fleet_minutes.waiting, excluded.waiting),
      slots = COALESCE(fleet_minutes.slots, excluded.slots)`;
}
