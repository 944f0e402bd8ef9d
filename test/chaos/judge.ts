import { createHash } from "node:crypto";
import { z } from "zod";
import { readDatabase } from "../system/read-database.ts";
import { ask, type Access } from "./client.ts";
import type { TaskEvent } from "./recovery.ts";

const Job = z.object({
  id: z.uuid(),
  state: z.string(),
  dialect: z.string(),
  error: z.object({ code: z.string(), message: z.string().nullable() }).nullable(),
  outputs: z.array(z.object({ name: z.string(), sha256: z.string(), contentPath: z.string() })),
});
const Event = z.object({
  type: z.string(),
  seq: z.int(),
  at: z.iso.datetime(),
  taskId: z.uuid().optional(),
  nodeId: z.uuid().optional(),
  epoch: z.int().optional(),
});
type Event = z.infer<typeof Event>;
const Page = z.object({ events: z.array(Event), nextAfter: z.int(), closed: z.boolean() });

/** What was found; every text says what is wrong. */
export type JobsVerdict = {
  lost: string[];
  doubled: string[];
  feedFaults: string[];
  /** What the feeds told of tasks. */
  taskEvents: TaskEvent[];
};

const TERMINAL = /^job-(?:completed|failed|cancelled)$/;
const MEDIA_MILLISECONDS = 60_000;

/** Looks at every job once nothing fails any more. */
export async function judgeJobs(access: Access, jobIds: readonly string[]): Promise<JobsVerdict> {
  const lost: string[] = [];
  const doubled: string[] = [];
  const feedFaults: string[] = [];
  const taskEvents: TaskEvent[] = [];
  for (const jobId of jobIds) {
    const job = Job.parse(await ask(access, "GET", `/api/v2/jobs/${jobId}`));
    if (job.state !== "completed") {
      lost.push(`${job.dialect} ${jobId} is ${job.state}: ${job.error?.message ?? "no reason"}`);
    }
    for (const output of job.outputs) {
      const fault = await findMediaFault(access, output);
      if (fault !== null) lost.push(`${job.dialect} ${jobId} ${output.name}: ${fault}`);
    }
    const events = await readFeed(access, jobId);
    if (events.some(({ seq }, index) => seq !== index + 1)) feedFaults.push(`${jobId}: seq`);
    const ends = events.filter(({ type }) => TERMINAL.test(type));
    if (ends.length > 1) doubled.push(`${jobId} ended ${ends.length} times`);
    if (ends.length === 1 && !TERMINAL.test(events.at(-1)?.type ?? "")) {
      feedFaults.push(`${jobId}: something follows its end`);
    }
    for (const { type, at, taskId, nodeId = "", epoch = 0 } of events) {
      if (taskId !== undefined)
        taskEvents.push({ type, at: Date.parse(at), taskId, nodeId, epoch });
    }
  }
  return { lost, doubled, feedFaults, taskEvents };
}

async function findMediaFault(
  { origin, apiKey }: Access,
  { sha256, contentPath }: { sha256: string; contentPath: string },
): Promise<string | null> {
  const answer = await fetch(origin + contentPath, {
    headers: { authorization: `Bearer ${apiKey}` },
    signal: AbortSignal.timeout(MEDIA_MILLISECONDS),
  });
  const bytes = Buffer.from(await answer.arrayBuffer());
  if (!answer.ok) return `its link answered ${answer.status}`;
  const found = createHash("sha256").update(bytes).digest("hex");
  return found === sha256 ? null : `its bytes are not those of ${sha256}`;
}

async function readFeed(access: Access, jobId: string): Promise<Event[]> {
  const events: Event[] = [];
  for (let after = 0; ;) {
    const path = `/api/v2/jobs/${jobId}/events?format=json&limit=500&after=${after}`;
    const page = Page.parse(await ask(access, "GET", path));
    events.push(...page.events);
    if (page.events.length === 0 || page.closed) return events;
    after = page.nextAfter;
  }
}

/** How far balances and holds are from what the ledger says, in units of both currencies. */
export function measureLedgerDrift(stateFolder: string): number {
  const [row] = readDatabase(
    stateFolder,
    `SELECT
       (SELECT COALESCE(SUM(ABS(available - fold)), 0) FROM (
          SELECT balances.available, COALESCE(SUM(ledger.delta), 0) AS fold
          FROM balances LEFT JOIN ledger USING (account_id, currency)
          GROUP BY balances.account_id, balances.currency))
     + (SELECT COALESCE(SUM(ABS(rest)), 0) FROM (
          SELECT SUM(CASE ledger.kind WHEN 'hold' THEN amount WHEN 'overrun' THEN amount
            WHEN 'capture' THEN -amount WHEN 'refund' THEN -amount ELSE 0 END) AS rest
          FROM ledger JOIN jobs ON jobs.id = ledger.job_id
          WHERE jobs.state IN ('completed', 'failed', 'cancelled') GROUP BY ledger.job_id))
       AS drift`,
  );
  return Number(row?.["drift"] ?? Number.NaN);
}

/** What the database holds twice though it may be there once. */
export function findDoubledRows(stateFolder: string): string[] {
  const queries = {
    captures: `SELECT job_id AS id FROM ledger WHERE ledger.kind = 'capture'
      GROUP BY job_id HAVING COUNT(*) > 1`,
    deliveries: `SELECT event_id AS id FROM webhook_deliveries
      GROUP BY event_id, url HAVING COUNT(*) > 1`,
  };
  return Object.entries(queries).flatMap(([what, sql]) =>
    readDatabase(stateFolder, sql).map(({ id }) => `${String(id)} has several ${what}`),
  );
}

/** Ids of every job that the account has, accepted or made behind its back. */
export function readJobIds(stateFolder: string, accountId: string): string[] {
  return readDatabase(stateFolder, "SELECT id FROM jobs WHERE account_id = ?", accountId).map(
    ({ id }) => String(id),
  );
}

/** What each node calls itself, by its id. */
export function readNodeNames(stateFolder: string): Map<string, string> {
  const rows = readDatabase(stateFolder, "SELECT id, name FROM nodes");
  return new Map(rows.map(({ id, name }) => [String(id), String(name)]));
}
