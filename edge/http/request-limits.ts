import { RATE_LIMITS } from "#contracts/limits.ts";
import type { AccountLimits } from "#contracts/limits.ts";
import { RateLimiter } from "./rate-limiter.ts";

/**
 * The budgets a caller has: looking never uses up what submitting needs, nor does a large file that
 * comes in many pieces.
 */
export type RequestClass = "reads" | "writes" | "pieces";

/** Whose budget a request spends, and how large it is. */
export type Budget = { key: string; limits: Record<RequestClass, number> };

/** A far counter of failed sign-ins that more than this isolate reports to. */
export interface SignInGuard {
  /** Notes a failure; false when the address had too many. */
  note(partition: string): Promise<boolean>;
}

const PROVEN_KEPT = 10_000;

/**
 * What one isolate knows about its callers: how much of each budget is spent, and which
 * credentials were found good. Nothing in it decides who may do what; losing it costs nothing.
 */
export class RequestLimits {
  readonly accounts = new RateLimiter();
  readonly addresses = new RateLimiter();
  /** Credentials that were found good here, by their digest. */
  readonly clients = new ProvenCredentials<Budget>();
  readonly nodes = new ProvenCredentials<true>();
}

/** What is kept of credentials that were found good; the oldest is forgotten past a bound. */
class ProvenCredentials<Kept> {
  readonly #kept = new Map<string, Kept>();

  get(digest: string): Kept | null {
    return this.#kept.get(digest) ?? null;
  }

  add(digest: string, kept: Kept): void {
    this.#kept.delete(digest);
    this.#kept.set(digest, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > PROVEN_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }

  remove(digest: string): void {
    this.#kept.delete(digest);
  }
}

/** An account's budget: its own limits, or the deployment's where it has none. */
export function accountBudget(
  account: { id: string; limits: Pick<AccountLimits, "readsPerMinute" | "writesPerMinute"> },
  factor: number,
): Budget {
  return {
    key: `account:${account.id}`,
    limits: {
      reads: account.limits.readsPerMinute ?? scaled(RATE_LIMITS.accountReads, factor),
      writes: account.limits.writesPerMinute ?? scaled(RATE_LIMITS.accountWrites, factor),
      pieces: scaled(RATE_LIMITS.accountPieces, factor),
    },
  };
}

/** The operator's budget. */
export function operatorBudget(factor: number): Budget {
  return {
    key: "operator",
    limits: {
      reads: scaled(RATE_LIMITS.operatorReads, factor),
      writes: scaled(RATE_LIMITS.operatorWrites, factor),
      pieces: scaled(RATE_LIMITS.operatorWrites, factor),
    },
  };
}

/** Which budget a request spends. A piece of a file may come as a POST that says to be a PATCH. */
export function classOf({ method, url, headers }: Request): RequestClass {
  if (method === "GET" || method === "HEAD") return "reads";
  const meant = headers.get("x-http-method-override") ?? method;
  const isPiece = meant.toUpperCase() === "PATCH" && new URL(url).pathname.startsWith("/uploads/");
  return isPiece ? "pieces" : "writes";
}

/** A default limit as this deployment has it; never less than one request. */
export function scaled(limit: number, factor: number): number {
  return Math.max(1, Math.floor(limit * factor));
}
