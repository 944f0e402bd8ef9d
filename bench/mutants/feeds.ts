import type { Mutant } from "./mutant.ts";

const log = "edge/domain/feeds/feed-log.ts";
const subscriber = "edge/domain/feeds/feed-subscriber.ts";

/** Faults in what listeners are told. */
export const feedMutants: readonly Mutant[] = [
  {
    breaks: "seq rises by one",
    file: log,
    find: "COALESCE(MAX(seq), 0) + 1",
    replace: "COALESCE(MAX(seq), 0) + 2",
  },
  {
    breaks: "an event that is known is not told twice",
    file: log,
    find: "WHERE NOT EXISTS (SELECT 1 FROM entries WHERE event_id = ?1) RETURNING seq",
    replace: "WHERE ?1 IS NOT NULL RETURNING seq",
  },
  {
    breaks: "nothing follows the terminal event",
    file: log,
    find: "if (this.closedAt() !== null) return 0;\n      let",
    replace: "if (this.closedAt() === 0) return 0;\n      let",
  },
  {
    breaks: "live percent never falls",
    file: log,
    find: "Math.max(snapshot.percent, this.latestProgress()?.percent ?? 0)",
    replace: "snapshot.percent",
  },
  {
    breaks: "a greeting tells no older percent than what was told",
    file: subscriber,
    find: "body !== null && !isOld &&",
    replace: "body !== null && (isOld || !isOld) &&",
  },
  {
    breaks: "a feed that was let go can be asked again",
    file: "edge/domain/feeds/feed-relay.ts",
    find: "    this.#log.forget();\n",
    replace: "    if (!isOver) this.#log.forget();\n",
  },
  {
    breaks: "a feed is kept until the feeds above it know",
    file: "edge/domain/feeds/feed-relay.ts",
    find: "if (!isOver || this.#log.owedForwards(1).length > 0) return;",
    replace: "if (!isOver || this.#log.owedForwards(1).length > 99) return;",
  },
  {
    breaks: "a listener's cursor moves with what it was sent",
    file: subscriber,
    find: "      subscriber.moveCursor(entry.seq);\n",
    replace: "      subscriber.moveCursor(entry.seq + 1);\n",
  },
  {
    breaks: "a forward that failed is made up for",
    file: log,
    find: "UPDATE forwards SET cursor = MAX(cursor, ?) WHERE target = ?",
    replace: "UPDATE forwards SET cursor = MAX(cursor, ? + 1) WHERE target = ?",
  },
  {
    breaks: "the outbox is marked done only after everybody was told",
    file: "edge/domain/outbox/tell-changes.ts",
    find: "        await tell();\n",
    replace: "        if (about.length === 0) await tell();\n",
  },
  {
    breaks: "the pool hears of every change",
    file: "edge/domain/outbox/tell-changes.ts",
    find: "        await services.pools.named(pool).sync(...jobs);\n",
    replace: "        if (jobs.length === 0) await services.pools.named(pool).sync(...jobs);\n",
  },
];
