import type { AccountLimits, AccountLimitsChange } from "#contracts/limits.ts";
import type { AuditEntry } from "../audit/audit-log.ts";

export type Account = {
  id: string;
  name: string;
  externalSubject: string | null;
  /** Whose nodes do its work. */
  pool: string;
  limits: AccountLimits;
  linkEpoch: number;
  monitorPublic: boolean;
  createdAt: number;
  disabled: boolean;
};

export type NewAccount = {
  id: string;
  name: string;
  externalSubject: string | null;
  limits: AccountLimitsChange;
  webhookSecretSealed: string;
  pool: string;
  monitorPublic?: boolean | undefined;
  createdAt: number;
};

/** What an operator may change of an account; undefined ones stay. */
export type AccountChange = {
  limits?: AccountLimitsChange | undefined;
  name?: string | undefined;
  /** Whether its jobs show on the public monitor. */
  monitorPublic?: boolean | undefined;
  /** Whose nodes do its work: of the jobs that it submits from then on. */
  pool?: string | undefined;
  /** A disabled account's credentials are refused. */
  disabled?: boolean | undefined;
};

export type ApiKey = {
  id: string;
  accountId: string;
  prefix: string;
  name: string;
  scopes: string[];
  createdAt: number;
  expiresAt: number | null;
  revokedAt: number | null;
  lastUsedAt: number | null;
};

export type Currency = "tokens" | "milliseconds";

/** Accounts, their keys and their money. What an operator does is logged in the same commit. */
export interface AccountStore {
  /** Creates the account; one that has the same external subject already is left as it is. */
  create(account: NewAccount, audit?: AuditEntry): Promise<void>;
  read(accountId: string): Promise<Account | null>;
  readByExternalSubject(subject: string): Promise<Account | null>;
  list(after: string | null, limit: number): Promise<Account[]>;
  /** False when there is no such account. */
  change(
    accountId: string,
    change: AccountChange,
    now: number,
    audit?: AuditEntry,
  ): Promise<boolean>;
  /** Raises the link epoch, which voids all links so far; false when there is no such account. */
  revokeLinks(accountId: string, audit?: AuditEntry): Promise<boolean>;
  /** What callbacks are signed with at that time, the newest first; none where no account is. */
  listSealedWebhookSecrets(accountId: string, now: number): Promise<string[]>;
  /** Gives the account a new secret beside the present one; false when there is no such account. */
  rotateWebhookSecret(accountId: string, sealed: string, previousUntil: number): Promise<boolean>;
  createKey(
    key: Omit<ApiKey, "revokedAt" | "lastUsedAt"> & { digest: string },
    audit?: AuditEntry,
  ): Promise<void>;
  /** The live key with this digest, neither revoked nor expired, with its account in one read. */
  readKeyByDigest(digest: string, now: number): Promise<{ key: ApiKey; account: Account } | null>;
  listKeys(accountId: string): Promise<ApiKey[]>;
  revokeKey(accountId: string, keyId: string, now: number, audit?: AuditEntry): Promise<boolean>;
  /** Notes that a key was used; at most once a minute. */
  touchKey(keyId: string, now: number): Promise<void>;
  /** Adds to the balance; the same grant id is booked once. */
  grant(
    grant: {
      id: string;
      accountId: string;
      currency: Currency;
      amount: number;
      note: string | null;
      createdAt: number;
    },
    audit?: AuditEntry,
  ): Promise<void>;
  readBalances(accountId: string): Promise<Record<Currency, number>>;
  /** All that was ever added to the balance. */
  readGranted(accountId: string): Promise<Record<Currency, number>>;
}
