import { ProgressAnswer } from "#contracts/node-protocol.ts";
import type { ProgressReport } from "#contracts/node-protocol.ts";
import { requestEdgeBody } from "./request-edge.ts";
import type { EdgeConnection } from "./request-edge.ts";

/** Reports progress; the answer may ask to cancel. Throws EdgeError: 409 when the lease is lost. */
export function sendProgress(
  edge: EdgeConnection,
  leaseId: string,
  report: ProgressReport,
  signal: AbortSignal,
): Promise<ProgressAnswer> {
  const path = `/leases/${leaseId}/progress`;
  return requestEdgeBody(
    edge,
    { method: "POST", path, json: report, signal, timeoutMilliseconds: 10_000 },
    ProgressAnswer,
  );
}
