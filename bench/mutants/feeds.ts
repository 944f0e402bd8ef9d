import type { Mutant } from "./mutant.ts";

const log = "edge/domain/feeds/feed-log.ts";
const subscriber = "edge/domain/feeds/feed-subscriber.ts";

/** Faults in what listeners are told. */
export const feedMutants: readonly Mutant[] = [
  {
    breaks: "seq rises by one",
    file: log,
    find: "this.#rows.append(state.lastSeq + 1, row);",
    replace: "this.#rows.append(state.lastSeq + 2, row);",
  },
  {
    breaks: "an event that is known is not told twice",
    file: log,
    find: "if (logged.has(event.eventId) || ",
    replace: "if (logged.has(`${event.eventId}?`) || ",
  },
  {
    breaks: "nothing follows the terminal event",
    file: log,
    find: "if (state.closedAt !== null) return 0;",
    replace: "if (state.closedAt === 0) return 0;",
  },
  {
    breaks: "live percent never falls",
    file: log,
    find: "Math.max(snapshot.percent, state.progress?.percent ?? 0)",
    replace: "snapshot.percent",
  },
  {
    breaks: "a percent that a reader was shown outlives the feed's object",
    file: log,
    find: "    this.keepProgress();\n    return {",
    replace: "    return {",
  },
  {
    breaks: "stages that nobody heard come into the log before what follows them",
    file: log,
    find: "[...lead, ...held, ...events.slice(lead.length)]",
    replace: "[...lead, ...held.slice(1), ...events.slice(lead.length)]",
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
    replace: "    if (this.#log.owes()) this.#log.forget();\n",
  },
  {
    breaks: "who listens above hears of a lease at once",
    file: "edge/domain/feeds/feed-relay.ts",
    find: "      if (!this.#above.listens) return;\n    }",
    replace: "      return;\n    }",
  },
  {
    breaks: "a feed is kept until the feeds above it know",
    file: "edge/domain/feeds/feed-relay.ts",
    find: "if (!isOver || this.#log.owes()) return;",
    replace: "if (!isOver) return;",
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
    find: "Math.max(state.forwarded, seq);",
    replace: "Math.max(state.forwarded, seq + 1);",
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
