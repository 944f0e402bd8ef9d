import type { FeedMessage } from "../../edge/domain/feeds/feed-subscriber.ts";
import type { Services } from "../../edge/domain/services.ts";

/** A rule of the product broken on purpose, to see that the checker finds it. */
export type Plant = {
  /** The invariant that the checker must name. */
  invariant: number;
  rewriteSql?: (sql: string) => string;
  /** True: a listener never hears this message. */
  dropsMessage?: (message: FeedMessage) => boolean;
  replacePorts?: (services: Services) => Services;
};
