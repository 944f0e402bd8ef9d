import { bindings } from "../../edge/edge-client.ts";

/** Columns that reading alone may change, or work that was begun before. */
const VOLATILE_COLUMNS = new Set([
  "last_used_at",
  "last_hello_at",
  "instance_id",
  "bytes_deleted_at",
  "failing_since",
]);
/** Written once and never again: long, and no request could change them. */
const WRITTEN_ONCE = new Set(["request_json", "spec_json", "requirements_json"]);
/** Tables that are worked off in the background; their rows are counted, not compared. */
const WORKED_OFF = new Set(["webhook_deliveries"]);
/** Their rows come by themselves as work goes on in the background, or go once they are told. */
const PASSING = new Set(["webhook_attempts", "outbox"]);

let tables: readonly string[] | null = null;
/** The statement that reads what is compared of each table. */
const reads = new Map<string, string>();

async function listTables(): Promise<readonly string[]> {
  if (tables) return tables;
  const { results } = await bindings.DB.prepare(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
       AND name NOT LIKE '_cf_%' AND name NOT LIKE 'd1_%' ORDER BY name`,
  ).all<{ name: string }>();
  tables = results.map(({ name }) => name).filter((name) => !PASSING.has(name));
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

/** Everything the database holds, as text, but for what changes by itself or never. */
export async function readState(): Promise<string> {
  const names = await listTables();
  const compared = names.filter((name) => !WORKED_OFF.has(name));
  const statements = await Promise.all(compared.map(readOf));
  const answers = await bindings.DB.batch<{ rows: string | null }>(
    statements.map((text) => bindings.DB.prepare(text)),
  );
  const texts = answers.map(({ results }, index) => `${compared[index]}\n${results[0]?.rows}`);
  return [JSON.stringify(await countRows()), ...texts].join("\n");
}

async function readOf(table: string): Promise<string> {
  const known = reads.get(table);
  if (known !== undefined) return known;
  const { results } = await bindings.DB.prepare(`PRAGMA table_info("${table}")`).all<{
    name: string;
  }>();
  const columns = results
    .map(({ name }) => name)
    .filter((name) => !VOLATILE_COLUMNS.has(name) && !WRITTEN_ONCE.has(name));
  const list = columns.map((name) => `"${name}"`).join(", ");
  // One line for each row, written by the database: rows as objects would take most of the time.
  const statement = `SELECT group_concat(json_array(${list}), char(10) ORDER BY ${list}) AS rows
    FROM "${table}"`;
  reads.set(table, statement);
  return statement;
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
