import type { FleetNode } from "../domain/nodes/node-store.ts";
import type { Services } from "../domain/services.ts";
import type { AuthSettings } from "./authenticate.ts";
import type { OpenFeedSocket } from "./open-feed-socket.ts";

/** What one request is bound to: everything that `composition.ts` made of the environment. */
export type Bound = {
  services: Services;
  auth: AuthSettings;
  /** Origin that links are shown with, for example `https://api.example.com`. */
  origin: string;
  openFeedSocket: OpenFeedSocket;
  /** Hands a node's upgrade to its pool. */
  openNodeSocket: (node: FleetNode, request: Request) => Promise<Response>;
};

/** Variables every route finds in its context. */
export type AppEnv = { Variables: Bound & { requestId: string } };
