import { readdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

/** The state of every job, read from the edge's database file while it runs. */
export function readStates(stateFolder: string): Map<string, string> {
  const folder = path.join(stateFolder, "edge/v3/d1/miniflare-D1DatabaseObject");
  const file = readdirSync(folder).find(
    (name) => name.endsWith(".sqlite") && !name.startsWith("metadata"),
  );
  if (file === undefined) throw new Error(`there is no database in ${folder}`);
  const database = new DatabaseSync(path.join(folder, file), { readOnly: true, timeout: 5000 });
  try {
    const rows = database.prepare("SELECT id, state FROM jobs").all();
    return new Map(rows.map(({ id, state }) => [String(id), String(state)]));
  } finally {
    database.close();
  }
}
