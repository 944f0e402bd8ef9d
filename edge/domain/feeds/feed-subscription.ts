/** How a socket listens to a feed; kept with the socket through hibernation. */
export type FeedSubscription = {
  /** Name of the feed, such as `job:{id}`. */
  feed: string;
  /** Whose words the messages are in. */
  presenter: "render-video" | "native";
  accountId: string;
  /** The origin that links show. */
  origin: string;
  options: Record<string, boolean>;
  /** The last `seq` the listener has. */
  cursor: number;
};
