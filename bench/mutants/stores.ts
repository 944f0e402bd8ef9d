import type { Mutant } from "./mutant.ts";

const taskStore = "edge/adapters/d1/task-store.ts";
const createJob = "edge/adapters/d1/create-job-statements.ts";
const closeJob = "edge/adapters/d1/close-job-statements.ts";
const resolveHold = "edge/adapters/d1/resolve-hold-statements.ts";
const uploadStore = "edge/adapters/d1/upload-store.ts";
const jobStore = "edge/adapters/d1/job-store.ts";

/** Faults in the SQL that accepts, grants, settles and pays. */
export const storeMutants: readonly Mutant[] = [
  {
    breaks: "the grant takes only tasks that are ready",
    file: taskStore,
    find: "AND id = ${taskId} AND state = 'ready'",
    replace: "AND id = ${taskId} AND state IN ('ready', 'leased')",
  },
  {
    breaks: "every grant raises the epoch",
    file: taskStore,
    find: "state = 'leased', epoch = epoch + 1,",
    replace: "state = 'leased', epoch = MAX(epoch, 1),",
  },
  {
    breaks: "a task waits out its back-off",
    file: taskStore,
    find: "AND (retry_at IS NULL OR retry_at <= ${now})",
    replace: "",
  },
  {
    breaks: "only an active node is granted a task",
    file: taskStore,
    find: "WHERE id = ${nodeId} AND state = 'active')",
    replace: "WHERE id = ${nodeId})",
  },
  {
    breaks: "an account runs no more jobs than it may",
    file: taskStore,
    find: "AND others.state IN ('running', 'cancelling')) < ${request.maximumRunningJobs}",
    replace: "AND others.state IN ('running', 'cancelling')) <= ${request.maximumRunningJobs}",
  },
  {
    breaks: "the fence checks the epoch",
    file: taskStore,
    find: "AND state = 'leased' AND epoch = ${identity.epoch}",
    replace: "AND state = 'leased'",
  },
  {
    breaks: "the fence checks the node",
    file: taskStore,
    find: "AND node_id = ${identity.nodeId} AND lease_id",
    replace: "AND lease_id",
  },
  {
    breaks: "a task that settles on a cancelling job ends it cancelled",
    file: taskStore,
    find: `= 'cancelling'
            THEN 'cancelled' ELSE 'done' END,`,
    replace: `= 'cancelling'
            THEN 'done' ELSE 'done' END,`,
  },
  {
    breaks: "dependents start only when all they need is done",
    file: taskStore,
    find: "AND needed.state <> 'done')`",
    replace: "AND needed.state = 'leased')`",
  },
  {
    breaks: "the settle looks at what is stored",
    file: taskStore,
    find: "AND tasks.settled_by = ${leaseId} AND tasks.settlement_id = ${settlementId}`;",
    replace: "`;",
  },
  {
    breaks: "a settle that is repeated has no new effect",
    file: taskStore,
    find: " AND tasks.settlement_id = ${settlementId}`;",
    replace: "`;",
  },
  {
    breaks: "a job's end is told once",
    file: closeJob,
    find: "WHERE ${closedHere} AND changes() > 0`;",
    replace: "WHERE ${closedHere}`;",
  },
  {
    breaks: "what is told under an ordinal is told apart from what takes it later",
    file: "edge/adapters/d1/outbox-store.ts",
    find: "SELECT value ->> '$.jobId', value ->> '$.ordinal', value ->> '$.eventId'",
    replace: "SELECT value ->> '$.jobId', value ->> '$.ordinal', outbox.event_id",
  },
  {
    breaks: "a lost lease is counted apart from a task error",
    file: taskStore,
    find: 'losses = losses + ${cause === "lost" ? 1 : 0}',
    replace: "losses = losses + 0",
  },
  {
    breaks: "a task error uses up an attempt",
    file: taskStore,
    find: "attempts + 1 >= ${request.maximumAttempts}",
    replace: "attempts > ${request.maximumAttempts}",
  },
  {
    breaks: "a drain uses up nothing",
    file: taskStore,
    find: 'const counted = cause === "error" || cause === "lost";',
    replace: "const counted = true;",
  },
  {
    breaks: "a node that gave its task back is answered the same again",
    file: taskStore,
    find: 'const movedOn = !row || (row.state !== "leased" && row.settledBy !== leaseId);',
    replace: "const movedOn = !row;",
  },
  {
    breaks: "a lease is never shortened",
    file: taskStore,
    find: "SET lease_expires_at = MAX(lease_expires_at, (",
    replace: "SET lease_expires_at = MIN(lease_expires_at, (",
  },
  {
    breaks: "a job is accepted only when it can be paid",
    file: createJob,
    find: "available >= ${amount}",
    replace: "available >= 0",
  },
  {
    breaks: "a full queue refuses",
    file: createJob,
    find: "AND state = 'queued') + ${size} <= ${maximumQueuedJobs}",
    replace: "AND state = 'queued') + ${size} <= ${maximumQueuedJobs + 1}",
  },
  {
    breaks: "the hold is booked with the job",
    file: createJob,
    find: "${-job.price.amount}, ${job.id}",
    replace: "${0}, ${job.id}",
  },
  {
    breaks: "an idempotency key makes one job",
    file: createJob,
    find: "WHERE account_id = ${accountId} AND key = ${idempotency?.key ?? null})",
    replace: "WHERE account_id = ${accountId} AND key = ${idempotency?.bodyHash ?? null})",
  },
  {
    breaks: "an idempotency key is the account's own",
    file: jobStore,
    find: "eq(idempotencyKeys.accountId, job.accountId),",
    replace: "",
  },
  {
    breaks: "another body under the same key is refused",
    file: jobStore,
    find: "earlier.bodyHash === job.idempotency.bodyHash",
    replace: "earlier.bodyHash !== job.accountId",
  },
  {
    breaks: "cancel before the first lease costs nothing",
    file: resolveHold,
    find: "CASE WHEN ${isPaid} THEN 'capture' ELSE 'refund' END",
    replace: "CASE WHEN ${isPaid} THEN 'capture' ELSE 'capture' END",
  },
  {
    breaks: "a refund gives back what was held",
    file: resolveHold,
    find: "THEN 0 ELSE held.amount END",
    replace: "THEN 0 ELSE 0 END",
  },
  {
    breaks: "a metered job pays for what it took",
    file: resolveHold,
    find: "THEN MIN(${usedMilliseconds}, held.amount + COALESCE((",
    replace: "THEN MAX(${usedMilliseconds}, held.amount + COALESCE((",
  },
  {
    breaks: "what a metered job did not take comes back",
    file: resolveHold,
    find: "held.amount - captured.amount, held.amount - captured.amount, jobs.id",
    replace: "held.amount - captured.amount, 0, jobs.id",
  },
  {
    breaks: "what passes a hold comes from the free balance",
    file: resolveHold,
    find: "-MIN(${usedMilliseconds} - held.amount, balances.available), jobs.id",
    replace: "0, jobs.id",
  },
  {
    breaks: "what passes a hold is taken as far as there is",
    file: resolveHold,
    find: "-MIN(${usedMilliseconds} - held.amount, balances.available), jobs.id",
    replace: "-(${usedMilliseconds} - held.amount), jobs.id",
  },
  {
    breaks: "a fixed price is captured as a whole",
    file: resolveHold,
    find: "const isMetered = sql`jobs.metered = 1 AND ${isPaid}`;",
    replace: "const isMetered = sql`${isPaid}`;",
  },
  {
    breaks: "a metered job that fails costs nothing",
    file: resolveHold,
    find: "const isMetered = sql`jobs.metered = 1 AND ${isPaid}`;",
    replace: "const isMetered = sql`jobs.metered = 1`;",
  },
  {
    breaks: "a cancelled job pays for the lease of a node that fell silent",
    file: jobStore,
    find: "+ CASE WHEN state = 'leased' THEN ${measuredByLease} ELSE 0 END",
    replace: "+ CASE WHEN state = 'leased' THEN 0 * ${measuredByLease} ELSE 0 END",
  },
  {
    breaks: "a lost node of a job that goes on costs nothing",
    file: taskStore,
    find: "THEN ${measuredByLease} ELSE ${renderMilliseconds} END",
    replace: "THEN ${measuredByLease} ELSE lease_expires_at - leased_at END",
  },
  {
    breaks: "a lease says how long its job can still be paid for",
    file: "edge/adapters/d1/task-surroundings.ts",
    find: "- (SELECT SUM(render_milliseconds) FROM tasks AS used WHERE used.job_id = jobs.id)",
    replace: "",
  },
  {
    breaks: "an upload has one writer",
    file: uploadStore,
    find: "AND (writer_id IS NULL OR writer_until <= ${now})",
    replace: "",
  },
  {
    breaks: "an upload goes on where it stands",
    file: uploadStore,
    find: "AND offset_bytes = ${claim.offsetBytes}",
    replace: "",
  },
  {
    breaks: "a writer that was replaced changes nothing",
    file: uploadStore,
    find: "id = ${uploadId} AND writer_id = ${writerId} AND ended_at IS NULL`;",
    replace: "id = ${uploadId} AND (${writerId} <> '') AND ended_at IS NULL`;",
  },
  {
    breaks: "a foreign upload cannot be taken",
    file: uploadStore,
    find: "AND account_id = ${accountId} AND finished_at IS NOT NULL",
    replace: "AND ${accountId} <> '' AND finished_at IS NOT NULL",
  },
  {
    breaks: "an open upload holds its room",
    file: "edge/adapters/d1/asset-store.ts",
    find: "AND taken_at IS NULL AND ended_at IS NULL",
    replace: "AND taken_at IS NULL AND ended_at IS NULL AND finished_at IS NOT NULL",
  },
  {
    breaks: "an upload that was taken holds no room beside its asset",
    file: "edge/adapters/d1/asset-store.ts",
    find: "AND taken_at IS NULL AND ended_at IS NULL",
    replace: "AND ended_at IS NULL",
  },
  {
    breaks: "a job ends once",
    file: closeJob,
    find: "AND state IN ('queued', 'running', 'cancelling') AND ${happened}",
    replace: "AND ${happened}",
  },
  {
    breaks: "a job ends only when all its tasks have",
    file: closeJob,
    find: "WHERE job_id = ${jobId} AND state IN ('waiting', 'ready', 'leased'))`,",
    replace: "WHERE job_id = ${jobId} AND state IN ('waiting', 'leased'))`,",
  },
  {
    breaks: "a foreign job cannot be cancelled",
    file: jobStore,
    find: "WHERE id = ${jobId} AND account_id = ${accountId} AND state IN ('queued', 'running')",
    replace: "WHERE id = ${jobId} AND state IN ('queued', 'running')",
  },
  {
    breaks: "a job's percent never falls",
    file: "edge/adapters/d1/progress-statements.ts",
    find: "AND state = 'running' AND percent < ${percent} AND ${happened}\n",
    replace: "AND state = 'running' AND ${happened}\n",
  },
  {
    breaks: "a job and its tasks are read at one moment",
    file: "edge/adapters/d1/database.ts",
    find: "      const outcomes = await connection.batch(\n        reads.map((read) => {",
    replace:
      "      const oneByOne = async (all: SqlStatement[]) => {\n" +
      "        const found: SqlOutcome[] = [];\n" +
      "        for (const one of all) found.push(...(await connection.batch([one])));\n" +
      "        return found;\n      };\n" +
      "      const outcomes = await oneByOne(\n        reads.map((read) => {",
  },
  {
    breaks: "an open upload is never forgotten",
    file: "edge/adapters/d1/task-output-store.ts",
    find: "const isFree = sql`(upload_id IS NULL",
    replace: "const isFree = sql`(1 OR upload_id IS NULL",
  },
  {
    breaks: "an output is taken only under a lease that is held",
    file: "edge/adapters/d1/task-output-store.ts",
    find: "${output.etag}, ${output.verifiedAt}, ${now}\n        WHERE ${held}",
    replace: "${output.etag}, ${output.verifiedAt}, ${now}\n        WHERE ${1} = ${1}",
  },
  {
    breaks: "a webhook is sent once at a time",
    file: "edge/adapters/d1/delivery-store.ts",
    find: ".set({ nextAttemptAt: leaseUntil, claimedUntil: leaseUntil })",
    replace: ".set({ nextAttemptAt: now, claimedUntil: Math.min(now, leaseUntil) })",
  },
  {
    breaks: "a slow receiver has few attempts under way at once",
    file: "edge/adapters/d1/delivery-store.ts",
    find: "< ${attemptsAtOnce}",
    replace: "< 1000 * ${attemptsAtOnce}",
  },
  {
    breaks: "a job is kept while a webhook of it waits",
    file: "edge/adapters/d1/retention-store.ts",
    find: "webhook_deliveries.state = 'pending')",
    replace: "webhook_deliveries.state = 'none')",
  },
];
