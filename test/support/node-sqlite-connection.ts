import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import {
  openDatabase,
  type Database,
  type SqlDatabase,
  type SqlOutcome,
  type SqlStatement,
} from "../../edge/adapters/d1/database.ts";
import type { LocalSql, SqlValue } from "../../edge/domain/ports.ts";

const MIGRATIONS = path.join(import.meta.dirname, "../../migrations");

/** `node:sqlite` as the database of the stores: the production SQL, without D1. */
function nodeSqliteConnection(database: DatabaseSync): SqlDatabase {
  return {
    // Nothing in here waits, so two batches at once run one after the other.
    async batch(statements) {
      return inTransaction(database, () => statements.map((statement) => run(database, statement)));
    },
  };
}

/** An in-memory database with every migration applied. */
export function openTestDatabase(): Database {
  const database = new DatabaseSync(":memory:");
  const files = readdirSync(MIGRATIONS).filter((name) => name.endsWith(".sql"));
  for (const file of files.toSorted()) {
    const text = readFileSync(path.join(MIGRATIONS, file), "utf8");
    for (const statement of text.split("--> statement-breakpoint")) database.exec(statement);
  }
  return openDatabase(nodeSqliteConnection(database));
}

/** `node:sqlite` as the synchronous SQLite of a Durable Object. */
export function nodeLocalSql(database: DatabaseSync): LocalSql {
  let depth = 0;
  return {
    all<Row extends Record<string, SqlValue>>(sql: string, ...parameters: SqlValue[]): Row[] {
      return database.prepare(sql).all(...parameters) as Row[];
    },
    run(sql: string, ...parameters: SqlValue[]): void {
      database.prepare(sql).run(...parameters);
    },
    transaction<Result>(work: () => Result): Result {
      // As a Durable Object does: an inner transaction is a savepoint of the outer one.
      const name = `nested_${depth}`;
      depth += 1;
      database.exec(`SAVEPOINT ${name}`);
      try {
        const result = work();
        database.exec(`RELEASE ${name}`);
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

function inTransaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

function run(database: DatabaseSync, { sql, parameters }: SqlStatement): SqlOutcome {
  const statement = database.prepare(sql);
  const values = parameters as SQLInputValue[];
  if (statement.columns().length === 0) {
    return { rows: [], changes: Number(statement.run(...values).changes) };
  }
  statement.setReturnArrays(true);
  const rows = statement.all(...values) as unknown as unknown[][];
  const writes = !/^\s*(select|with)/i.test(sql);
  return { rows, changes: writes ? rows.length : 0 };
}
