import { z } from "zod";
import { TaskStage } from "#contracts/job.ts";
import type { LocalSql } from "../ports.ts";
import type { PoolIndex } from "./pool-index.ts";

const TABLE = `CREATE TABLE IF NOT EXISTS state (
  name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID`;
/** Tables of pools that kept the whole index; it is read from the database now. */
const EARLIER_TABLES = "meta jobs dialect_caps tasks ended_jobs accounts nodes node_strikes";

const Times = z.record(z.string(), z.number());

/** What the pool knows and the database does not. Times are Unix milliseconds. */
const KeptState = z.object({
  keptAt: z.number(),
  watchedAt: z.number(),
  virtualTime: z.number(),
  virtualTimes: Times,
  strikes: z.record(z.string(), z.object({ strikes: z.number(), quarantinedUntil: z.number() })),
  /** When each node was last heard over HTTP. */
  heardAt: Times,
  /** What nodes told of their leases. */
  reports: z.record(
    z.string(),
    z.object({
      reportNumber: z.number(),
      reportedAt: z.number(),
      percent: z.number(),
      stage: TaskStage.nullable(),
    }),
  ),
});
export type KeptState = z.infer<typeof KeptState>;

const NOTHING: KeptState = {
  keptAt: 0,
  watchedAt: 0,
  virtualTime: 0,
  virtualTimes: {},
  strikes: {},
  heardAt: {},
  reports: {},
};

/** True while the pool's storage is as this object left it; false for a new or wiped one. */
export function isStateKept(sql: LocalSql): boolean {
  try {
    return sql.all("SELECT 1 FROM state WHERE name = 'pool'").length > 0;
  } catch {
    // No table. Should the storage itself be ill, what follows says so.
    return false;
  }
}

/** What was kept; a new pool, and one of an earlier form, begins with nothing. */
export function readKeptState(sql: LocalSql): KeptState {
  if (!isStateKept(sql)) {
    sql.run(TABLE);
    for (const table of EARLIER_TABLES.split(" ")) sql.run(`DROP TABLE IF EXISTS ${table}`);
    writeState(sql, NOTHING);
  }
  const row = sql.all<{ value: string }>("SELECT value FROM state WHERE name = 'pool'")[0];
  const state = KeptState.safeParse(JSON.parse(row?.value ?? "null"));
  return state.data ?? NOTHING;
}

/** Keeps, in one row, what the database does not know. */
export function keepState(sql: LocalSql, index: PoolIndex, now: number): void {
  const busy = new Set(index.listAccounts());
  // An idle account comes back level with the others at least, so no more is lost.
  const shares = [...index.virtualTimes].filter(
    ([accountId, time]) => busy.has(accountId) || time > index.virtualTime,
  );
  index.keptAt = now;
  writeState(sql, {
    keptAt: now,
    watchedAt: index.watchedAt,
    virtualTime: index.virtualTime,
    virtualTimes: Object.fromEntries(shares),
    strikes: Object.fromEntries(index.strikes),
    heardAt: Object.fromEntries([...index.nodes.values()].map((it) => [it.nodeId, it.heardAt])),
    reports: Object.fromEntries(
      index
        .readLeases()
        .map(({ leaseId, reportNumber, reportedAt, percent, stage }) => [
          leaseId,
          { reportNumber, reportedAt, percent, stage },
        ]),
    ),
  });
}

function writeState(sql: LocalSql, state: KeptState): void {
  // An upsert of one row counts as one row written; REPLACE would count as two.
  sql.run(
    `INSERT INTO state (name, value) VALUES ('pool', ?)
     ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    JSON.stringify(state),
  );
}
