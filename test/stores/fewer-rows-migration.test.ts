import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";

const MIGRATIONS = path.join(import.meta.dirname, "../../migrations");
const FEWER_ROWS = "0014_fewer_rows.sql";
const ROWS_BY_KEY = "0015_rows_by_key.sql";
/** Tables that the migration makes anew and whose rows stay what they were. */
const KEPT = [
  "jobs",
  "assets",
  "tasks",
  "templates",
  "audio_files",
  "template_renders",
  "job_inputs",
  "task_outputs",
  "task_output_parts",
  "node_speeds",
  "fleet_minutes",
];

/** A value for every column, made from its type: what a row must say is set after it. */
function insertRow(database: DatabaseSync, table: string, row: Record<string, string | number>) {
  const columns = database.prepare(`PRAGMA table_info(${table})`).all();
  const values = columns.map(({ name, type }) => {
    const column = String(name);
    if (column in row) return row[column] ?? null;
    return type === "TEXT" || type === "text" ? `${table} ${column}` : columns.length;
  });
  const names = columns.map(({ name }) => `"${String(name)}"`).join();
  database
    .prepare(`INSERT INTO ${table} (${names}) VALUES (${columns.map(() => "?").join()})`)
    .run(...values);
}

/** As a deployment does it: a file is one transaction. */
function migrate(database: DatabaseSync, wanted: (file: string) => boolean): void {
  for (const file of readdirSync(MIGRATIONS).toSorted()) {
    if (!file.endsWith(".sql") || !wanted(file)) continue;
    const text = readFileSync(path.join(MIGRATIONS, file), "utf8");
    database.exec("BEGIN");
    for (const statement of text.split("--> statement-breakpoint")) database.exec(statement);
    database.exec("COMMIT");
  }
}

const told = { type: "task-leased", eventId: "lease-1:leased", taskId: "task-1", nodeId: "node-1" };

/** Rows in every table that the migration touches, as a deployment before it has them. */
function fillOld(database: DatabaseSync): void {
  insertRow(database, "accounts", { id: "account-1" });
  insertRow(database, "batches", { id: "batch-1", account_id: "account-1" });
  const job = { id: "job-1", account_id: "account-1", batch_id: "batch-1", state: "running" };
  insertRow(database, "jobs", job);
  const task = { job_id: "job-1", account_id: "account-1" };
  insertRow(database, "tasks", { ...task, id: "task-1", state: "leased", lease_id: "lease-2" });
  insertRow(database, "tasks", { ...task, id: "task-2", state: "waiting", lease_id: "lease-3" });
  const needs = { task_id: "task-2", depends_on_task_id: "task-1" };
  insertRow(database, "task_dependencies", needs);
  insertRow(database, "assets", { id: "asset-1", account_id: "account-1" });
  insertRow(database, "templates", { id: "job-1", asset_id: "asset-1" });
  insertRow(database, "audio_files", { id: "job-1", asset_id: "asset-1" });
  insertRow(database, "template_renders", { id: "job-1" });
  insertRow(database, "job_inputs", { job_id: "job-1", asset_id: "asset-1" });
  for (const table of ["task_outputs", "task_output_parts", "node_speeds", "fleet_minutes"]) {
    insertRow(database, table, {});
  }
  const entry = database.prepare(
    "INSERT INTO outbox (event_id, job_id, payload_json, created_at, done_at) VALUES (?, 'job-1', ?, ?, ?)",
  );
  const requeued = { type: "task-requeued", eventId: "lease-1:requeued", cause: "error" };
  entry.run("lease-1:leased", JSON.stringify({ ...told, epoch: 1 }), 10, 11);
  entry.run("lease-1:requeued", JSON.stringify(requeued), 20, 21);
  entry.run("job-1:first", JSON.stringify({ eventId: "job-1:first" }), 30, null);
  entry.run("job-1:second", JSON.stringify({ eventId: "job-1:second" }), 30, null);
}

test("a database with rows everywhere comes through unharmed", () => {
  const database = new DatabaseSync(":memory:");
  migrate(database, (file) => file < FEWER_ROWS);
  fillOld(database);
  const read = (table: string) => database.prepare(`SELECT * FROM ${table}`).all();
  const before = new Map(KEPT.map((table) => [table, read(table)]));
  migrate(database, (file) => file === FEWER_ROWS);

  for (const table of KEPT) {
    const rows = before.get(table) ?? [];
    expect(rows.length).toBeGreaterThan(0);
    const grown = table === "tasks" ? { settlement_id: null } : {};
    expect(read(table)).toEqual(rows.map((row) => ({ ...row, ...grown })));
  }
  expect(read("task_dependencies")).toMatchObject([
    { job_id: "job-1", task_id: "task-2", depends_on_task_id: "task-1" },
  ]);
  // What was not told yet still is, in its order; what was is gone.
  expect(database.prepare("SELECT * FROM outbox ORDER BY ordinal").all()).toMatchObject([
    { event_id: "job-1:first", events_json: '[{"eventId":"job-1:first"}]', created_at: 30 },
    { event_id: "job-1:second", events_json: '[{"eventId":"job-1:second"}]', created_at: 30 },
  ]);
  expect(read("ended_leases")).toMatchObject([
    { lease_id: "lease-1", task_id: "task-1", node_id: "node-1", epoch: 1, by_node: 1 },
  ]);
  expect(database.prepare("PRAGMA foreign_key_check").all()).toEqual([]);
  expect(database.prepare("SELECT name FROM sqlite_schema WHERE name GLOB 'kept_*'").all()).toEqual(
    [],
  );
});

test("references and rules hold afterwards", () => {
  const database = new DatabaseSync(":memory:");
  migrate(database, (file) => file < FEWER_ROWS);
  fillOld(database);
  migrate(database, (file) => file === FEWER_ROWS);
  const fails = (sql: string) => expect(() => database.exec(sql)).toThrow(/constraint failed/);
  fails("DELETE FROM jobs");
  fails("DELETE FROM assets");
  fails("DELETE FROM tasks WHERE id = 'task-1'");
  fails("UPDATE tasks SET job_id = 'job-9' WHERE id = 'task-2'");
  fails("UPDATE tasks SET lease_id = 'lease-3' WHERE id = 'task-1'");
  fails("UPDATE jobs SET batch_id = 'batch-9'");
  database.exec("UPDATE tasks SET state = 'ready', losses = losses + 1 WHERE id = 'task-1'");
  expect(
    database.prepare("SELECT lease_id, cause, task_state FROM ended_leases").all(),
  ).toMatchObject([{ lease_id: "lease-1" }, { lease_id: "lease-2", cause: "lost" }]);
  database.exec("UPDATE tasks SET state = 'leased', lease_id = 'lease-4' WHERE id = 'task-1'");
  database.exec("UPDATE tasks SET state = 'done' WHERE id = 'task-1'");
  expect(database.prepare("SELECT COUNT(*) AS count FROM ended_leases").get()).toEqual({
    count: 2,
  });
});

/** Every kind of row that a ledger has. */
function fillLedger(database: DatabaseSync): void {
  const book = database.prepare(
    `INSERT INTO ledger (id, account_id, currency, kind, amount, delta, job_id, note, created_at)
     VALUES (?, 'account-1', 'milliseconds', ?, ?, ?, ?, ?, 5)`,
  );
  book.run("grant-1", "grant", 1000, 1000, null, "opening balance");
  book.run("job-1:hold", "hold", 500, -500, "job-1", null);
  book.run("job-1:hold:resolved", "capture", 300, 0, "job-1", null);
  book.run("job-1:hold:rest", "refund", 200, 200, "job-1", null);
  book.run("job-2:hold", "hold", 100, -100, "job-2", null);
  book.run("job-2:hold:overrun", "overrun", 20, -20, "job-2", null);
  book.run("job-2:hold:resolved", "capture", 120, 0, "job-2", null);
  book.run("job-3:hold", "hold", 50, -50, "job-3", null);
}

test("ledger, renders and inputs keep their rows, and the ledger its rules", () => {
  const database = new DatabaseSync(":memory:");
  migrate(database, (file) => file < FEWER_ROWS);
  fillOld(database);
  migrate(database, (file) => file >= FEWER_ROWS && file < ROWS_BY_KEY);
  fillLedger(database);
  const order = {
    ledger: "id",
    balances: "currency",
    template_renders: "id",
    job_inputs: "job_id",
  };
  const readAll = () =>
    Object.entries(order).map(([table, column]) =>
      database.prepare(`SELECT * FROM ${table} ORDER BY ${column}`).all(),
    );
  const before = readAll();
  expect(before.map((rows) => rows.length)).toEqual([8, 1, 1, 1]);
  migrate(database, (file) => file === ROWS_BY_KEY);
  expect(readAll()).toEqual(before);

  const book = (id: string, kind: string, amount: number, delta: number) => () =>
    database.exec(`INSERT INTO ledger (id, account_id, currency, kind, amount, delta, job_id, created_at)
      VALUES ('${id}', 'account-1', 'milliseconds', '${kind}', ${amount}, ${delta}, 'job-3', 6)`);
  expect(book("job-3:hold:resolved", "refund", 51, 51)).toThrow(/more resolved than held/);
  expect(book("job-9:hold:resolved", "refund", 50, 50)).toThrow(/named_after_job/);
  expect(book("job-3:hold:overrun", "overrun", 600, -600)).toThrow(/never_negative/);
  book("job-3:hold:resolved", "capture", 50, 0)();
  expect(book("job-3:hold:rest", "refund", 1, 1)).toThrow(/more resolved than held/);
  expect(() => database.exec("DELETE FROM ledger")).toThrow(/append-only/);
  expect(() => database.exec("UPDATE ledger SET amount = 1")).toThrow(/append-only/);
  expect(database.prepare("SELECT available FROM balances").all()).toEqual([{ available: 530 }]);
  expect(database.prepare("PRAGMA foreign_key_check").all()).toEqual([]);
});
