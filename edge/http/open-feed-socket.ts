/** Header in which the Worker hands a subscription to a feed, beside the upgrade. */
export const SUBSCRIPTION_HEADER = "x-feed-subscription";

/** How a client listens to a feed. The Worker has authenticated it. */
export type FeedSubscription = {
  /** Name of the feed, for example `account:{id}`. */
  feed: string;
  /** Which dialect's words the messages are told in. */
  presenter: string;
  accountId: string;
  /** Origin that links are shown with. */
  origin: string;
  options: Record<string, boolean>;
  /** The last `seq` the client has; it is sent what follows. */
  cursor: number;
};

/** Opens a socket to a feed. The caller accepts it. */
export type OpenFeedSocket = (subscription: FeedSubscription) => Promise<WebSocket>;
