import { Uuid } from "#contracts/job.ts";
import { createAccount } from "../domain/accounts/create-account.ts";
import type { Account } from "../domain/accounts/account-store.ts";
import { DomainError } from "../domain/errors.ts";
import type { Services } from "../domain/services.ts";
import { readCredential } from "./credential.ts";
import { verifyJwt, type JwtSettings } from "./verify-jwt.ts";

/** Credentials a deployment accepts; made of its environment in `composition.ts`. */
export type AuthSettings = {
  operatorToken: string;
  /** Whose jobs requests without a credential make, in dialects that allow them. */
  anonymousAccountId: string | null;
  /** True: an unknown JWT subject gets an account when it is first seen. */
  provisionSubjects: boolean;
  jwt: JwtSettings;
};

/** What an API key may be allowed to do; a key with an empty list may do everything. */
export type Scope = "jobs:read" | "jobs:write";

/** Who calls. */
export type Principal =
  | { kind: "account"; account: Account; scopes: string[] }
  | { kind: "operator" };

const API_KEY = /^ff_live_[\w-]{43}$/;
const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/**
 * Whose credential it is.
 *
 * @throws DomainError `unauthenticated`, with one message for unknown, revoked, expired and malformed.
 */
export async function resolveCredential(
  services: Services,
  auth: AuthSettings,
  credential: string,
): Promise<Principal> {
  if (API_KEY.test(credential)) return resolveApiKey(services, credential);
  if (await isOperatorToken(services, auth, credential)) return { kind: "operator" };
  if (JWT.test(credential)) return resolveJwt(services, auth, credential);
  throw notValid();
}

/**
 * Who sent the request.
 *
 * @throws DomainError `unauthenticated` or `conflicting-credentials`.
 */
export async function authenticate(
  services: Services,
  auth: AuthSettings,
  headers: Headers,
  options: { anonymous?: boolean } = {},
): Promise<Principal> {
  const credential = readCredential(headers);
  if (credential !== null) return resolveCredential(services, auth, credential);
  if (options.anonymous && auth.anonymousAccountId !== null) {
    const account = await services.accounts.read(auth.anonymousAccountId);
    if (account && !account.disabled) return { kind: "account", account, scopes: [] };
  }
  throw new DomainError("unauthenticated", "The request carries no credential.");
}

/**
 * The account that sent the request.
 *
 * @throws DomainError `unauthenticated`, `conflicting-credentials`, or `forbidden` for an operator
 *   token and for a key without the scope.
 */
export async function authenticateAccount(
  services: Services,
  auth: AuthSettings,
  headers: Headers,
  scope: Scope,
  options: { anonymous?: boolean } = {},
): Promise<Account> {
  return requireScope(await authenticate(services, auth, headers, options), scope);
}

/** The principal's account, when it may do this. @throws DomainError `forbidden`. */
export function requireScope(principal: Principal, scope: Scope): Account {
  if (principal.kind === "operator") {
    throw new DomainError("forbidden", "The operator token has no jobs. Use an account's key.");
  }
  if (principal.scopes.length > 0 && !principal.scopes.includes(scope)) {
    throw new DomainError("forbidden", `The key lacks the scope ${scope}.`);
  }
  return principal.account;
}

/** @throws DomainError `unauthenticated`, `conflicting-credentials`, or `forbidden` for an account. */
export async function authenticateOperator(
  services: Services,
  auth: AuthSettings,
  headers: Headers,
): Promise<void> {
  const principal = await authenticate(services, auth, headers);
  if (principal.kind !== "operator") {
    throw new DomainError("forbidden", "Only the operator may do this.");
  }
}

async function resolveApiKey(services: Services, credential: string): Promise<Principal> {
  const now = services.clock.now();
  const key = await services.accounts.readKeyByDigest(
    await services.secrets.digest(credential),
    now,
  );
  const account = key && (await services.accounts.read(key.accountId));
  if (!key || !account || account.disabled) throw notValid();
  services.afterAnswer(services.accounts.touchKey(key.id, now));
  return { kind: "account", account, scopes: key.scopes };
}

async function isOperatorToken(
  services: Services,
  auth: AuthSettings,
  credential: string,
): Promise<boolean> {
  // Digests, so that the time the comparison takes says nothing about the token.
  const given = await services.secrets.digest(credential);
  return given === (await services.secrets.digest(auth.operatorToken));
}

async function resolveJwt(
  services: Services,
  auth: AuthSettings,
  token: string,
): Promise<Principal> {
  const subject = await verifyJwt(token, auth.jwt, services.clock.now());
  if (subject === null) throw notValid();
  const account =
    (await readSubject(services, subject)) ??
    (auth.provisionSubjects ? await provision(services, subject) : null);
  if (!account || account.disabled) throw notValid();
  return { kind: "account", account, scopes: [] };
}

async function readSubject(services: Services, subject: string): Promise<Account | null> {
  const owned = Uuid.safeParse(subject).success ? await services.accounts.read(subject) : null;
  return owned ?? services.accounts.readByExternalSubject(subject);
}

async function provision(services: Services, subject: string): Promise<Account | null> {
  const now = services.clock.now();
  await createAccount(services, {
    // A subject may be an e-mail address: the name that operators see is not made of it.
    name: `Subject ${(await services.secrets.digest(subject)).slice(0, 12)}`,
    externalSubject: subject,
    now,
  });
  return services.accounts.readByExternalSubject(subject);
}

function notValid(): DomainError {
  return new DomainError("unauthenticated", "The credential is not valid.");
}
