import { SettleAnswer } from "#contracts/node-protocol.ts";
import type { CompleteRequest, FailRequest } from "#contracts/node-protocol.ts";
import { requestEdgeBody } from "./request-edge.ts";
import type { EdgeConnection } from "./request-edge.ts";

/** Ends the task well. May be sent again. Throws EdgeError: 409 when the lease is lost. */
export function completeLease(
  edge: EdgeConnection,
  leaseId: string,
  input: CompleteRequest,
  signal: AbortSignal,
): Promise<SettleAnswer> {
  return settle(edge, `/leases/${leaseId}/complete`, input, signal);
}

/** Ends the task without a result. May be sent again. Throws EdgeError: 409 when the lease is lost. */
export function failLease(
  edge: EdgeConnection,
  leaseId: string,
  input: FailRequest,
  signal: AbortSignal,
): Promise<SettleAnswer> {
  return settle(edge, `/leases/${leaseId}/fail`, input, signal);
}

function settle(
  edge: EdgeConnection,
  path: string,
  json: CompleteRequest | FailRequest,
  signal: AbortSignal,
): Promise<SettleAnswer> {
  return requestEdgeBody(
    edge,
    { method: "POST", path, json, signal, timeoutMilliseconds: 30_000 },
    SettleAnswer,
  );
}
