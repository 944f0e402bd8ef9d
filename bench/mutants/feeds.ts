import type { Mutant } from "./mutant.ts";

const log = "edge/domain/feeds/feed-log.ts";
const subscriber = "edge/domain/feeds/feed-subscriber.ts";

/** Faults in what listeners are told. */
export const feedMutants: readonly Mutant[] = [
  {
    breaks: "seq rises by one",
    file: log,
    find: "      lastSeq += 1;",
    replace: "      lastSeq += 2;",
  },
  {
    breaks: "an event that is known is not told twice",
    file: log,
    find: "if (this.#knows(event.eventId)) continue;",
    replace: "",
  },
  {
    breaks: "nothing follows the terminal event",
    file: log,
    find: "if (this.closedAt() !== null) break;",
    replace: "",
  },
  {
    breaks: "live percent never falls",
    file: log,
    find: "Math.max(snapshot.percent, this.#readProgress()?.percent ?? 0)",
    replace: "snapshot.percent",
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
    file: "edge/domain/outbox/drain-outbox.ts",
    find: "  await services.feeds.ofJob(jobId).append(audience, events);\n",
    replace: "",
  },
  {
    breaks: "the pool hears of every change",
    file: "edge/domain/outbox/drain-outbox.ts",
    find: "  await services.pools.named(job.pool).sync(job);\n",
    replace: "",
  },
];
