import { drizzle, type SqliteRemoteDatabase } from "drizzle-orm/sqlite-proxy";
import { SQLiteSyncDialect } from "drizzle-orm/sqlite-core";
import type { SQL } from "drizzle-orm";
import * as schema from "./schema.ts";

/** One statement with its bound values. */
export type SqlStatement = { sql: string; parameters: unknown[] };

/** Rows as arrays in column order, and how many rows the statement changed. */
export type SqlOutcome = { rows: unknown[][]; changes: number };

/**
 * The one thing a database must do: run statements in order, all or none. D1 does it in
 * production, `node:sqlite` in simulations; both run the very same SQL.
 */
export interface SqlDatabase {
  batch(statements: readonly SqlStatement[]): Promise<SqlOutcome[]>;
}

const dialect = new SQLiteSyncDialect();

/** Turns a drizzle `sql` template into text and bound values. */
function toStatement(template: SQL): SqlStatement {
  const query = dialect.sqlToQuery(template);
  return { sql: query.sql, parameters: query.params };
}

export type Database = SqliteRemoteDatabase<typeof schema> & {
  /** Runs hand-written statements as one atomic batch. */
  atomically(templates: readonly SQL[]): Promise<SqlOutcome[]>;
};

/** Drizzle over a `SqlDatabase`: typed queries for reads, `atomically` for what must commit together. */
export function openDatabase(connection: SqlDatabase): Database {
  const run = async (statement: SqlStatement, method: string) => {
    const [outcome] = await connection.batch([statement]);
    const rows = outcome?.rows ?? [];
    // Drizzle's `get` wants the row itself, and nothing at all when there is none.
    return { rows: (method === "get" ? rows[0] : rows) as unknown[] };
  };
  const database = drizzle(
    (sql, parameters, method) => run({ sql, parameters }, method),
    (queries) =>
      connection.batch(queries.map(({ sql, params: parameters }) => ({ sql, parameters }))),
    { schema },
  );
  return Object.assign(database, {
    atomically: (templates: readonly SQL[]) => connection.batch(templates.map(toStatement)),
  });
}
