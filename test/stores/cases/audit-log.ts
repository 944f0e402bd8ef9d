import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { createAuditLog } from "../../../edge/adapters/d1/audit-log.ts";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import type { AuditAction } from "../../../edge/domain/audit/audit-log.ts";
import { buildFleet, newId, T0 } from "../../support/build-fleet.ts";

/** What the audit log must do: it holds what was done, no more and no less, and for good. */
export function describeAuditLog(open: () => Promise<Database>): void {
  describe("the audit log", () => {
    const setUp = async () => {
      const database = await open();
      const fleet = await buildFleet(database);
      const entry = (action: AuditAction, subjectId: string) => ({
        id: newId(),
        at: T0,
        action,
        subjectId,
        details: { note: "ü" },
        requestId: "request",
      });
      const audit = createAuditLog(database);
      const actionsOn = async (subjectId: string) =>
        (await audit.list({ limit: 100, subjectId })).map(({ action }) => action);
      return { ...fleet, database, audit, entry, actionsOn };
    };

    test("has an entry for everything that an operator did", async () => {
      const { accounts, nodes, accountId, nodeId, entry, actionsOn, audit } = await setUp();
      const key = { id: newId(), accountId, prefix: "ff", name: "key", scopes: [] };
      await accounts.createKey(
        { ...key, digest: newId(), createdAt: T0, expiresAt: null },
        entry("key-created", accountId),
      );
      await accounts.revokeKey(accountId, key.id, T0, entry("key-revoked", accountId));
      await accounts.change(accountId, { name: "new" }, T0, entry("account-changed", accountId));
      expect(await accounts.revokeLinks(accountId, entry("links-revoked", accountId))).toBe(true);
      expect(await accounts.read(accountId)).toMatchObject({ linkEpoch: 2 });
      const grant = { accountId, currency: "tokens" as const, amount: 5, note: null };
      const granted = entry("balance-granted", accountId);
      const id = newId();
      await accounts.grant({ ...grant, id, createdAt: T0 }, granted);
      // An answer that was lost, and the same call again.
      await accounts.grant({ ...grant, id, createdAt: T0 }, granted);
      expect(await actionsOn(accountId)).toEqual([
        "balance-granted",
        "links-revoked",
        "account-changed",
        "key-revoked",
        "key-created",
      ]);
      await nodes.changeState(nodeId, "paused", null, T0, entry("node-state-changed", nodeId));
      expect(await actionsOn(nodeId)).toEqual(["node-state-changed"]);
      const [newest] = await audit.list({ limit: 1, subjectId: accountId });
      expect(newest).toEqual(granted);
      const [next] = await audit.list({ limit: 1, subjectId: accountId, before: newest?.id });
      expect(next?.action).toBe("links-revoked");
    });

    test("has none for what was refused", async () => {
      const { accounts, nodes, nodeId, entry, actionsOn } = await setUp();
      const unknown = newId();
      await accounts.change(unknown, { name: "new" }, T0, entry("account-changed", unknown));
      expect(await accounts.revokeLinks(unknown, entry("links-revoked", unknown))).toBe(false);
      await accounts.revokeKey(unknown, newId(), T0, entry("key-revoked", unknown));
      await nodes.changeState(unknown, "paused", null, T0, entry("node-state-changed", unknown));
      expect(await actionsOn(unknown)).toEqual([]);
      await nodes.changeState(nodeId, "revoked", null, T0);
      await nodes.changeState(nodeId, "active", null, T0, entry("node-state-changed", nodeId));
      expect(await actionsOn(nodeId)).toEqual([]);
    });

    test("is never changed", async () => {
      const { database, accounts, accountId, entry, actionsOn } = await setUp();
      await accounts.change(accountId, { name: "new" }, T0, entry("account-changed", accountId));
      for (const statement of [
        sql`UPDATE audit_log SET action = 'nothing' WHERE subject_id = ${accountId}`,
        sql`DELETE FROM audit_log WHERE subject_id = ${accountId}`,
      ]) {
        await expect(database.atomically([statement])).rejects.toThrow("append-only");
      }
      expect(await actionsOn(accountId)).toEqual(["account-changed"]);
    });
  });
}
