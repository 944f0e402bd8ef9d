import {
  base64url,
  createRemoteJWKSet,
  decodeProtectedHeader,
  errors as joseErrors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyGetKey,
} from "jose";
import { Uuid } from "#contracts/job.ts";
import type { Account } from "../domain/accounts/account-store.ts";
import { provisionAccount } from "../domain/accounts/provision-account.ts";
import { DomainError } from "../domain/errors.ts";
import type { Services } from "../domain/services.ts";
import type { Admission } from "./admission.ts";
import { describeFailure } from "./describe-failure.ts";
import { HttpError } from "./http-error.ts";

/** Which credentials the deployment accepts. */
export type AuthSettings = {
  operatorToken: string;
  /** Whose requests without a credential are, in dialects that know none: an id or a `sub`. */
  anonymousAccount: string | null;
  /** True: a token whose `sub` is unknown makes an account. */
  provisionSubjects: boolean;
  jwt: {
    issuer: string;
    audience: string;
    hs256Secret: string | null;
    jwksUrl: string | null;
  };
  /** Told of every credential that was looked at, for this request's budgets. */
  admission: Pick<Admission, "accept" | "reject">;
};

export type Principal =
  | { kind: "account"; account: Account; scopes: readonly string[] }
  | { kind: "operator" };

const API_KEY = /^ff_live_[\w-]{43}$/;
const CREDENTIAL_HEADERS = new Set(["authorization", "x-api-key", "api-key"]);
const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;
const CLOCK_SKEW_SECONDS = 60;
const KEYS_RETRY_SECONDS = 30;
/** A key's use is noted once in this time. */
const KEY_TOUCH_MILLISECONDS = 60_000;
/** Header fields that would let the token say how it is to be checked. */
const REFUSED_JWT_HEADERS = ["jku", "jwk", "x5u", "x5c", "crit"];

/**
 * The credential a request carries: `Authorization: Bearer`, `X-API-Key` or `API_KEY` (any case,
 * underscore or hyphen). Null when it carries none. A header sent twice arrives joined by commas,
 * which no credential contains; the same one twice is one.
 *
 * @throws DomainError `conflicting-credentials` for two that differ.
 */
export function findCredential(headers: Headers): string | null {
  const found = new Set<string>();
  for (const [name, value] of headers) {
    const plain = name.toLowerCase().replaceAll("_", "-");
    if (!CREDENTIAL_HEADERS.has(plain)) continue;
    for (const part of value.split(",")) {
      const given = part.trim();
      const bearer = plain === "authorization" ? /^Bearer(?:\s+(.*))?$/i.exec(given) : null;
      const credential = bearer ? (bearer[1] ?? "") : given;
      if (credential !== "") found.add(credential);
    }
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
 * expired and malformed credentials; `forbidden` for a good one of a disabled account;
 * `rate-limited` when its budget is spent. HttpError `unavailable` while token keys cannot be had.
 */
export async function resolveCredential(
  services: Services,
  settings: AuthSettings,
  credential: string | null,
): Promise<Principal> {
  if (credential === null) throw unauthenticated();
  let principal: Principal;
  try {
    principal = await findPrincipal(services, settings, credential);
  } catch (error) {
    const isBad = error instanceof DomainError && error.code === "unauthenticated";
    if (isBad) await settings.admission.reject(credential);
    throw error;
  }
  const caller = principal.kind === "account" ? principal.account : principal.kind;
  await settings.admission.accept(credential, caller);
  if (principal.kind === "account" && principal.account.disabled) {
    throw new DomainError("forbidden", "The account is disabled.");
  }
  return principal;
}

async function findPrincipal(
  services: Services,
  settings: AuthSettings,
  credential: string,
): Promise<Principal> {
  if (isApiKey(credential)) return resolveApiKey(services, credential);
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

/** True for what has the form of an API key; whether there is such a key is not looked at. */
export function isApiKey(credential: string): boolean {
  return API_KEY.test(credential);
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
  return { kind: "account", account, scopes: key.scopes };
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
    (await readSubject(services, sub)) ??
    (settings.provisionSubjects ? await provisionAccount(services, sub) : null);
  if (!account) throw unauthenticated();
  return { kind: "account", account, scopes: [] };
}

/** The account that a token's `sub` names: by its id, or by the subject it was made for. */
export async function readSubject(services: Services, subject: string): Promise<Account | null> {
  const byId = Uuid.safeParse(subject).success ? await services.accounts.read(subject) : null;
  return byId ?? services.accounts.readByExternalSubject(subject);
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
    if (!token.split(".").every(isCanonical)) throw unauthenticated();
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
  } catch (error) {
    if (error instanceof HttpError) throw error;
    throw unauthenticated();
  }
}

/** Whether the bytes have this spelling and no other: decoders skip bits that a last digit has spare. */
function isCanonical(segment: string): boolean {
  return base64url.encode(base64url.decode(segment)) === segment;
}

/** Fetched keys stay with the isolate; the library asks again for a `kid` that it does not know. */
const keySets = new Map<string, ReturnType<typeof createRemoteJWKSet>>();

/** The keys at an address. That they cannot be had is our trouble, not a fault of the token. */
function keySetAt(url: string): JWTVerifyGetKey {
  const known = keySets.get(url) ?? createRemoteJWKSet(new URL(url));
  keySets.set(url, known);
  return async (header, token) => {
    try {
      return await known(header, token);
    } catch (error) {
      if (KEY_CHOICE_ERRORS.some((kind) => error instanceof kind)) throw error;
      console.error({ message: "token keys cannot be had", error: describeFailure(error) });
      throw new HttpError("unavailable", "Tokens cannot be checked now. Please try again.", {
        retryAfterSeconds: KEYS_RETRY_SECONDS,
      });
    }
  };
}

/** The keys were there, and none of them fits what the token's header says. */
const KEY_CHOICE_ERRORS = [
  joseErrors.JWKSNoMatchingKey,
  joseErrors.JWKSMultipleMatchingKeys,
  joseErrors.JOSENotSupported,
];

function unauthenticated(): DomainError {
  return new DomainError("unauthenticated", "The credential is missing or not valid.");
}
