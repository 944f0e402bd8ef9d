import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { accounts } from "./schema.ts";

/** Where an account wants its events posted. Secrets are sealed; the one before dies by itself. */
export const webhookEndpoints = sqliteTable(
  "webhook_endpoints",
  {
    id: text("id").primaryKey(),
    accountId: text("account_id")
      .notNull()
      .references(() => accounts.id),
    url: text("url").notNull(),
    /** An empty list is every type. */
    eventTypesJson: text("event_types_json").notNull().default("[]"),
    secretSealed: text("secret_sealed").notNull().default(""),
    previousSecretSealed: text("previous_secret_sealed"),
    previousSecretUntil: integer("previous_secret_until"),
    createdAt: integer("created_at").notNull(),
    /** Its first failure since it last took a delivery. */
    failingSince: integer("failing_since"),
    disabledAt: integer("disabled_at"),
    disabledReason: text("disabled_reason").$type<"account" | "failing" | "gone">(),
    /** 1: its account has not been told yet that it was disabled. */
    untold: integer("untold").notNull().default(0),
  },
  (table) => [
    index("webhook_endpoints_by_account").on(table.accountId, table.id),
    index("webhook_endpoints_untold")
      .on(table.disabledAt)
      .where(sql`${table.untold} = 1`),
  ],
);

export const webhookDeliveries = sqliteTable(
  "webhook_deliveries",
  {
    /** Also the `webhook-id` header: constant over retries and replays. */
    id: text("id").primaryKey(),
    accountId: text("account_id").notNull(),
    jobId: text("job_id").notNull(),
    eventId: text("event_id").notNull(),
    eventType: text("event_type").notNull().default(""),
    /** Null for a job's own callback. */
    endpointId: text("endpoint_id"),
    url: text("url").notNull(),
    /** Who answers: few attempts at one target are under way at once. */
    target: text("target").notNull().default(""),
    payloadJson: text("payload_json").notNull(),
    state: text("state").$type<"pending" | "delivered" | "dead">().notNull(),
    attempts: integer("attempts").notNull().default(0),
    nextAttemptAt: integer("next_attempt_at"),
    /** Until then an attempt is under way, or its worker died. */
    claimedUntil: integer("claimed_until"),
    lastStatus: integer("last_status"),
    lastError: text("last_error"),
    createdAt: integer("created_at").notNull(),
    finishedAt: integer("finished_at"),
  },
  (table) => [
    index("webhook_deliveries_due")
      .on(table.nextAttemptAt)
      .where(sql`${table.state} = 'pending'`),
    index("webhook_deliveries_waiting")
      .on(table.target, table.nextAttemptAt)
      .where(sql`${table.state} = 'pending'`),
    index("webhook_deliveries_claimed")
      .on(table.target, table.claimedUntil)
      .where(sql`${table.claimedUntil} IS NOT NULL`),
    index("webhook_deliveries_by_account").on(table.accountId, table.id),
    index("webhook_deliveries_by_job").on(table.jobId),
    index("webhook_deliveries_finished")
      .on(table.accountId, table.finishedAt)
      .where(sql`${table.finishedAt} IS NOT NULL`),
  ],
);

/** Every attempt at a delivery, however it went. */
export const webhookAttempts = sqliteTable(
  "webhook_attempts",
  {
    ordinal: integer("ordinal").primaryKey({ autoIncrement: true }),
    deliveryId: text("delivery_id").notNull(),
    attemptedAt: integer("attempted_at").notNull(),
    durationMilliseconds: integer("duration_milliseconds").notNull(),
    status: integer("status"),
    error: text("error"),
    nextAttemptAt: integer("next_attempt_at"),
  },
  (table) => [index("webhook_attempts_by_delivery").on(table.deliveryId, table.ordinal)],
);
