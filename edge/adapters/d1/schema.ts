import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";
import type { Dialect, JobKind, JobState, TaskStage, TaskState } from "#contracts/job.ts";

/** Times are Unix milliseconds of the server. Money is in whole tokens or milliseconds. */

export const accounts = sqliteTable(
  "accounts",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    /** `sub` of the tokens that belong to this account, when it was provisioned from one. */
    externalSubject: text("external_subject").unique(),
    /** What the operator changed against `contracts/limits.ts`. */
    limitsJson: text("limits_json").notNull().default("{}"),
    /** Sealed with a key derived from the deployment's secret; never leaves the edge in logs. */
    webhookSecretSealed: text("webhook_secret_sealed").notNull(),
    /** The secret before it, which signs beside it until then. */
    previousWebhookSecretSealed: text("previous_webhook_secret_sealed"),
    previousWebhookSecretUntil: integer("previous_webhook_secret_until"),
    /** Raised to make every signed link of the account void. */
    linkEpoch: integer("link_epoch").notNull().default(1),
    pool: text("pool").notNull(),
    monitorPublic: integer("monitor_public", { mode: "boolean" }).notNull().default(false),
    createdAt: integer("created_at").notNull(),
    disabledAt: integer("disabled_at"),
    /** When what its policy no longer keeps was last looked for. */
    tidiedAt: integer("tidied_at").notNull().default(0),
  },
  (table) => [
    index("accounts_by_tidying").on(table.tidiedAt),
    index("accounts_on_monitor")
      .on(table.id)
      .where(sql`${table.monitorPublic} = 1`),
  ],
);

export const apiKeys = sqliteTable(
  "api_keys",
  {
    id: text("id").primaryKey(),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    digest: text("digest").notNull().unique(),
    /** The visible start of the key, to tell keys apart. */
    prefix: text("prefix").notNull(),
    name: text("name").notNull(),
    scopesJson: text("scopes_json").notNull().default("[]"),
    createdAt: integer("created_at").notNull(),
    expiresAt: integer("expires_at"),
    revokedAt: integer("revoked_at"),
    lastUsedAt: integer("last_used_at"),
  },
  (table) => [index("api_keys_by_account").on(table.accountId)],
);

/** Kept by the trigger on `ledger`; nothing else writes it. */
export const balances = sqliteTable(
  "balances",
  {
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    currency: text("currency").$type<"tokens" | "milliseconds">().notNull(),
    available: integer("available").notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.currency] }),
    check("balances_never_negative", sql`${table.available} >= 0`),
  ],
);

/**
 * Append-only: triggers refuse UPDATE and DELETE. `delta` is what it does to the balance. A job's rows
 * are named after the job and what they are to it: each is there once, and is found by its key.
 */
export const ledger = sqliteTable(
  "ledger",
  {
    id: text("id").primaryKey(),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    currency: text("currency").$type<"tokens" | "milliseconds">().notNull(),
    kind: text("kind").$type<"grant" | "hold" | "overrun" | "capture" | "refund">().notNull(),
    amount: integer("amount").notNull(),
    delta: integer("delta").notNull(),
    jobId: text("job_id"),
    note: text("note"),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [
    index("ledger_grants")
      .on(table.accountId, table.currency)
      .where(sql`${table.kind} = 'grant'`),
    check("ledger_amount_positive", sql`${table.amount} >= 0`),
    check(
      "ledger_named_after_job",
      sql`${table.jobId} IS NULL OR CASE ${table.kind}
        WHEN 'hold' THEN ${table.id} = ${table.jobId} || ':hold'
        WHEN 'overrun' THEN ${table.id} = ${table.jobId} || ':hold:overrun'
        WHEN 'capture' THEN ${table.id} = ${table.jobId} || ':hold:resolved'
        WHEN 'refund' THEN ${table.id} IN (${table.jobId} || ':hold:resolved', ${table.jobId} || ':hold:rest')
        ELSE FALSE END`,
    ),
  ],
);

export const batches = sqliteTable(
  "batches",
  {
    id: text("id").primaryKey(),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    dialect: text("dialect").$type<Dialect>().notNull(),
    size: integer("size").notNull(),
    requestJson: text("request_json").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [index("batches_by_account").on(table.accountId, table.createdAt)],
);

export const jobs = sqliteTable(
  "jobs",
  {
    id: text("id").primaryKey(),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    pool: text("pool").notNull(),
    dialect: text("dialect").$type<Dialect>().notNull(),
    kind: text("kind").$type<JobKind>().notNull(),
    state: text("state").$type<JobState>().notNull(),
    stage: text("stage").$type<TaskStage>(),
    percent: real("percent").notNull().default(0),
    requestJson: text("request_json").notNull(),
    callbackUrl: text("callback_url"),
    /** 1: the callback also hears of the start and of each quarter. */
    callbackProgress: integer("callback_progress", { mode: "boolean" }).notNull().default(false),
    batchId: text("batch_id").references(() => batches.id),
    batchIndex: integer("batch_index"),
    priority: integer("priority").notNull().default(0),
    /** Tells a newer priority from an older one. */
    priorityChanges: integer("priority_changes").notNull().default(0),
    /** 1: it pays for the node time that it took, not for what it held. */
    metered: integer("metered").notNull().default(0),
    /** Node time of the tasks that were done, once the job has ended. */
    renderMilliseconds: integer("render_milliseconds").notNull().default(0),
    estimatedSeconds: integer("estimated_seconds").notNull(),
    /** What whoever submitted it should know at once. */
    notice: text("notice"),
    errorCode: text("error_code"),
    errorMessage: text("error_message"),
    /** The lease, cancel or deadline id whose settle batch ended the job. */
    settledBy: text("settled_by"),
    cancelId: text("cancel_id"),
    cancelRequestedAt: integer("cancel_requested_at"),
    createdAt: integer("created_at").notNull(),
    startedAt: integer("started_at"),
    finishedAt: integer("finished_at"),
    deadlineAt: integer("deadline_at").notNull(),
    /** When the account deleted the record: from then on nobody is shown it. */
    deletedAt: integer("deleted_at"),
  },
  (table) => [
    index("jobs_by_account").on(table.accountId, table.id),
    index("jobs_by_batch")
      .on(table.batchId, table.batchIndex)
      .where(sql`${table.batchId} IS NOT NULL`),
    /**
     * Leads to all that has not ended, tasks too: an end takes a row out of it for nothing. It has
     * its own condition's column, so that counts of what waits read nothing else.
     */
    index("jobs_open")
      .on(table.state, table.accountId, table.deadlineAt, table.finishedAt)
      .where(sql`${table.finishedAt} IS NULL`),
    /** Covers what the monitor counts of the last hour. */
    index("jobs_by_end")
      .on(table.finishedAt, table.state, table.startedAt, table.createdAt)
      .where(sql`${table.finishedAt} IS NOT NULL`),
  ],
);

export const tasks = sqliteTable(
  "tasks",
  {
    id: text("id").notNull(),
    jobId: text("job_id")
      .notNull()
      .references(() => jobs.id),
    accountId: text("account_id").notNull(),
    pool: text("pool").notNull(),
    position: integer("position").notNull(),
    kind: text("kind").notNull(),
    specJson: text("spec_json").notNull(),
    requirementsJson: text("requirements_json").notNull(),
    /** 1: its outputs are the job's outputs. */
    final: integer("final").notNull().default(0),
    expectedSeconds: real("expected_seconds").notNull(),
    /** By which its node's speed is measured; 0 units: not at all. */
    workloadClass: text("workload_class").notNull().default(""),
    workUnits: real("work_units").notNull().default(0),
    deadlineSeconds: integer("deadline_seconds").notNull(),
    state: text("state").$type<TaskState>().notNull(),
    /** Raised by every grant; a write that names another epoch changes nothing. */
    epoch: integer("epoch").notNull().default(0),
    stage: text("stage").$type<TaskStage>(),
    percent: real("percent").notNull().default(0),
    nodeId: text("node_id"),
    slotIndex: integer("slot_index"),
    leaseId: text("lease_id"),
    leasedAt: integer("leased_at"),
    leaseExpiresAt: integer("lease_expires_at"),
    /** The lease (or cancel) whose terminal call committed. */
    settledBy: text("settled_by"),
    /** The one call that found it done: what follows in its batch happens in no other. */
    settlementId: text("settlement_id"),
    attempts: integer("attempts").notNull().default(0),
    losses: integer("losses").notNull().default(0),
    triedNodesJson: text("tried_nodes_json").notNull().default("[]"),
    readyAt: integer("ready_at"),
    retryAt: integer("retry_at"),
    /** Equal for tasks of an account that make the same; null where nothing is made twice. */
    cacheKey: text("cache_key"),
    resultJson: text("result_json"),
    errorCode: text("error_code"),
    errorMessage: text("error_message"),
    renderMilliseconds: integer("render_milliseconds").notNull().default(0),
    createdAt: integer("created_at").notNull(),
    finishedAt: integer("finished_at"),
  },
  (table) => [
    primaryKey({ columns: [table.jobId, table.id] }),
    uniqueIndex("tasks_by_lease")
      .on(table.leaseId)
      .where(sql`${table.leaseId} IS NOT NULL`),
    index("tasks_by_cache_key")
      .on(table.accountId, table.cacheKey)
      .where(sql`${table.cacheKey} IS NOT NULL`),
  ],
);

export const taskDependencies = sqliteTable(
  "task_dependencies",
  {
    jobId: text("job_id").notNull(),
    taskId: text("task_id").notNull(),
    dependsOnTaskId: text("depends_on_task_id").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.jobId, table.taskId, table.dependsOnTaskId] }),
    foreignKey({
      columns: [table.jobId, table.taskId],
      foreignColumns: [tasks.jobId, tasks.id],
    }),
    foreignKey({
      columns: [table.jobId, table.dependsOnTaskId],
      foreignColumns: [tasks.jobId, tasks.id],
    }),
  ],
);

/** Every object that outlives a request. Rows are kept when their bytes are gone. */
export const assets = sqliteTable(
  "assets",
  {
    id: text("id").primaryKey(),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    jobId: text("job_id"),
    taskId: text("task_id"),
    name: text("name").notNull(),
    objectKey: text("object_key").notNull(),
    contentType: text("content_type").notNull(),
    sizeBytes: integer("size_bytes").notNull(),
    sha256: text("sha256").notNull(),
    etag: text("etag").notNull(),
    mediaJson: text("media_json"),
    /** 1: an output of a job; 0: an intermediate that is not charged and expires. */
    final: integer("final").notNull(),
    createdAt: integer("created_at").notNull(),
    deletedAt: integer("deleted_at"),
    /** When the bytes of a deleted row were removed; until then the sweep owes it. */
    bytesDeletedAt: integer("bytes_deleted_at"),
  },
  (table) => [
    /** Without a job: what the account brought itself. */
    index("assets_by_job").on(table.accountId, table.jobId),
    index("assets_intermediate")
      .on(table.createdAt)
      .where(sql`${table.final} = 0 AND ${table.deletedAt} IS NULL`),
    index("assets_owed_deletion")
      .on(table.deletedAt)
      .where(sql`${table.deletedAt} IS NOT NULL AND ${table.bytesDeletedAt} IS NULL`),
  ],
);

export const nodes = sqliteTable(
  "nodes",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    tokenDigest: text("token_digest").notNull().unique(),
    pool: text("pool").notNull(),
    state: text("state").$type<"active" | "draining" | "paused" | "revoked">().notNull(),
    note: text("note"),
    instanceId: text("instance_id"),
    agentVersion: text("agent_version"),
    capabilitiesJson: text("capabilities_json"),
    enrolledAt: integer("enrolled_at").notNull(),
    lastHelloAt: integer("last_hello_at"),
    revokedAt: integer("revoked_at"),
  },
  (table) => [index("nodes_by_pool").on(table.pool, table.state)],
);

export const enrolmentTokens = sqliteTable("enrolment_tokens", {
  digest: text("digest").primaryKey(),
  name: text("name").notNull(),
  pool: text("pool").notNull(),
  createdAt: integer("created_at").notNull(),
  expiresAt: integer("expires_at").notNull(),
  usedByNodeId: text("used_by_node_id"),
});

export { outbox } from "./schema-outbox.ts";
export { promptSessions } from "./prompt-session-table.ts";
export { taskOutputParts, taskOutputs } from "./task-output-tables.ts";
