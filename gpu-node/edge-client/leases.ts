import { z } from "zod";
import { Lease } from "#contracts/node-protocol.ts";
import type { LeaseRequest } from "#contracts/node-protocol.ts";
import { requestEdge } from "./request-edge.ts";
import type { EdgeConnection } from "./request-edge.ts";

/** A lease whose task is still unread: one that this agent cannot read is failed, not forgotten. */
export const GrantedLease = Lease.extend({ spec: z.unknown() });
export type GrantedLease = z.infer<typeof GrantedLease>;

/** Asks for a task; null when there is none within `waitSeconds`. Throws EdgeError. */
export function takeLease(
  edge: EdgeConnection,
  input: LeaseRequest,
  signal: AbortSignal,
): Promise<GrantedLease | null> {
  const timeoutMilliseconds = (input.waitSeconds + 15) * 1000;
  return requestEdge(
    edge,
    { method: "POST", path: "/leases", json: input, signal, timeoutMilliseconds },
    GrantedLease,
  );
}
