import type { Operation } from "./counted-worker/counts.ts";

/**
 * What Cloudflare asks beyond what a Workers Paid plan includes, in US dollars, as its public pages
 * say: developers.cloudflare.com, the pricing pages of Workers, D1, R2, Queues and Durable Objects.
 */
export const PRICES_READ_ON = "2026-11-21";

/** A line of the bill: what is counted, what a million of it costs, and what it is. */
export type Price = { dollarsPerMillion: number; what: string };

/** An object has 128 MB while it runs, so a millisecond of it is this much of a GB-second. */
const OBJECT_GIGABYTES = 0.128;
const OBJECT_GIGABYTE_SECOND_DOLLARS_PER_MILLION = 12.5;

export const PRICES: Readonly<Record<Operation | "processorMilliseconds", Price>> = {
  workerRequests: { dollarsPerMillion: 0.3, what: "requests to the Worker, of clients and nodes" },
  processorMilliseconds: {
    dollarsPerMillion: 0.02,
    what: "CPU ms; here with those of the emulated platform, so at most",
  },
  databaseRowsRead: { dollarsPerMillion: 0.001, what: "D1 rows that queries looked at" },
  databaseRowsWritten: { dollarsPerMillion: 1, what: "D1 rows written; each index counts again" },
  queueWrites: { dollarsPerMillion: 0.4, what: "messages sent" },
  queueReadsAndDeletes: { dollarsPerMillion: 0.4, what: "the same messages read and deleted" },
  objectRequests: { dollarsPerMillion: 0.15, what: "calls, sockets and alarms of pools and feeds" },
  objectMilliseconds: {
    dollarsPerMillion: (OBJECT_GIGABYTES * OBJECT_GIGABYTE_SECOND_DOLLARS_PER_MILLION) / 1000,
    what: "ms that pools and feeds were at work, as long as it took here",
  },
  objectRowsRead: { dollarsPerMillion: 0.001, what: "rows that pools and feeds read" },
  objectRowsWritten: { dollarsPerMillion: 1, what: "rows that pools and feeds wrote, and alarms" },
  storageClassA: { dollarsPerMillion: 4.5, what: "R2 writes: one PUT for each small output" },
  storageClassB: {
    dollarsPerMillion: 0.36,
    what: "R2 reads: checks of outputs, inputs, downloads",
  },
};
