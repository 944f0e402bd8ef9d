import { HelloResponse } from "#contracts/node-protocol.ts";
import type { HelloRequest } from "#contracts/node-protocol.ts";
import { requestEdgeBody } from "./request-edge.ts";
import type { EdgeConnection } from "./request-edge.ts";

/** Says what the node is and works on. Throws EdgeError: 401 when the node was revoked. */
export function hello(
  edge: EdgeConnection,
  input: HelloRequest,
  signal: AbortSignal,
): Promise<HelloResponse> {
  return requestEdgeBody(
    edge,
    { method: "POST", path: "/hello", json: input, signal },
    HelloResponse,
  );
}
