import { EnrolResponse } from "#contracts/node-protocol.ts";
import type { EnrolRequest } from "#contracts/node-protocol.ts";
import { requestEdgeBody } from "./request-edge.ts";
import type { EdgeConnection } from "./request-edge.ts";

/** Spends the one-time token. Throws EdgeError: 401 when it was used or has expired. */
export function enrol(
  edge: EdgeConnection,
  input: EnrolRequest,
  signal: AbortSignal,
): Promise<EnrolResponse> {
  return requestEdgeBody(
    edge,
    { method: "POST", path: "/enrol", json: input, signal },
    EnrolResponse,
  );
}
