import { drizzle, type SqliteRemoteDatabase } from "drizzle-orm/sqlite-proxy";
import { SQLiteSyncDialect } from "drizzle-orm/sqlite-core";
import { fillPlaceholders, type Query, type SQL } from "drizzle-orm";
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
  /** Runs prepared reads as one batch, which sees one moment; `values` fills their placeholders. */
  together<const Reads extends readonly PreparedRead[]>(
    reads: Reads,
    values: Record<string, unknown>,
  ): Promise<{ [Index in keyof Reads]: Awaited<ReturnType<Reads[Index]["all"]>> }>;
};

type PreparedRead = {
  getQuery(): Query;
  all(values?: Record<string, unknown>): Promise<unknown>;
  mapResult(outcome: unknown, isFromBatch?: boolean): unknown;
};

/** Makes a query when it is first asked for, and keeps it: making it costs more than most reads. */
export function once<Made>(make: () => Made): () => Made {
  let made: Made | undefined;
  return () => (made ??= make());
}

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
    together: (async (reads: readonly PreparedRead[], values: Record<string, unknown>) => {
      const outcomes = await connection.batch(
        reads.map((read) => {
          const { sql, params } = read.getQuery();
          return { sql, parameters: fillPlaceholders(params, values) };
        }),
      );
      return reads.map((read, index) => read.mapResult(outcomes[index], true));
    }) as Database["together"],
  });
}
