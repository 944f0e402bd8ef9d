import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { ask, type Access } from "./client.ts";
import { followFeed, type Follower } from "./follow-feed.ts";

const Page = z.object({ events: z.array(z.unknown()) });

/** Everybody who listens to a feed, all over one line. */
export class FeedAudience {
  readonly #followers = new Map<string, Follower>();
  readonly #origin: string;
  readonly #apiKey: string;

  constructor(origin: string, apiKey: string) {
    this.#origin = origin;
    this.#apiKey = apiKey;
  }

  /** Listens to the feed at this path, once. */
  follow(path: string): void {
    if (this.#followers.has(path)) return;
    this.#followers.set(path, followFeed(this.#origin, path, this.#apiKey));
  }

  get size(): number {
    return this.#followers.size;
  }

  /** How often listeners had to come back. */
  get reconnections(): number {
    return this.#all().reduce((sum, one) => sum + Math.max(0, one.connections() - 1), 0);
  }

  /** What listeners heard wrongly. */
  get faults(): string[] {
    return this.#all().flatMap(({ faults }) => faults);
  }

  /** Waits until every listener has everything; answers who never got it. */
  async findUnheard(access: Access, limitSeconds: number): Promise<string[]> {
    const end = performance.now() + limitSeconds * 1000;
    let late = this.#all();
    for (;;) {
      const behind = await Promise.all(late.map((follower) => isBehind(access, follower)));
      late = late.filter((_, index) => behind[index]);
      if (late.length === 0) return [];
      if (performance.now() > end) break;
      await sleep(1000);
    }
    return late.map(({ name, lastSeq }) => `${name}: nothing was heard after seq ${lastSeq()}`);
  }

  close(): void {
    for (const follower of this.#all()) follower.close();
  }

  #all(): Follower[] {
    return [...this.#followers.values()];
  }
}

async function isBehind(access: Access, { name, lastSeq }: Follower): Promise<boolean> {
  const path = `${name}?format=json&limit=1&after=${lastSeq()}`;
  return Page.parse(await ask(access, "GET", path)).events.length > 0;
}
