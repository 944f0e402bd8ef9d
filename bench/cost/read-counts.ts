import type { Counts, Operation } from "./counted-worker/counts.ts";
import type { Fleet } from "../../scripts/local/start-fleet.ts";
import { groupProcessorMilliseconds } from "../support/process-load.ts";

/** The counters of a running edge, and the processor time of the runtime that its Worker runs in. */
export type Reading = Counts & { processorMilliseconds: number };

/** Reads the counters; reading them is not counted. */
export async function readCounters({ deployment, edge }: Fleet): Promise<Reading> {
  const answer = await fetch(`${deployment.origin}/counts`);
  const counts = (await answer.json()) as Counts;
  const processorMilliseconds = groupProcessorMilliseconds(edge.processId() ?? 0, "workerd");
  return { ...counts, processorMilliseconds };
}

export type Line = Operation | "processorMilliseconds";
export type Amounts = Record<Line, number>;

/** What was used between two readings, for each of so many jobs. */
export function amountsBetween(before: Reading, after: Reading, jobs: number): Amounts {
  const lines = Object.keys(after.operations.work) as Operation[];
  const used = lines.map((line) => [
    line,
    (after.operations.work[line] - before.operations.work[line]) / jobs,
  ]);
  const processor = (after.processorMilliseconds - before.processorMilliseconds) / jobs;
  return { ...Object.fromEntries(used), processorMilliseconds: processor } as Amounts;
}

/** Statements that cost most between two readings, dearest first. */
export function dearestStatements(before: Reading, after: Reading, most: number) {
  const known = new Map(before.statements.map((statement) => [statement.sql, statement]));
  const used = after.statements.map((now) => {
    const then = known.get(now.sql);
    return {
      sql: now.sql,
      times: now.times - (then?.times ?? 0),
      rowsRead: now.rowsRead - (then?.rowsRead ?? 0),
      rowsReturned: now.rowsReturned - (then?.rowsReturned ?? 0),
      rowsWritten: now.rowsWritten - (then?.rowsWritten ?? 0),
    };
  });
  return used
    .filter(({ times }) => times > 0)
    .toSorted((a, b) => b.rowsWritten - a.rowsWritten || b.rowsRead - a.rowsRead)
    .slice(0, most);
}

/** Calls that were made between two readings, most frequent first. */
export function callsBetween(before: Reading, after: Reading): [name: string, times: number][] {
  return Object.entries(after.calls)
    .map(([name, times]) => [name, times - (before.calls[name] ?? 0)] as [string, number])
    .filter(([, times]) => times > 0)
    .toSorted((a, b) => b[1] - a[1]);
}

/** Objects that were written more than once, or in parts, between two readings. */
export function repeatedPuts(before: Reading, after: Reading): string[] {
  return Object.entries(after.puts)
    .filter(([key, times]) => times - (before.puts[key] ?? 0) > 1 || / part \d+$/.test(key))
    .map(([key]) => key);
}
