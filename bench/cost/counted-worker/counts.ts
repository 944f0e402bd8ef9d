/** What the platform asks money for; durations in milliseconds of wall time. */
export const OPERATIONS = [
  "workerRequests",
  "queueWrites",
  "queueReadsAndDeletes",
  "databaseRowsRead",
  "databaseRowsWritten",
  "objectRequests",
  "objectMilliseconds",
  "objectRowsRead",
  "objectRowsWritten",
  "storageClassA",
  "storageClassB",
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** One kind of statement, and all that it cost. */
export type StatementCount = {
  sql: string;
  times: number;
  rowsRead: number;
  rowsReturned: number;
  rowsWritten: number;
};

/** On whose account something was done: of work at hand, or of the sweep, which comes every minute. */
export type Payer = "work" | "sweep";

export type Counts = {
  operations: Record<Payer, Record<Operation, number>>;
  statements: StatementCount[];
  /** Requests, calls and queue batches by name. */
  calls: Record<string, number>;
  /** How often each object of the bucket was written. */
  puts: Record<string, number>;
};

const none = () =>
  Object.fromEntries(OPERATIONS.map((operation) => [operation, 0])) as Record<Operation, number>;

const operations = { work: none(), sweep: none() };
const statements = new Map<string, StatementCount>();
const calls = new Map<string, number>();
const puts = new Map<string, number>();
/** Counts for one payer. */
export type Count = (operation: Operation, times?: number) => void;

export const countFor =
  (payer: Payer): Count =>
  (operation, times = 1) => {
    operations[payer][operation] += times;
  };

/** What objects and requests do is work. */
export const count = countFor("work");

export function countCall(name: string): void {
  calls.set(name, (calls.get(name) ?? 0) + 1);
}

export function notePut(key: string): void {
  puts.set(key, (puts.get(key) ?? 0) + 1);
}

/** Rows of one statement, under its text; of the database's alone the totals are counted here. */
export function countStatement(
  sql: string,
  rows: { read: number; returned: number; written: number },
): void {
  const text = sql.replace(/\s+/g, " ").trim();
  const known = statements.get(text);
  const entry = known ?? { sql: text, times: 0, rowsRead: 0, rowsReturned: 0, rowsWritten: 0 };
  entry.times += 1;
  entry.rowsRead += rows.read;
  entry.rowsReturned += rows.returned;
  entry.rowsWritten += rows.written;
  statements.set(text, entry);
}

export function readCounts(): Counts {
  return {
    operations,
    statements: [...statements.values()],
    calls: Object.fromEntries(calls),
    puts: Object.fromEntries(puts),
  };
}
