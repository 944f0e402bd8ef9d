import { isTerminalEvent } from "#contracts/events.ts";
import { isTerminalJobState } from "../../edge/domain/jobs/transitions.ts";
import type { ShadowJob } from "./shadow.ts";
import type { World } from "./world.ts";

/** A job may end this long after its deadline: the sweep runs once a minute. */
const DEADLINE_GRACE_MILLISECONDS = 5 * 60_000;

/** Every invariant in full, once faults have stopped and everything had its time. */
export function checkAtEnd(world: World): void {
  checkJobs(world);
  checkMoney(world);
  checkTelling(world);
  checkFeeds(world);
  checkStorage(world);
  checkPools(world);
}

/** "Once faults stop and one good node exists, every job that can succeed does." */
export function checkRecovery(world: World): void {
  for (const jobId of world.shadow.unfinishedJobIds()) {
    const state = world.shadow.jobs.get(jobId)?.state;
    world.report(15, `The job is still ${state} when all faults are long over.`, jobId);
  }
}

function checkJobs(world: World): void {
  for (const job of world.shadow.jobs.values()) {
    if (!isTerminalJobState(job.state)) {
      world.report(1, `The job never ended: it is ${job.state}.`, job.id);
      continue;
    }
    if ((job.endedAt ?? 0) > job.deadlineAt + DEADLINE_GRACE_MILLISECONDS) {
      world.report(1, "The job ended long after its deadline.", job.id);
    }
    if (world.shadow.unserveable.has(job.id) && job.state === "completed") {
      world.report(1, "A job was completed that no node can serve.", job.id);
    }
  }
  const stored = world.database.query("SELECT COUNT(*) AS count FROM jobs")[0]?.["count"];
  if (stored !== world.shadow.jobs.size) world.report(1, "Jobs are missing.", null);
}

function checkMoney(world: World): void {
  const rows = world.database.query(
    `SELECT balances.account_id AS account, available,
       (SELECT SUM(delta) FROM ledger WHERE ledger.account_id = balances.account_id
          AND ledger.currency = balances.currency) AS fold
     FROM balances`,
  );
  for (const row of rows) {
    if (row["available"] !== row["fold"])
      world.report(4, "A balance differs from its ledger.", null);
  }
  for (const job of world.shadow.jobs.values()) {
    if (!isTerminalJobState(job.state)) continue;
    if (job.held + job.overrun !== job.captured + job.refunded) {
      world.report(4, "A hold is not resolved at the end.", job.id);
    }
    if (job.metered && job.freeAtCapture !== null) checkUse(world, job);
  }
}

/** A metered job pays for the node time that it took, or for as much as there was to pay with. */
function checkUse(world: World, job: ShadowJob): void {
  const [row] = world.database.query(
    `SELECT SUM(render_milliseconds) AS used FROM tasks WHERE job_id = '${job.id}'`,
  );
  const used = Number(row?.["used"]);
  const isShort = job.captured < used && job.freeAtCapture === 0;
  if (job.captured !== used && !isShort) {
    world.report(4, `A job took ${used} ms and paid for ${job.captured}.`, job.id);
  }
}

function checkTelling(world: World): void {
  const pending = world.database.query("SELECT job_id, event_id FROM outbox");
  for (const row of pending) {
    world.report(6, `${row["event_id"]} was never told.`, String(row["job_id"]));
  }
  const owed = world.database.query(
    `SELECT jobs.id AS job_id, webhook_deliveries.state AS state
     FROM jobs LEFT JOIN webhook_deliveries ON webhook_deliveries.job_id = jobs.id
     WHERE jobs.callback_url IS NOT NULL AND jobs.finished_at IS NOT NULL
       AND COALESCE(webhook_deliveries.state, 'missing') NOT IN ('delivered', 'dead')`,
  );
  for (const row of owed) {
    world.report(11, `A webhook is ${row["state"] ?? "missing"}.`, String(row["job_id"]));
  }
}

function checkFeeds(world: World): void {
  const read = new Map<string, ReadonlySet<string>>();
  const idsOf = (feed: string): ReadonlySet<string> => {
    const ids = read.get(feed) ?? world.feedNamed(feed).storedIds();
    read.set(feed, ids);
    return ids;
  };
  for (const job of world.shadow.jobs.values()) {
    const entries = world.feedNamed(`job:${job.id}`).storedEntries();
    if (entries.some((entry, index) => entry.seq !== index + 1)) {
      world.report(7, "The feed's log has a gap.", job.id);
    }
    const ends = entries.filter((entry) => isTerminalEvent(entry.event));
    if (ends.length !== 1 || !isTerminalEvent(entries.at(-1)?.event ?? entries[0]!.event)) {
      world.report(
        8,
        `The feed has ${ends.length} terminal events, or one that is not last.`,
        job.id,
      );
    }
    const known = idsOf(`account:${job.accountId}`);
    if (entries.some((entry) => !known.has(entry.event.eventId))) {
      world.report(7, "The account's feed lacks an event of the job.", job.id);
    }
  }
}

function checkStorage(world: World): void {
  const live = new Set(
    world.database
      .query("SELECT object_key FROM assets WHERE deleted_at IS NULL")
      .map((row) => String(row["object_key"])),
  );
  for (const key of live) {
    if (!world.bucket.objects.has(key)) world.report(9, `The live object ${key} is gone.`, null);
  }
  for (const key of world.bucket.objects.keys()) {
    if (live.has(key)) continue;
    const jobId = world.shadow.tasks.get(key.split("/")[1] ?? "")?.jobId ?? null;
    world.report(10, `The object ${key} belongs to nobody.`, jobId);
  }
  for (const upload of world.bucket.openUploads((id) => world.shadow.recordedUploads.has(id))) {
    world.report(10, `The upload of ${upload.key} was never ended.`, null);
  }
}

/** "Reconciles ready tasks that the pool lacks": with all jobs ended the index must be empty. */
function checkPools(world: World): void {
  for (const pool of world.pools()) {
    const { index } = pool;
    const jobs = index.listAccounts().flatMap((accountId) => index.readJobsOfAccount(accountId));
    for (const { jobId, state } of jobs.flatMap(({ tasks }) => tasks)) {
      world.report(6, `The pool still has a ${state} task of an ended job.`, jobId);
    }
  }
}
