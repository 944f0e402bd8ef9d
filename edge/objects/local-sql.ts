import type { LocalSql, SqlValue } from "../domain/ports.ts";

/** The SQLite of a Durable Object behind the domain's port. */
export function createLocalSql(storage: DurableObjectStorage): LocalSql {
  return {
    all<Row extends Record<string, SqlValue>>(sql: string, ...parameters: SqlValue[]): Row[] {
      return storage.sql.exec<Row>(sql, ...parameters).toArray();
    },
    run(sql: string, ...parameters: SqlValue[]): void {
      storage.sql.exec(sql, ...parameters);
    },
    transaction<Result>(work: () => Result): Result {
      return storage.transactionSync(work);
    },
  };
}
