import type { AuditEntry } from "../audit/audit-log.ts";
import type { NodeCapabilities } from "#contracts/node-protocol.ts";

export type NodeState = "active" | "draining" | "paused" | "revoked";

export type FleetNode = {
  id: string;
  name: string;
  pool: string;
  state: NodeState;
  note: string | null;
  instanceId: string | null;
  agentVersion: string | null;
  capabilities: NodeCapabilities | null;
  enrolledAt: number;
  lastHelloAt: number | null;
};

/**
 * GPU nodes and the one-time tokens that let them in. What an operator does is logged in the same
 * commit.
 */
export interface NodeStore {
  createEnrolmentToken(
    token: { digest: string; name: string; pool: string; createdAt: number; expiresAt: number },
    audit?: AuditEntry,
  ): Promise<void>;
  /** Nodes of each pool that are not revoked, and machines that a token may still let in. */
  countByPool(now: number): Promise<Map<string, number>>;
  /** Uses up the token and writes the node in one batch; false when the token is not good (any more). */
  enrol(enrolment: {
    tokenDigest: string;
    nodeId: string;
    nodeTokenDigest: string;
    name: string;
    agentVersion: string;
    now: number;
  }): Promise<boolean>;
  readByTokenDigest(digest: string): Promise<FleetNode | null>;
  read(nodeId: string): Promise<FleetNode | null>;
  list(pool: string | null): Promise<FleetNode[]>;
  /** Stores what the agent said of itself. A `paused` node stays paused whatever it says. */
  recordHello(hello: {
    nodeId: string;
    instanceId: string;
    agentVersion: string;
    capabilities: NodeCapabilities;
    draining: boolean;
    now: number;
  }): Promise<void>;
  /** False for an unknown or revoked node. */
  changeState(
    nodeId: string,
    state: NodeState,
    note: string | null,
    now: number,
    audit?: AuditEntry,
  ): Promise<boolean>;
}
