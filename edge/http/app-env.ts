import type { FeedSubscription } from "../domain/feeds/feed-subscription.ts";
import type { FleetNode } from "../domain/nodes/node-store.ts";
import type { Services } from "../domain/services.ts";
import type { Admission } from "./admission.ts";
import type { AuthSettings } from "./authenticate.ts";

/** What a request needs of the deployment; bound in `composition.ts`. */
export type RequestBindings = {
  services: Services;
  auth: AuthSettings;
  admission: Admission;
  origin: string;
  /** How often an open socket's credential is looked at again. */
  socketCheckSeconds: number;
  openNodeSocket(node: FleetNode, request: Request): Promise<Response>;
  openFeedSocket(subscription: FeedSubscription): Promise<WebSocket>;
};

export type AppEnv = { Variables: RequestBindings & { requestId: string } };
