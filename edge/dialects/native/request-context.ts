import type { Context } from "hono";
import { Uuid } from "#contracts/job.ts";
import type { Account } from "../../domain/accounts/account-store.ts";
import type { OperatorCall } from "../../domain/audit/audit-log.ts";
import { DomainError } from "../../domain/errors.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { requireAccount, type Scope } from "../../http/authenticate.ts";

/** The account whose credential the request carries, if it may do this. */
export function accountOf(context: Context<AppEnv>, scope: Scope): Promise<Account> {
  const { headers } = context.req.raw;
  return requireAccount(context.get("services"), context.get("auth"), headers, scope);
}

/** The operator's call that this request is, for the audit log. */
export function callOf(context: Context<AppEnv>): OperatorCall {
  return { requestId: context.get("requestId") };
}

/** The `id` of the path; anything that is no UUID answers as an unknown one. */
export function idOf(context: Context<AppEnv>): string {
  const id = Uuid.safeParse(context.req.param("id"));
  if (!id.success) throw new DomainError("not-found", "There is nothing with this id.");
  return id.data;
}
