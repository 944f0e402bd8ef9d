import { RATE_LIMITS, RATE_WINDOW_SECONDS } from "#contracts/limits.ts";
import { DomainError } from "../domain/errors.ts";
import type { Services } from "../domain/services.ts";
import { clientPartition } from "./client-address.ts";
import type { RateState } from "./rate-limiter.ts";
import {
  accountBudget,
  classOf,
  operatorBudget,
  scaled,
  type Budget,
  type RequestClass,
  type RequestLimits,
  type SignInGuard,
} from "./request-limits.ts";

/** Whose credential was found good, as far as budgets care. */
type Caller = Parameters<typeof accountBudget>[0] | "operator";

type Policy = { name: string; limit: number; state: RateState };

/**
 * Decides whether one request may be served now. A credential that this isolate has found good
 * spends its account's budget before anything is looked up; any other request spends its
 * address's, and none is looked at from an address with too many failed sign-ins.
 */
export class Admission {
  readonly #limits: RequestLimits;
  readonly #services: Services;
  readonly #guard: SignInGuard | null;
  readonly #factor: number;
  readonly #partition: string;
  readonly #class: RequestClass;
  #charged: string | null = null;
  #policy: Policy | null = null;

  constructor(
    limits: RequestLimits,
    services: Services,
    request: Request,
    options: { guard: SignInGuard | null; factor: number },
  ) {
    this.#limits = limits;
    this.#services = services;
    this.#guard = options.guard;
    this.#factor = options.factor;
    this.#partition = clientPartition(request.headers);
    this.#class = classOf(request);
  }

  /**
   * Called before a client's request is served.
   *
   * @throws DomainError `rate-limited` with the seconds to wait.
   */
  async begin(credential: string | null): Promise<void> {
    if (credential !== null) {
      const proven = this.#limits.clients.get(await this.#digest(credential));
      if (proven) return this.#charge(proven);
      this.#checkFailures();
    }
    const limit = scaled(RATE_LIMITS.addressRequests, this.#factor);
    const now = this.#services.clock.now();
    const state = this.#limits.addresses.take(`address:${this.#partition}`, limit, now);
    return this.#settle("address", limit, state);
  }

  /**
   * Called before a node's request is served. Nodes have no budget, their leases pace them; but a
   * token is not looked at from an address with too many failed ones.
   *
   * @throws DomainError `rate-limited`
   */
  async beginNode(token: string | null): Promise<void> {
    if (token !== null && this.#limits.nodes.get(await this.#digest(token))) return;
    this.#checkFailures();
  }

  async acceptNode(token: string): Promise<void> {
    this.#limits.nodes.add(await this.#digest(token), true);
  }

  /**
   * A credential was found good: the caller's own budget counts from here on.
   *
   * @throws DomainError `rate-limited`
   */
  async accept(credential: string, caller: Caller): Promise<void> {
    const budget =
      caller === "operator" ? operatorBudget(this.#factor) : accountBudget(caller, this.#factor);
    this.#limits.clients.add(await this.#digest(credential), budget);
    if (this.#charged !== budget.key) this.#charge(budget);
  }

  /** A client's or a node's credential was found bad; null when it came in another place. */
  async reject(credential: string | null): Promise<void> {
    const { addresses } = this.#limits;
    if (credential !== null) {
      const digest = await this.#digest(credential);
      this.#limits.clients.remove(digest);
      this.#limits.nodes.remove(digest);
    }
    const limit = scaled(RATE_LIMITS.failedSignIns, this.#factor);
    addresses.take(this.#failureKey, limit, this.#services.clock.now());
    if (this.#guard === null) return;
    const told = this.#guard.note(this.#partition).then((allowed) => {
      if (!allowed) addresses.exhaust(this.#failureKey, this.#services.clock.now());
    });
    this.#services.afterAnswer(told);
  }

  /** `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers) for the answer. */
  headers(): [name: string, value: string][] {
    if (this.#policy === null) return [];
    const { name, limit, state } = this.#policy;
    return [
      ["RateLimit-Policy", `"${name}";q=${limit};w=${RATE_WINDOW_SECONDS}`],
      ["RateLimit", `"${name}";r=${state.remaining};t=${state.resetSeconds}`],
    ];
  }

  get #failureKey(): string {
    return `failures:${this.#partition}`;
  }

  #digest(credential: string): Promise<string> {
    return this.#services.secrets.digest(credential);
  }

  #checkFailures(): void {
    const limit = scaled(RATE_LIMITS.failedSignIns, this.#factor);
    const now = this.#services.clock.now();
    const state = this.#limits.addresses.peek(this.#failureKey, limit, now);
    if (!state.allowed) this.#settle("failed-sign-ins", limit, state);
  }

  #charge(budget: Budget): void {
    this.#charged = budget.key;
    const limit = budget.limits[this.#class];
    const key = `${budget.key}:${this.#class}`;
    const now = this.#services.clock.now();
    this.#settle(this.#class, limit, this.#limits.accounts.take(key, limit, now));
  }

  #settle(name: string, limit: number, state: RateState): void {
    this.#policy = { name, limit, state };
    if (state.allowed) return;
    throw new DomainError(
      "rate-limited",
      `Too many requests. Please try again in ${state.resetSeconds} seconds.`,
      { retryAfterSeconds: state.resetSeconds },
    );
  }
}
