import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { DEFAULT_ACCOUNT_LIMITS } from "#contracts/limits.ts";
import type { Database } from "../../../edge/adapters/d1/database.ts";
import { aJob, buildFleet, newId, T0 } from "../../support/build-fleet.ts";

/** What an account store must do: accounts, keys, and money that adds up. */
export function describeAccountStore(open: () => Promise<Database>): void {
  const build = async () => buildFleet(await open());
  const anAccount = (externalSubject: string | null = null) => ({
    id: newId(),
    name: "Studio",
    externalSubject,
    limits: { weight: 3 },
    webhookSecretSealed: "sealed-secret",
    pool: "default",
    createdAt: T0,
  });

  describe("accounts", () => {
    test("are read as they were created, limits over the defaults", async () => {
      const { accounts } = await build();
      const account = anAccount(newId());
      await accounts.create(account);
      const expected = {
        id: account.id,
        name: "Studio",
        externalSubject: account.externalSubject,
        pool: account.pool,
        limits: { ...DEFAULT_ACCOUNT_LIMITS, weight: 3 },
        linkEpoch: 1,
        monitorPublic: false,
        createdAt: T0,
        disabled: false,
      };
      expect(await accounts.read(account.id)).toEqual(expected);
      expect(await accounts.readByExternalSubject(account.externalSubject ?? "")).toEqual(expected);
      expect(await accounts.read(newId())).toBeNull();
      expect(await accounts.readByExternalSubject(newId())).toBeNull();
    });

    test("sign with two secrets until the older one's time is over", async () => {
      const { accounts } = await build();
      const [account, other] = [anAccount(), anAccount()];
      await Promise.all([accounts.create(account), accounts.create(other)]);
      expect(await accounts.listSealedWebhookSecrets(account.id, T0)).toEqual(["sealed-secret"]);
      expect(await accounts.rotateWebhookSecret(account.id, "second", T0 + 100)).toBe(true);
      const before = await accounts.listSealedWebhookSecrets(account.id, T0 + 99);
      expect(before).toEqual(["second", "sealed-secret"]);
      expect(await accounts.listSealedWebhookSecrets(account.id, T0 + 100)).toEqual(["second"]);
      expect(await accounts.rotateWebhookSecret(account.id, "third", T0 + 300)).toBe(true);
      const after = await accounts.listSealedWebhookSecrets(account.id, T0 + 200);
      expect(after).toEqual(["third", "second"]);
      expect(await accounts.listSealedWebhookSecrets(other.id, T0)).toEqual(["sealed-secret"]);
      expect(await accounts.rotateWebhookSecret(newId(), "nobody's", T0)).toBe(false);
      expect(await accounts.listSealedWebhookSecrets(newId(), T0)).toEqual([]);
    });

    test("the first with an external subject stays", async () => {
      const { accounts } = await build();
      const [first, second] = [anAccount("subject-1"), anAccount("subject-1")];
      await Promise.all([accounts.create(first), accounts.create(second)]);
      expect(await accounts.readByExternalSubject("subject-1")).toMatchObject({ id: first.id });
      expect(await accounts.read(second.id)).toBeNull();
    });

    test("changed limits are merged", async () => {
      const { accounts } = await build();
      const account = anAccount();
      await accounts.create(account);
      expect(await accounts.change(account.id, { limits: { maximumRunningJobs: 7 } }, T0)).toBe(
        true,
      );
      expect((await accounts.read(account.id))?.limits).toEqual({
        ...DEFAULT_ACCOUNT_LIMITS,
        weight: 3,
        maximumRunningJobs: 7,
      });
      expect(await accounts.change(newId(), { limits: { weight: 1 } }, T0)).toBe(false);
    });

    test("are listed by page", async () => {
      const { accounts } = await build();
      const created = [anAccount(), anAccount(), anAccount()];
      for (const account of created) await accounts.create(account);
      const [a, b, c] = created.map((account) => account.id);
      const page = await accounts.list(a ?? null, 1);
      expect(page.map((account) => account.id)).toEqual([b]);
      expect((await accounts.list(b ?? null, 10)).map((account) => account.id)).toEqual([c]);
      expect((await accounts.list(null, 1)).length).toBe(1);
    });
  });

  describe("keys", () => {
    const aKey = (accountId: string, expiresAt: number | null = null) => ({
      id: newId(),
      accountId,
      digest: newId(),
      prefix: "ff_live_ab",
      name: "ci",
      scopes: ["jobs:write"],
      createdAt: T0,
      expiresAt,
    });

    test("are found by digest until they are revoked or expire", async () => {
      const { accounts, accountId } = await build();
      const [lasting, expiring] = [aKey(accountId), aKey(accountId, T0 + 100)];
      await accounts.createKey(lasting);
      await accounts.createKey(lasting);
      await accounts.createKey(expiring);
      const { digest, ...visible } = lasting;
      expect(await accounts.readKeyByDigest(digest, T0)).toEqual({
        key: { ...visible, revokedAt: null, lastUsedAt: null },
        account: await accounts.read(accountId),
      });
      expect(await accounts.readKeyByDigest(newId(), T0)).toBeNull();
      expect(await accounts.readKeyByDigest(expiring.digest, T0 + 99)).not.toBeNull();
      expect(await accounts.readKeyByDigest(expiring.digest, T0 + 100)).toBeNull();
      expect(await accounts.revokeKey(newId(), lasting.id, T0 + 5)).toBe(false);
      expect(await accounts.readKeyByDigest(digest, T0)).not.toBeNull();
      expect(await accounts.revokeKey(accountId, lasting.id, T0 + 5)).toBe(true);
      expect(await accounts.revokeKey(accountId, lasting.id, T0 + 9)).toBe(true);
      expect(await accounts.readKeyByDigest(digest, T0)).toBeNull();
      const keys = await accounts.listKeys(accountId);
      expect(keys.map((key) => key.revokedAt)).toEqual([T0 + 5, null]);
    });

    test("of a disabled account say so", async () => {
      const { accounts, accountId, query } = await build();
      const key = aKey(accountId);
      await accounts.createKey(key);
      await query(sql`UPDATE accounts SET disabled_at = ${T0} WHERE id = ${accountId}`);
      const account = { id: accountId, disabled: true };
      expect(await accounts.readKeyByDigest(key.digest, T0)).toMatchObject({ account });
      expect(await accounts.read(accountId)).toMatchObject(account);
    });

    test("are noted as used once a minute", async () => {
      const { accounts, accountId } = await build();
      const key = aKey(accountId);
      await accounts.createKey(key);
      const lastUsed = async () => (await accounts.listKeys(accountId))[0]?.lastUsedAt;
      await accounts.touchKey(key.id, T0);
      await accounts.touchKey(key.id, T0 + 59_999);
      expect(await lastUsed()).toBe(T0);
      await accounts.touchKey(key.id, T0 + 60_000);
      expect(await lastUsed()).toBe(T0 + 60_000);
    });
  });

  describe("money", () => {
    test("a grant is booked once and by currency", async () => {
      const { accounts, accountId } = await build();
      const grant = {
        id: newId(),
        accountId,
        currency: "milliseconds" as const,
        amount: 500,
        note: "gift",
        createdAt: T0,
      };
      await accounts.grant(grant);
      await accounts.grant(grant);
      expect(await accounts.readBalances(accountId)).toEqual({ tokens: 100, milliseconds: 500 });
      expect(await accounts.readBalances(newId())).toEqual({ tokens: 0, milliseconds: 0 });
      await expect(accounts.grant({ ...grant, id: newId(), amount: -1 })).rejects.toThrow();
      expect(await accounts.readBalances(accountId)).toEqual({ tokens: 100, milliseconds: 500 });
    });

    test("what was granted stays granted, whatever is spent", async () => {
      const { accounts, accountId, submit } = await build();
      const grant = { accountId, currency: "tokens", note: null, createdAt: T0 } as const;
      await accounts.grant({ ...grant, id: newId(), amount: 20 });
      await submit();
      expect(await accounts.readBalances(accountId)).toEqual({ tokens: 90, milliseconds: 0 });
      expect(await accounts.readGranted(accountId)).toEqual({ tokens: 120, milliseconds: 0 });
      expect(await accounts.readGranted(newId())).toEqual({ tokens: 0, milliseconds: 0 });
    });

    test("the ledger can only be added to", async () => {
      const { query, submit, ledger } = await build();
      const job = await submit();
      const change = query(sql`UPDATE ledger SET amount = 1 WHERE job_id = ${job.id}`);
      await expect(change).rejects.toThrow(/append-only/);
      const removal = query(sql`DELETE FROM ledger WHERE job_id = ${job.id}`);
      await expect(removal).rejects.toThrow(/append-only/);
      expect(await ledger(job)).toEqual(["hold 30 -30"]);
    });

    test("no more is resolved than was held, and no balance goes below zero", async () => {
      const { query, submit, accountId, balance } = await build();
      const job = await submit();
      const book = (kind: string, amount: number, delta: number, id: string) =>
        query(sql`INSERT INTO ledger (id, account_id, currency, kind, amount, delta, job_id, created_at)
                  VALUES (${id}, ${accountId}, 'tokens', ${kind}, ${amount}, ${delta},
                    ${job.id}, ${T0})`);
      const [hold, resolved, rest] = ["hold", "hold:resolved", "hold:rest"].map(
        (name) => `${job.id}:${name}`,
      ) as [string, string, string];
      await expect(book("refund", 31, 31, resolved)).rejects.toThrow(/more resolved than held/);
      await expect(book("hold", 500, -500, `${newId()}:hold`)).rejects.toThrow(/named_after_job/);
      await expect(book("hold", 1, -1, hold)).rejects.toThrow(/UNIQUE/);
      await expect(book("hold", 1, -1, rest)).rejects.toThrow(/named_after_job/);
      for (const id of [newId(), hold, `${newId()}:hold:resolved`]) {
        await expect(book("refund", 30, 30, id)).rejects.toThrow(/named_after_job|UNIQUE/);
      }
      const overrun = `${job.id}:hold:overrun`;
      await expect(book("overrun", 500, -500, overrun)).rejects.toThrow(/never_negative/);
      await book("refund", 30, 30, resolved);
      await expect(book("capture", 1, 0, resolved)).rejects.toThrow(/more resolved|UNIQUE/);
      await expect(book("refund", 1, 1, rest)).rejects.toThrow(/more resolved than held/);
      expect(await balance()).toBe(100);
    });

    test("a balance is the fold of its ledger through every end of a job", async () => {
      const { accounts, accountId, jobs, query, submit, lease, settle, release } = await build();
      const price = { currency: "tokens", amount: 20 } as const;
      await settle(await lease(await submit({ price })));
      await release(await lease(await submit({ price })), { retryable: false });
      const cancelled = await submit({ price });
      await jobs.cancel(cancelled.id, accountId, newId(), T0);
      const stopped = await submit({ price });
      await lease(stopped);
      await jobs.cancel(stopped.id, accountId, newId(), T0);
      await jobs.finishCancelling(stopped.id, newId(), T0);
      await submit({ price });
      await jobs.create(aJob(accountId, { price: { currency: "tokens", amount: 999 } }), 100);
      const { tokens } = await accounts.readBalances(accountId);
      expect(tokens).toBe(100 - 20 - 20 - 20);
      const fold = await query(
        sql`SELECT SUM(delta) FROM ledger WHERE account_id = ${accountId} AND currency = 'tokens'`,
      );
      expect(fold).toEqual([[tokens]]);
      const open = await query(
        sql`SELECT SUM(CASE kind WHEN 'hold' THEN amount ELSE -amount END) FROM ledger
            WHERE account_id = ${accountId} AND job_id IS NOT NULL`,
      );
      expect(open).toEqual([[20]]);
    });
  });
}
