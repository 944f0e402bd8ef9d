import type { DatabaseSync } from "node:sqlite";
import type { SqlOutcome, SqlStatement } from "../../edge/adapters/d1/database.ts";
import { createBatchRunner, openMigratedDatabase } from "../support/node-sqlite-connection.ts";
import { WATCHED, type RowChange, type RowValue, type WatchedTable } from "./row-change.ts";

/**
 * The database of a simulation: the production schema and SQL on `node:sqlite`, with triggers that
 * say which rows a batch changed.
 */
export class WatchedDatabase {
  readonly #database: DatabaseSync = openMigratedDatabase();
  readonly #runBatch = createBatchRunner(this.#database);
  readonly #rewrite: ((sql: string) => string) | null;
  #changes: RowChange[] = [];

  /** `rewrite` lets a test break a statement on purpose. */
  constructor(rewrite: ((sql: string) => string) | null) {
    this.#rewrite = rewrite;
    this.#database.exec("PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY;");
    this.#database.function(
      "note_change",
      { varargs: true },
      (table, operation, ...values): null => {
        this.#note(table as WatchedTable, String(operation), values as RowValue[]);
        return null;
      },
    );
    for (const table of Object.keys(WATCHED) as WatchedTable[]) this.#watch(table);
  }

  /** Runs a batch as D1 does: all of it or nothing. */
  batch(statements: readonly SqlStatement[]): { outcomes: SqlOutcome[]; changes: RowChange[] } {
    const rewrite = this.#rewrite;
    const effective = rewrite
      ? statements.map(({ sql, parameters }) => ({ sql: rewrite(sql), parameters }))
      : statements;
    this.#changes = [];
    const outcomes = this.#runBatch(effective);
    return { outcomes, changes: this.#changes };
  }

  /** Reads directly: for the checker, which is no part of the product. */
  query(sql: string, ...parameters: RowValue[]): Record<string, RowValue>[] {
    return this.#database.prepare(sql).all(...parameters) as Record<string, RowValue>[];
  }

  close(): void {
    this.#database.close();
  }

  #watch(table: WatchedTable): void {
    const list = (row: "OLD" | "NEW") => WATCHED[table].map((column) => `${row}.${column}`).join();
    const operations = {
      INSERT: list("NEW"),
      DELETE: list("OLD"),
      UPDATE: `${list("OLD")},${list("NEW")}`,
    };
    for (const [operation, values] of Object.entries(operations)) {
      this.#database.exec(
        `CREATE TEMP TRIGGER watch_${table}_${operation} AFTER ${operation} ON main.${table}
         BEGIN SELECT note_change('${table}', '${operation}', ${values}); END`,
      );
    }
  }

  #note(table: WatchedTable, operation: string, values: RowValue[]): void {
    const columns = WATCHED[table];
    const row = (offset: number) =>
      Object.fromEntries(columns.map((column, index) => [column, values[offset + index]]));
    const before = operation === "INSERT" ? null : row(0);
    const after = operation === "DELETE" ? null : row(operation === "UPDATE" ? columns.length : 0);
    this.#changes.push({ table, before, after } as RowChange);
  }
}
