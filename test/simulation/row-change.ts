/** Tables whose rows the checker follows, and the columns it looks at. */
export const WATCHED = {
  jobs: [
    "id",
    "account_id",
    "state",
    "percent",
    "metered",
    "started_at",
    "deadline_at",
    "cancel_requested_at",
  ],
  tasks: [
    "id",
    "job_id",
    "account_id",
    "state",
    "epoch",
    "node_id",
    "lease_id",
    "lease_expires_at",
    "settled_by",
    "attempts",
    "losses",
    "error_code",
    "final",
  ],
  ledger: ["id", "account_id", "currency", "kind", "amount", "delta", "job_id"],
  balances: ["account_id", "currency", "available"],
  assets: [
    "id",
    "account_id",
    "job_id",
    "task_id",
    "object_key",
    "size_bytes",
    "sha256",
    "deleted_at",
  ],
  task_outputs: ["lease_id", "name", "task_id", "object_key", "upload_id", "verified_at"],
  task_output_parts: ["lease_id", "name", "part_number"],
  outbox: ["job_id", "events_json"],
  idempotency_keys: ["account_id", "key", "body_hash", "job_id"],
  webhook_deliveries: ["id", "account_id", "job_id", "event_id", "state", "attempts"],
  nodes: ["id", "state"],
  api_keys: ["id", "account_id", "revoked_at"],
} as const;

export type WatchedTable = keyof typeof WATCHED;
export type RowValue = string | number | null;
type RowOf<Table extends WatchedTable> = Record<(typeof WATCHED)[Table][number], RowValue>;

/** One row that a commit changed: without `before` it was inserted, without `after` deleted. */
export type RowChange = {
  [Table in WatchedTable]: {
    table: Table;
    before: RowOf<Table> | null;
    after: RowOf<Table> | null;
  };
}[WatchedTable];

/** Ids of the events in a row of the outbox. */
export function eventIdsOf(row: Record<string, unknown>): string[] {
  const events = JSON.parse(String(row["events_json"])) as { eventId: string }[];
  return events.map(({ eventId }) => eventId);
}
