import type { FleetNode } from "../domain/nodes/node-store.ts";
import type { Services } from "../domain/services.ts";
import type { AuthSettings } from "./authenticate.ts";

/** How a socket listens to a feed; kept with the socket through hibernation. */
export type FeedSubscription = {
  /** Whose words the messages are in. */
  presenter: "render-video" | "native";
  accountId: string;
  /** The origin that links show. */
  origin: string;
  options: Record<string, boolean>;
  /** The last `seq` the listener has. */
  cursor: number;
};

/** Header in which the Worker hands a subscription over with the upgrade. */
export const SUBSCRIPTION_HEADER = "x-feed-subscription";

/** What a request needs of the deployment; bound in `composition.ts`. */
export type RequestBindings = {
  services: Services;
  auth: AuthSettings;
  origin: string;
  openNodeSocket(node: FleetNode, request: Request): Promise<Response>;
  openFeedSocket(request: FeedSubscription & { feed: string }): Promise<WebSocket>;
};

export type AppEnv = { Variables: RequestBindings & { requestId: string } };
