import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import {
  openDatabase,
  type Database,
  type SqlDatabase,
  type SqlOutcome,
  type SqlStatement,
} from "../../edge/adapters/d1/database.ts";
import type { LocalSql, SqlValue } from "../../edge/domain/ports.ts";

const MIGRATIONS = path.join(import.meta.dirname, "../../migrations");

/** Runs statements in order as one transaction. */
export type RunBatch = (statements: readonly SqlStatement[]) => SqlOutcome[];

/** `node:sqlite` as the database of the stores: the production SQL, without D1. */
export function createBatchRunner(database: DatabaseSync): RunBatch {
  const prepare = rememberStatements(database);
  const begin = database.prepare("BEGIN IMMEDIATE");
  const commit = database.prepare("COMMIT");
  return (statements) => {
    const [only, ...others] = statements;
    // One statement is all or nothing by itself.
    if (only && others.length === 0) return [run(prepare, only)];
    begin.run();
    try {
      const outcomes = statements.map((statement) => run(prepare, statement));
      commit.run();
      return outcomes;
    } catch (error) {
      database.exec("ROLLBACK");
      throw error;
    }
  };
}

function nodeSqliteConnection(database: DatabaseSync): SqlDatabase {
  const runBatch = createBatchRunner(database);
  // Nothing in here waits, so two batches at once run one after the other.
  return { batch: async (statements) => runBatch(statements) };
}

/** An in-memory database with every migration applied, behind drizzle. */
export function openTestDatabase(): Database {
  return openDatabase(nodeSqliteConnection(openMigratedDatabase()));
}

let schema: string | null = null;

/** An in-memory database with every migration applied. */
export function openMigratedDatabase(): DatabaseSync {
  schema ??= readSchema();
  const database = new DatabaseSync(":memory:");
  database.exec(schema);
  return database;
}

/** What all migrations together make; read once, for each takes longer than most tests. */
function readSchema(): string {
  const database = new DatabaseSync(":memory:");
  const files = readdirSync(MIGRATIONS).filter((name) => name.endsWith(".sql"));
  for (const file of files.toSorted()) {
    const text = readFileSync(path.join(MIGRATIONS, file), "utf8");
    for (const statement of text.split("--> statement-breakpoint")) database.exec(statement);
  }
  // What SQLite makes for itself, it makes again.
  const entries = database
    .prepare(
      `SELECT type, name, sql FROM sqlite_master
       WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid`,
    )
    .all()
    .map(({ type, name, sql }) => ({ type, name: String(name), sql: String(sql) }));
  for (const { type, name } of entries) {
    if (type !== "table") continue;
    const row = database.prepare(`SELECT 1 FROM "${name}" LIMIT 1`).get();
    // A schema alone would leave it out.
    if (row) throw new Error(`a migration leaves rows in ${name}`);
  }
  database.close();
  return entries.map(({ sql }) => `${sql};`).join("\n");
}

/** `node:sqlite` as the synchronous SQLite of a Durable Object. */
export function nodeLocalSql(database: DatabaseSync): LocalSql {
  const prepare = rememberStatements(database);
  let depth = 0;
  return {
    all<Row extends Record<string, SqlValue>>(sql: string, ...parameters: SqlValue[]): Row[] {
      return prepare(sql).statement.all(...parameters) as Row[];
    },
    run(sql: string, ...parameters: SqlValue[]): void {
      prepare(sql).statement.run(...parameters);
    },
    transaction<Result>(work: () => Result): Result {
      // As a Durable Object does: an inner transaction is a savepoint of the outer one.
      const name = `nested_${depth}`;
      depth += 1;
      prepare(`SAVEPOINT ${name}`).statement.run();
      try {
        const result = work();
        prepare(`RELEASE ${name}`).statement.run();
        return result;
      } catch (error) {
        database.exec(`ROLLBACK TO ${name}; RELEASE ${name}`);
        throw error;
      } finally {
        depth -= 1;
      }
    },
  };
}

type Prepared = { statement: StatementSync; answersRows: boolean; writes: boolean };

/** Statements are prepared once: that costs more than to run them. */
function rememberStatements(database: DatabaseSync): (sql: string) => Prepared {
  const known = new Map<string, Prepared>();
  return (sql) => {
    const found = known.get(sql);
    if (found) return found;
    const statement = database.prepare(sql);
    const answersRows = statement.columns().length > 0;
    const prepared = { statement, answersRows, writes: !/^\s*(select|with)/i.test(sql) };
    known.set(sql, prepared);
    return prepared;
  };
}

function run(prepare: (sql: string) => Prepared, { sql, parameters }: SqlStatement): SqlOutcome {
  const { statement, answersRows, writes } = prepare(sql);
  const values = parameters as SQLInputValue[];
  if (!answersRows) {
    return { rows: [], changes: Number(statement.run(...values).changes) };
  }
  statement.setReturnArrays(true);
  const rows = statement.all(...values) as unknown as unknown[][];
  return { rows, changes: writes ? rows.length : 0 };
}
