/** How a socket listens to a feed; kept with the socket through hibernation. */
export type FeedSubscription = {
  /** Name of the feed, such as `job:{id}`. */
  feed: string;
  /** Whose words the messages are in; `log`: the feed's own, for a Worker that presents them. */
  presenter: "render-video" | "native" | "log";
  accountId: string;
  /** The origin that links show. */
  origin: string;
  options: Record<string, boolean>;
  /** The last `seq` the listener has. */
  cursor: number;
};
