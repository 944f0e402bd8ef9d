import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { PROMPT_SESSION_SECONDS } from "#contracts/limits.ts";
import { DomainError } from "../../domain/errors.ts";
import type { PromptSessionKey } from "../../domain/prompts/sessions/prompt-session-store.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { findCredential, isApiKey, type Scope } from "../../http/authenticate.ts";
import { accountOf } from "./account.ts";

const HEADER = "X-Session-Id";
const COOKIE = "session_id";
const SESSION_ID = /^[\w.-]{1,100}$/;

/**
 * The prompt session of a request; the answer returns it in header and cookie. The document leaves
 * it implicit: the header `X-Session-Id`, else the cookie `session_id`, else one session for each
 * credential.
 *
 * @throws DomainError `invalid-request` for a malformed session id, else as `accountOf`.
 */
export async function sessionOf(context: Context<AppEnv>, scope: Scope): Promise<PromptSessionKey> {
  const account = await accountOf(context, scope);
  const given = context.req.header(HEADER) ?? getCookie(context, COOKIE);
  if (given !== undefined && !SESSION_ID.test(given)) {
    throw new DomainError(
      "invalid-request",
      "A session id has 1 to 100 letters, digits, dots, hyphens and underscores.",
    );
  }
  const sessionId = given ?? (await sessionOfCredential(context));
  context.header(HEADER, sessionId);
  setCookie(context, COOKIE, sessionId, {
    httpOnly: true,
    maxAge: PROMPT_SESSION_SECONDS,
    path: "/api",
    sameSite: "Lax",
    secure: context.get("origin").startsWith("https:"),
  });
  return { accountId: account.id, sessionId };
}

/** A token is renewed again and again, so the session of tokens is the account's. */
async function sessionOfCredential(context: Context<AppEnv>): Promise<string> {
  const credential = findCredential(context.req.raw.headers);
  if (credential === null) return "anonymous";
  if (!isApiKey(credential)) return "account";
  // Not the digest that is stored of the key.
  const digest = await context.get("services").secrets.digest(`prompt session of ${credential}`);
  return `key-${digest.slice(0, 32)}`;
}
