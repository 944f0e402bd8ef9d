import { desc, eq, sql, type SQL } from "drizzle-orm";
import type { SpeedStore } from "../../domain/estimates/speed-store.ts";
import type { Database } from "./database.ts";
import { nodeSpeeds } from "./schema-fleet.ts";
import { nodes } from "./schema.ts";

/** The speed store over D1 (or anything that runs the same SQL). */
export function createSpeedStore(database: Database): SpeedStore {
  return {
    async list(pool, limit) {
      return database
        .select({
          nodeId: nodeSpeeds.nodeId,
          workloadClass: nodeSpeeds.workloadClass,
          samples: nodeSpeeds.samples,
          secondsPerUnit: nodeSpeeds.secondsPerUnit,
          variance: nodeSpeeds.variance,
        })
        .from(nodeSpeeds)
        .innerJoin(nodes, eq(nodes.id, nodeSpeeds.nodeId))
        .where(sql`${nodes.pool} = ${pool} AND ${nodes.state} <> 'revoked'`)
        .orderBy(desc(nodeSpeeds.measuredAt))
        .limit(limit);
    },
  };
}

/** How much the newest task counts at least: a node that became slow is noticed within a few. */
const NEWEST_SHARE = 0.25;
/** Spread of a single measurement, as a part of it. */
const FIRST_SPREAD = 0.4;
/** One stuck task must not make a node look useless: it counts as this many times the usual. */
const SLOWEST_FACTOR = 8;

/** Of tasks that follow each other faster, some tell as much as all, and cost less to write. */
const MEASURED_EVERY_MILLISECONDS = 10_000;

/**
 * Takes a task's time into its node's speed, unless one was taken in just before. `held` holds while the lease is current: standing in
 * the batch before the update that settles the task, it counts each lease once.
 */
export function measureSpeedStatement({ held, now }: { held: SQL; now: number }): SQL {
  const share = sql`MAX(${NEWEST_SHARE}, 1.0 / (samples + 1))`;
  const measured = sql`MIN(excluded.seconds_per_unit, seconds_per_unit * ${SLOWEST_FACTOR})`;
  const difference = sql`(${measured} - seconds_per_unit)`;
  return sql`INSERT INTO node_speeds
      (node_id, workload_class, samples, seconds_per_unit, variance, measured_at)
    SELECT node_id, workload_class, 1, seconds_per_unit,
      seconds_per_unit * seconds_per_unit * ${FIRST_SPREAD * FIRST_SPREAD}, ${now}
    FROM (
      SELECT node_id, workload_class, MAX(${now} - leased_at, 1) / 1000.0 / work_units
        AS seconds_per_unit
      FROM tasks WHERE ${held} AND work_units > 0
        AND (SELECT state FROM jobs WHERE jobs.id = tasks.job_id) <> 'cancelling') AS measured
    WHERE TRUE
    ON CONFLICT (node_id, workload_class) DO UPDATE SET
      samples = samples + 1, measured_at = excluded.measured_at,
      variance = (1 - ${share}) * (variance + ${share} * ${difference} * ${difference}),
      seconds_per_unit = seconds_per_unit + ${share} * ${difference}
    WHERE measured_at <= ${now - MEASURED_EVERY_MILLISECONDS}`;
}
