import type { RowChange } from "./row-change.ts";
import type { World } from "./world.ts";

type Change<Table extends RowChange["table"]> = Extract<RowChange, { table: Table }>;

/** Money and keys: invariants 4 (ledger), 5 (idempotency) and 13 (revocation). */
export function checkAccountRows(world: World, change: RowChange): void {
  switch (change.table) {
    case "ledger":
      return checkLedger(world, change);
    case "idempotency_keys":
      return checkKey(world, change);
    case "api_keys":
      if (change.after?.revoked_at != null) {
        const keyId = String(change.after.id);
        const { keysRevokedAt } = world.shadow;
        // Not as stored: the clock that said when may have been wrong.
        if (!keysRevokedAt.has(keyId)) keysRevokedAt.set(keyId, world.timeline.now());
      }
      return;
    case "nodes":
      if (!change.after) return;
      world.shadow.nodes.set(String(change.after.id), {
        state: String(change.after.state),
        revokedAt:
          change.after.state !== "revoked"
            ? null
            : (world.shadow.nodes.get(String(change.after.id))?.revokedAt ?? world.timeline.now()),
      });
      return;
    default:
  }
}

function checkLedger(world: World, { before, after }: Change<"ledger">): void {
  const jobId = after?.job_id == null ? null : String(after.job_id);
  if (before || !after) {
    world.report(4, "The ledger is append-only, and a row of it changed.", jobId);
    return;
  }
  const account = `${after.account_id} ${after.currency}`;
  const delta = Number(after.delta);
  const amount = Number(after.amount);
  world.shadow.balances.set(account, (world.shadow.balances.get(account) ?? 0) + delta);
  const job = jobId === null ? undefined : world.shadow.jobs.get(jobId);
  if (!job) return;
  world.trace.note(jobId, `ledger ${after.kind} ${amount}`);
  const expected = { hold: -amount, capture: 0, refund: amount }[String(after.kind)];
  if (delta !== expected) world.report(4, `A ${after.kind} of ${amount} moved ${delta}.`, jobId);
  if (after.kind === "hold") {
    if (job.held > 0) world.report(4, "A job holds twice.", jobId);
    job.held += amount;
  }
  if (after.kind === "capture") job.captured += amount;
  if (after.kind === "refund") job.refunded += amount;
  if (job.captured + job.refunded > job.held) world.report(4, "A hold resolved twice.", jobId);
}

/** What stands in the balances after a batch is the fold of the ledger, and never negative. */
export function checkBalances(world: World, changes: readonly RowChange[]): void {
  const stored = new Map<string, number>();
  for (const { table, after } of changes) {
    if (table === "balances" && after) {
      stored.set(`${after.account_id} ${after.currency}`, Number(after.available));
    }
  }
  for (const [account, available] of stored) {
    const fold = world.shadow.balances.get(account) ?? 0;
    if (available < 0) world.report(4, "A balance is negative.", null);
    if (available !== fold)
      world.report(4, `A balance is ${available}, its ledger says ${fold}.`, null);
  }
}

function checkKey(world: World, { before, after }: Change<"idempotency_keys">): void {
  if (!after) return;
  const key = `${after.account_id} ${after.key}`;
  const jobId = String(after.job_id);
  const known = world.shadow.idempotency.get(key);
  if (known && known.jobId !== jobId && before) {
    world.report(5, "An idempotency key came to name another job.", jobId);
  }
  world.shadow.idempotency.set(key, { bodyHash: String(after.body_hash), jobId });
}
