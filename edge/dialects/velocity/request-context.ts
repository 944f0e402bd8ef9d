import type { Context } from "hono";
import { Uuid } from "#contracts/job.ts";
import type { Account } from "../../domain/accounts/account-store.ts";
import { DomainError } from "../../domain/errors.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { requireAccount, type Scope } from "../../http/authenticate.ts";

/** The account behind a request. */
export function accountOf(context: Context<AppEnv>, scope: Scope): Promise<Account> {
  const { headers } = context.req.raw;
  return requireAccount(context.get("services"), context.get("auth"), headers, scope);
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
