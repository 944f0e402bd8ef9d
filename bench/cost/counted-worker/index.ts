import type { Env } from "../../../edge/composition.ts";
import edge, { Feed, Pool } from "../../../edge/index.ts";
import { countBindings } from "./count-bindings.ts";
import { countMethods, countStorage } from "./count-object.ts";
import { count, countCall, readCounts } from "./counts.ts";

/** Where the counts are read. */
const COUNTS_PATH = "/counts";

class CountedPool extends Pool {
  constructor(context: DurableObjectState, env: Env) {
    super(countStorage(context), countBindings(env));
  }
}
class CountedFeed extends Feed {
  constructor(context: DurableObjectState, env: Env) {
    super(countStorage(context), countBindings(env));
  }
}
countMethods(CountedPool.prototype, Pool.prototype, "pool");
countMethods(CountedFeed.prototype, Feed.prototype, "feed");
export { CountedPool as Pool, CountedFeed as Feed };

/** The product's Worker, between bindings that count. For the bench alone: it is never deployed. */
export default {
  fetch(request, env, context) {
    const { pathname } = new URL(request.url);
    if (pathname === COUNTS_PATH) return Response.json(readCounts());
    count("workerRequests");
    countCall(`${request.method} ${pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "{id}")}`);
    return edge.fetch(request, countBindings(env), context);
  },
  queue(batch, env, context) {
    // Each delivery of a message is a read and, in the end, a delete.
    count("queueReadsAndDeletes", 2 * batch.messages.length);
    countCall(`queue ${batch.queue}`);
    return edge.queue(batch, countBindings(env), context);
  },
  scheduled(event, env, context) {
    return edge.scheduled(event, countBindings(env, "sweep"), context);
  },
} satisfies ExportedHandler<Env, Parameters<typeof edge.queue>[0]["messages"][number]["body"]>;
