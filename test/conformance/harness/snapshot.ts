import { bindings } from "../../edge/edge-client.ts";

/** Columns that reading alone may change, or work that was begun before. */
const VOLATILE_COLUMNS = new Set([
  "last_used_at",
  "last_hello_at",
  "instance_id",
  "bytes_deleted_at",
  "failing_since",
]);
/** Tables that are worked off in the background; their rows are counted, not compared. */
const WORKED_OFF = new Set(["outbox", "webhook_deliveries"]);
/** Logs of work in the background: their rows come by themselves. */
const LOGS = new Set(["webhook_attempts"]);

let tables: readonly string[] | null = null;

async function listTables(): Promise<readonly string[]> {
  if (tables) return tables;
  const { results } = await bindings.DB.prepare(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
       AND name NOT LIKE '_cf_%' AND name NOT LIKE 'd1_%' ORDER BY name`,
  ).all<{ name: string }>();
  tables = results.map(({ name }) => name).filter((name) => !LOGS.has(name));
  return tables;
}

/** How many rows every table has. */
export async function countRows(): Promise<Record<string, number>> {
  const names = await listTables();
  const counts = names.map((name) => `(SELECT COUNT(*) FROM "${name}") AS "${name}"`);
  const row = await bindings.DB.prepare(`SELECT ${counts.join(", ")}`).first<
    Record<string, number>
  >();
  if (!row) throw new Error("the database has no tables");
  return row;
}

/** Everything the database holds, as text, but for what changes by itself. */
export async function readState(): Promise<string> {
  const names = await listTables();
  const compared = names.filter((name) => !WORKED_OFF.has(name));
  const answers = await bindings.DB.batch<Record<string, unknown>>(
    compared.map((name) => bindings.DB.prepare(`SELECT * FROM "${name}" ORDER BY 1, 2`)),
  );
  const rows = answers.map(({ results }) =>
    results.map((row) => Object.entries(row).filter(([column]) => !VOLATILE_COLUMNS.has(column))),
  );
  return JSON.stringify([await countRows(), rows], null, 1);
}

/** What a job of the account did to its ledger. */
export async function readLedger(accountId: string): Promise<Record<string, unknown>[]> {
  const { results } = await bindings.DB.prepare(
    "SELECT job_id, currency, kind, amount, delta FROM ledger WHERE account_id = ? ORDER BY id",
  )
    .bind(accountId)
    .all();
  return results;
}

/** The account's balances as the database keeps them. */
export async function readBalances(accountId: string): Promise<Record<string, unknown>[]> {
  const { results } = await bindings.DB.prepare(
    "SELECT currency, available FROM balances WHERE account_id = ? ORDER BY currency",
  )
    .bind(accountId)
    .all();
  return results;
}
