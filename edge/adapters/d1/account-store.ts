import { and, asc, eq, gt, isNull, lte, or, sql, sum } from "drizzle-orm";
import { DEFAULT_ACCOUNT_LIMITS, type AccountLimits } from "#contracts/limits.ts";
import type {
  Account,
  AccountStore,
  ApiKey,
  Currency,
} from "../../domain/accounts/account-store.ts";
import { auditStatements } from "./audit-log.ts";
import { once, type Database } from "./database.ts";
import { accounts, apiKeys, balances, ledger } from "./schema.ts";
import { sealedSecretsAt } from "./sealed-secrets-at.ts";

const KEY_TOUCH_MILLISECONDS = 60_000;

/** The account store over D1 (or anything that runs the same SQL). */
export function createAccountStore(database: Database): AccountStore {
  const keyByDigest = once(() => prepareKeyByDigest(database));
  return {
    async create(account, audit) {
      await database.atomically([
        sql`INSERT INTO accounts (id, name, external_subject, limits_json, webhook_secret_sealed,
              pool, monitor_public, created_at)
            VALUES (${account.id}, ${account.name}, ${account.externalSubject},
              ${JSON.stringify(account.limits)}, ${account.webhookSecretSealed}, ${account.pool},
              ${Number(account.monitorPublic ?? false)}, ${account.createdAt})
            ON CONFLICT DO NOTHING`,
        ...auditStatements(audit, sql`EXISTS (SELECT 1 FROM accounts WHERE id = ${account.id})`),
      ]);
    },
    async read(accountId) {
      const row = await database.select().from(accounts).where(eq(accounts.id, accountId)).get();
      return row ? toAccount(row) : null;
    },
    async readByExternalSubject(subject) {
      const row = await database
        .select()
        .from(accounts)
        .where(eq(accounts.externalSubject, subject))
        .get();
      return row ? toAccount(row) : null;
    },
    async list(after, limit) {
      const rows = await database
        .select()
        .from(accounts)
        .where(after === null ? undefined : gt(accounts.id, after))
        .orderBy(asc(accounts.id))
        .limit(limit);
      return rows.map(toAccount);
    },
    async change(accountId, { limits = {}, name, monitorPublic, pool, disabled }, now, audit) {
      const asNumber = (flag: boolean | undefined) => (flag === undefined ? null : Number(flag));
      // Limits are merged by the database, so that two changes at once both stay.
      const [outcome] = await database.atomically([
        sql`UPDATE accounts SET name = COALESCE(${name ?? null}, name),
              limits_json = json_patch(limits_json, ${JSON.stringify(limits)}),
              pool = COALESCE(${pool ?? null}, pool),
              monitor_public = COALESCE(${asNumber(monitorPublic)}, monitor_public),
              disabled_at = CASE ${asNumber(disabled)}
                WHEN 1 THEN COALESCE(disabled_at, ${now}) WHEN 0 THEN NULL ELSE disabled_at END
            WHERE id = ${accountId} RETURNING id`,
        ...auditStatements(audit, sql`EXISTS (SELECT 1 FROM accounts WHERE id = ${accountId})`),
      ]);
      return outcome !== undefined && outcome.rows.length > 0;
    },
    async revokeLinks(accountId, audit) {
      const [outcome] = await database.atomically([
        sql`UPDATE accounts SET link_epoch = link_epoch + 1 WHERE id = ${accountId} RETURNING id`,
        ...auditStatements(audit, sql`EXISTS (SELECT 1 FROM accounts WHERE id = ${accountId})`),
      ]);
      return outcome !== undefined && outcome.rows.length > 0;
    },
    async listSealedWebhookSecrets(accountId, now) {
      const row = await database
        .select({
          sealed: accounts.webhookSecretSealed,
          previous: accounts.previousWebhookSecretSealed,
          previousUntil: accounts.previousWebhookSecretUntil,
        })
        .from(accounts)
        .where(eq(accounts.id, accountId))
        .get();
      return row ? sealedSecretsAt(row, now) : [];
    },
    async rotateWebhookSecret(accountId, sealed, previousUntil) {
      const [outcome] = await database.atomically([
        sql`UPDATE accounts SET previous_webhook_secret_sealed = webhook_secret_sealed,
              previous_webhook_secret_until = ${previousUntil}, webhook_secret_sealed = ${sealed}
            WHERE id = ${accountId} RETURNING id`,
      ]);
      return outcome !== undefined && outcome.rows.length > 0;
    },
    async createKey(key, audit) {
      await database.atomically([
        sql`INSERT INTO api_keys
              (id, account_id, digest, prefix, name, scopes_json, created_at, expires_at)
            VALUES (${key.id}, ${key.accountId}, ${key.digest}, ${key.prefix}, ${key.name},
              ${JSON.stringify(key.scopes)}, ${key.createdAt}, ${key.expiresAt})
            ON CONFLICT (id) DO NOTHING`,
        ...auditStatements(audit, sql`EXISTS (SELECT 1 FROM api_keys WHERE id = ${key.id})`),
      ]);
    },
    async readKeyByDigest(digest, now) {
      const row = await keyByDigest().get({ digest, now });
      return row ? { key: toKey(row.key), account: toAccount(row.account) } : null;
    },
    async listKeys(accountId) {
      const rows = await database
        .select()
        .from(apiKeys)
        .where(eq(apiKeys.accountId, accountId))
        .orderBy(asc(apiKeys.id));
      return rows.map(toKey);
    },
    async revokeKey(accountId, keyId, now, audit) {
      const [outcome] = await database.atomically([
        sql`UPDATE api_keys SET revoked_at = COALESCE(revoked_at, ${now})
            WHERE id = ${keyId} AND account_id = ${accountId} RETURNING id`,
        ...auditStatements(
          audit,
          sql`EXISTS (SELECT 1 FROM api_keys WHERE id = ${keyId} AND account_id = ${accountId})`,
        ),
      ]);
      return outcome !== undefined && outcome.rows.length > 0;
    },
    async touchKey(keyId, now) {
      await database
        .update(apiKeys)
        .set({ lastUsedAt: now })
        .where(
          and(
            eq(apiKeys.id, keyId),
            or(isNull(apiKeys.lastUsedAt), lte(apiKeys.lastUsedAt, now - KEY_TOUCH_MILLISECONDS)),
          ),
        );
    },
    async grant({ id, accountId, currency, amount, note, createdAt }, audit) {
      // Not OR IGNORE: that would reach into the trigger and hide a refused balance.
      await database.atomically([
        sql`INSERT INTO ledger (id, account_id, currency, kind, amount, delta, note, created_at)
            SELECT ${id}, ${accountId}, ${currency}, 'grant', ${amount}, ${amount}, ${note},
              ${createdAt}
            WHERE NOT EXISTS (SELECT 1 FROM ledger WHERE id = ${id})`,
        ...auditStatements(audit, sql`EXISTS (SELECT 1 FROM ledger WHERE id = ${id})`),
      ]);
    },
    async readBalances(accountId) {
      const rows = await database
        .select({ currency: balances.currency, available: balances.available })
        .from(balances)
        .where(eq(balances.accountId, accountId));
      const found: Record<Currency, number> = { tokens: 0, milliseconds: 0 };
      for (const row of rows) found[row.currency] = row.available;
      return found;
    },
    async readGranted(accountId) {
      const rows = await database
        .select({ currency: ledger.currency, amount: sum(ledger.amount).mapWith(Number) })
        .from(ledger)
        .where(and(eq(ledger.accountId, accountId), sql`${ledger.kind} = 'grant'`))
        .groupBy(ledger.currency);
      const found: Record<Currency, number> = { tokens: 0, milliseconds: 0 };
      for (const row of rows) found[row.currency] = row.amount;
      return found;
    },
  };
}

/** An account's limits: what the operator changed over the defaults. */
export function accountLimits(limitsJson: string): AccountLimits {
  return { ...DEFAULT_ACCOUNT_LIMITS, ...(JSON.parse(limitsJson) as Partial<AccountLimits>) };
}

function prepareKeyByDigest(database: Database) {
  return database
    .select({ key: apiKeys, account: accounts })
    .from(apiKeys)
    .innerJoin(accounts, eq(accounts.id, apiKeys.accountId))
    .where(
      and(
        eq(apiKeys.digest, sql.placeholder("digest")),
        isNull(apiKeys.revokedAt),
        or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, sql.placeholder("now"))),
      ),
    )
    .prepare();
}

function toAccount(row: typeof accounts.$inferSelect): Account {
  return {
    id: row.id,
    name: row.name,
    externalSubject: row.externalSubject,
    pool: row.pool,
    limits: accountLimits(row.limitsJson),
    linkEpoch: row.linkEpoch,
    monitorPublic: row.monitorPublic,
    createdAt: row.createdAt,
    disabled: row.disabledAt !== null,
  };
}

function toKey(row: typeof apiKeys.$inferSelect): ApiKey {
  return {
    id: row.id,
    accountId: row.accountId,
    prefix: row.prefix,
    name: row.name,
    scopes: JSON.parse(row.scopesJson) as string[],
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    revokedAt: row.revokedAt,
    lastUsedAt: row.lastUsedAt,
  };
}
