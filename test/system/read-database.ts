import { readdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";

export type Row = Record<string, SQLOutputValue>;

/** Reads the edge's D1 database from outside, while the edge runs or after. */
export function readDatabase(stateFolder: string, sql: string, ...values: string[]): Row[] {
  const folder = path.join(stateFolder, "edge/v3/d1/miniflare-D1DatabaseObject");
  for (const file of readdirSync(folder)) {
    if (!file.endsWith(".sqlite") || file.startsWith("metadata")) continue;
    const database = new DatabaseSync(path.join(folder, file), { readOnly: true, timeout: 5000 });
    try {
      return database.prepare(sql).all(...values);
    } finally {
      database.close();
    }
  }
  throw new Error(`there is no database in ${folder}`);
}
