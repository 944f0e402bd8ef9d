import type { Context } from "hono";
import type { Account } from "../../domain/accounts/account-store.ts";
import type { AppEnv } from "../../http/app-env.ts";
import {
  findCredential,
  readSubject,
  requireAccount,
  type Scope,
} from "../../http/authenticate.ts";

/**
 * The account behind a request. Document 001 names no authentication: without a credential a
 * request is the anonymous account's, where the deployment has one.
 *
 * @throws DomainError as `requireAccount`.
 */
export async function accountOf(context: Context<AppEnv>, scope: Scope): Promise<Account> {
  const services = context.get("services");
  const auth = context.get("auth");
  const { headers } = context.req.raw;
  if (auth.anonymousAccount !== null && findCredential(headers) === null) {
    const account = await readSubject(services, auth.anonymousAccount);
    if (account && !account.disabled) return account;
  }
  return requireAccount(services, auth, headers, scope);
}
