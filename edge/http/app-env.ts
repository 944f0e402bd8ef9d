import type { FeedSubscription } from "../domain/feeds/feed-subscription.ts";
import type { FleetNode } from "../domain/nodes/node-store.ts";
import type { Services } from "../domain/services.ts";
import type { AuthSettings } from "./authenticate.ts";

/** What a request needs of the deployment; bound in `composition.ts`. */
export type RequestBindings = {
  services: Services;
  auth: AuthSettings;
  origin: string;
  openNodeSocket(node: FleetNode, request: Request): Promise<Response>;
  openFeedSocket(subscription: FeedSubscription): Promise<WebSocket>;
};

export type AppEnv = { Variables: RequestBindings & { requestId: string } };
