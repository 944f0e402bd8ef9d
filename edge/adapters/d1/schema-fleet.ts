import { integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What was measured of nodes and pools. Times are Unix milliseconds. */

/** How fast a node does tasks of one class: a mean that forgets, written as tasks settle. */
export const nodeSpeeds = sqliteTable(
  "node_speeds",
  {
    nodeId: text("node_id").notNull(),
    workloadClass: text("workload_class").notNull(),
    samples: integer("samples").notNull(),
    secondsPerUnit: real("seconds_per_unit").notNull(),
    variance: real("variance").notNull(),
    measuredAt: integer("measured_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.nodeId, table.workloadClass] })],
);

/** What happened in a pool in one minute. The gauges are null where nobody looked. */
export const fleetMinutes = sqliteTable(
  "fleet_minutes",
  {
    pool: text("pool").notNull(),
    /** Where the minute begins. */
    startsAt: integer("starts_at").notNull(),
    starts: integer("starts").notNull(),
    finishes: integer("finishes").notNull(),
    failures: integer("failures").notNull(),
    busySlotSeconds: real("busy_slot_seconds").notNull(),
    /** Tasks that waited for a slot at its end. */
    waiting: integer("waiting"),
    /** Slots of online nodes that took work at its end. */
    slots: integer("slots"),
  },
  (table) => [primaryKey({ columns: [table.startsAt, table.pool] })],
);
