import type { SqlDatabase, SqlOutcome, SqlStatement } from "./database.ts";

/** A Cloudflare D1 database as a `SqlDatabase`; a batch is one transaction there. */
export function d1Connection(d1: D1Database): SqlDatabase {
  const prepare = (statement: SqlStatement) =>
    d1.prepare(statement.sql).bind(...statement.parameters);
  return {
    async batch(statements: readonly SqlStatement[]): Promise<SqlOutcome[]> {
      const first = statements[0];
      if (first === undefined) return [];
      if (statements.length === 1 && /^\s*(select|with)/i.test(first.sql)) {
        // `raw` keeps columns of equal name apart, which joins need.
        return [{ rows: await prepare(first).raw<unknown[]>(), changes: 0 }];
      }
      const results = await d1.batch<Record<string, unknown>>(statements.map(prepare));
      return results.map((result) => ({
        rows: (result.results ?? []).map((row) => Object.values(row)),
        changes: result.meta.changes,
      }));
    },
  };
}
