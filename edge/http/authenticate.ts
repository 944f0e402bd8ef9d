import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify, type JWTPayload } from "jose";
import { Uuid } from "#contracts/job.ts";
import type { Account } from "../domain/accounts/account-store.ts";
import { provisionAccount } from "../domain/accounts/provision-account.ts";
import { DomainError } from "../domain/errors.ts";
import type { Services } from "../domain/services.ts";

/** Which credentials the deployment accepts. */
export type AuthSettings = {
  operatorToken: string;
  /** True: a token whose `sub` is unknown makes an account. */
  provisionSubjects: boolean;
  jwt: {
    issuer: string;
    audience: string;
    hs256Secret: string | null;
    jwksUrl: string | null;
  };
};

export type Principal =
  | { kind: "account"; account: Account; scopes: readonly string[] }
  | { kind: "operator" };

const API_KEY = /^ff_live_[\w-]{43}$/;
const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;
const CLOCK_SKEW_SECONDS = 60;
/** A key's use is noted once in this time. */
const KEY_TOUCH_MILLISECONDS = 60_000;
/** Header fields that would let the token say how it is to be checked. */
const REFUSED_JWT_HEADERS = ["jku", "jwk", "x5u", "x5c", "crit"];

/**
 * The credential a request carries: `Authorization: Bearer`, `X-API-Key` or `API_KEY` (any case,
 * underscore or hyphen). Null when it carries none.
 *
 * @throws DomainError `conflicting-credentials` for two that differ.
 */
export function findCredential(headers: Headers): string | null {
  const found = new Set<string>();
  for (const [name, value] of headers) {
    const plain = name.toLowerCase().replaceAll("_", "-");
    if (plain === "authorization") {
      found.add(/^Bearer\s+(.+)$/i.exec(value)?.[1]?.trim() ?? value.trim());
    }
    if (plain === "x-api-key" || plain === "api-key") found.add(value.trim());
  }
  if (found.size > 1) {
    throw new DomainError("conflicting-credentials", "The request carries two credentials.");
  }
  return [...found][0] ?? null;
}

/**
 * Whose credential this is. API keys and tokens of any dialect are accepted by every dialect.
 *
 * @throws DomainError `unauthenticated`, with the same words for missing, unknown, revoked,
 * expired and malformed credentials.
 */
export async function resolveCredential(
  services: Services,
  settings: AuthSettings,
  credential: string | null,
): Promise<Principal> {
  if (credential === null) throw unauthenticated();
  if (API_KEY.test(credential)) return resolveApiKey(services, credential);
  if (await isOperator(services, settings, credential)) return { kind: "operator" };
  if (JWT.test(credential)) return resolveJwt(services, settings, credential);
  throw unauthenticated();
}

/** What an API key may be limited to; a key without scopes may do both. */
export const SCOPES = ["jobs:read", "jobs:write"] as const;
export type Scope = (typeof SCOPES)[number];

/**
 * The account behind a request, if its credential may do this.
 *
 * @throws DomainError `unauthenticated`, `conflicting-credentials`, or `forbidden` for the
 * operator's token and for a key without the scope.
 */
export async function requireAccount(
  services: Services,
  settings: AuthSettings,
  headers: Headers,
  scope: Scope,
): Promise<Account> {
  const principal = await resolveCredential(services, settings, findCredential(headers));
  if (principal.kind !== "account") {
    throw new DomainError("forbidden", "This call needs an account's credential.");
  }
  if (principal.scopes.length > 0 && !principal.scopes.includes(scope)) {
    throw new DomainError("forbidden", `The key lacks the scope ${scope}.`);
  }
  return principal.account;
}

/**
 * Lets only the operator pass.
 *
 * @throws DomainError `unauthenticated`, `conflicting-credentials` or `forbidden`.
 */
export async function requireOperator(
  services: Services,
  settings: AuthSettings,
  headers: Headers,
): Promise<void> {
  const principal = await resolveCredential(services, settings, findCredential(headers));
  if (principal.kind !== "operator") {
    throw new DomainError("forbidden", "This call needs the operator's token.");
  }
}

async function resolveApiKey(services: Services, credential: string): Promise<Principal> {
  const now = services.clock.now();
  const digest = await services.secrets.digest(credential);
  const found = await services.accounts.readKeyByDigest(digest, now);
  if (!found) throw unauthenticated();
  const { key, account } = found;
  if (now - (key.lastUsedAt ?? 0) >= KEY_TOUCH_MILLISECONDS) {
    services.afterAnswer(services.accounts.touchKey(key.id, now));
  }
  return principalOf(account, key.scopes);
}

async function isOperator(services: Services, settings: AuthSettings, credential: string) {
  const [given, wanted] = await Promise.all([
    services.secrets.digest(credential),
    services.secrets.digest(settings.operatorToken),
  ]);
  return given === wanted;
}

async function resolveJwt(
  services: Services,
  settings: AuthSettings,
  token: string,
): Promise<Principal> {
  const { sub } = await verifyJwt(services, settings, token);
  if (typeof sub !== "string" || sub === "" || sub.length > 200) throw unauthenticated();
  const account =
    (Uuid.safeParse(sub).success ? await services.accounts.read(sub) : null) ??
    (await services.accounts.readByExternalSubject(sub)) ??
    (settings.provisionSubjects ? await provisionAccount(services, sub) : null);
  return principalOf(account, []);
}

async function verifyJwt(
  services: Services,
  { jwt }: AuthSettings,
  token: string,
): Promise<JWTPayload> {
  const checks = {
    issuer: jwt.issuer,
    audience: jwt.audience,
    clockTolerance: CLOCK_SKEW_SECONDS,
    requiredClaims: ["exp", "iss", "aud", "sub"],
    currentDate: new Date(services.clock.now()),
  };
  try {
    const header = decodeProtectedHeader(token);
    if (REFUSED_JWT_HEADERS.some((name) => name in header)) throw unauthenticated();
    // The deployment says which kind of key is used, never the token.
    if (jwt.jwksUrl !== null) {
      const keys = keySetAt(jwt.jwksUrl);
      const algorithms = ["RS256", "PS256", "ES256", "EdDSA"];
      return (await jwtVerify(token, keys, { ...checks, algorithms })).payload;
    }
    if (jwt.hs256Secret === null) throw unauthenticated();
    const secret = new TextEncoder().encode(jwt.hs256Secret);
    return (await jwtVerify(token, secret, { ...checks, algorithms: ["HS256"] })).payload;
  } catch {
    throw unauthenticated();
  }
}

/** Fetched keys stay with the isolate; the library asks again for a `kid` that it does not know. */
const keySets = new Map<string, ReturnType<typeof createRemoteJWKSet>>();

function keySetAt(url: string) {
  const known = keySets.get(url) ?? createRemoteJWKSet(new URL(url));
  keySets.set(url, known);
  return known;
}

function principalOf(account: Account | null, scopes: readonly string[]): Principal {
  if (!account || account.disabled) throw unauthenticated();
  return { kind: "account", account, scopes };
}

function unauthenticated(): DomainError {
  return new DomainError("unauthenticated", "The credential is missing or not valid.");
}
