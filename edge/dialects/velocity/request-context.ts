import type { Context } from "hono";
import { Uuid } from "#contracts/job.ts";
import type { Account } from "../../domain/accounts/account-store.ts";
import { DomainError } from "../../domain/errors.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { requireAccount, type Scope } from "../../http/authenticate.ts";
import { readIdempotencyKey } from "../../http/idempotency-key.ts";

/** The account behind a request. */
export function accountOf(context: Context<AppEnv>, scope: Scope): Promise<Account> {
  const { headers } = context.req.raw;
  return requireAccount(context.get("services"), context.get("auth"), headers, scope);
}

/** The request's idempotency key; however its path's first segment is written, it is one request. */
export function idempotencyOf(context: Context<AppEnv>, asked: unknown) {
  const { raw, path } = context.req;
  return readIdempotencyKey(context.get("services"), raw, asked, path);
}

/**
 * The record that a path names, as `read` finds it.
 *
 * @param what as a refusal names it, such as `template`.
 * @throws DomainError `not-found`, for malformed, unknown and foreign ids alike.
 */
export async function readNamed<Found>(
  context: Context<AppEnv>,
  { parameter, what }: { parameter: string; what: string },
  read: (id: string) => Promise<Found | null>,
): Promise<Found> {
  const id = Uuid.safeParse(context.req.param(parameter));
  const found = id.success ? await read(id.data) : null;
  if (found === null) throw new DomainError("not-found", `There is no ${what} with this id.`);
  return found;
}
