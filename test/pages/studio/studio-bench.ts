import type { Browser } from "playwright-core";
import { createAccount, createKey } from "../../../scripts/local/call-operator.ts";
import { closeFleet, type LocalFleet, openFleet } from "../../system/local-fleet.ts";
import { launchBrowser } from "../browser.ts";

/** Two cores may be busy with other tests. */
export const SOON = { timeout: 30_000 };
export const HOSTILE = `<img src=x onerror="alert(1)"><script>alert(2)</script>"'\`{{7*7}}`;

type Balances = { tokens: number; milliseconds?: number };

/** One running fleet with one real node, and one browser, for every test of the studio. */
export class StudioBench {
  readonly browser: Browser;
  readonly #fleet: LocalFleet;

  constructor(fleet: LocalFleet, browser: Browser) {
    this.#fleet = fleet;
    this.browser = browser;
  }

  static async open(): Promise<StudioBench> {
    return new StudioBench(...(await Promise.all([openFleet({ nodes: 1 }), launchBrowser()])));
  }

  async close(): Promise<void> {
    await this.browser.close();
    await closeFleet(this.#fleet);
  }

  get deployment() {
    return this.#fleet.deployment;
  }

  get url(): string {
    return `${this.deployment.origin}/studio`;
  }

  /** A new account, so that what other tests made is not in its list. */
  async makeCustomer(balances: Balances, limits: Record<string, number> = {}) {
    const name = `page ${crypto.randomUUID()}`;
    const account = await createAccount(this.deployment, name, balances, limits);
    const { apiKey } = await createKey(this.deployment, account.id, "page");
    return { ...account, apiKey };
  }

  async operate(method: string, path: string, body: object = {}) {
    const { origin, operatorToken } = this.deployment;
    const answer = await fetch(`${origin}/api/v2${path}`, {
      method,
      headers: { authorization: `Bearer ${operatorToken}`, "content-type": "application/json" },
      ...(method !== "GET" && { body: JSON.stringify(body) }),
    });
    return (await answer.json()) as { items: { id: string }[] };
  }

  /** Lets the real node take work, or not. */
  async steerNode(order: "pause" | "resume"): Promise<void> {
    const [real] = (await this.operate("GET", "/nodes")).items.toSorted((a, b) =>
      a.id < b.id ? -1 : 1,
    );
    await this.operate("POST", `/nodes/${real?.id}/${order}`);
  }

  /** Sends JSON to one of the APIs, as a customer. */
  async send(apiKey: string, path: string, body: object): Promise<unknown> {
    const answer = await fetch(`${this.deployment.origin}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}
