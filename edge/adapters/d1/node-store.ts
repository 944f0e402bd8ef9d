import { and, asc, eq, sql } from "drizzle-orm";
import { NodeCapabilities } from "#contracts/node-protocol.ts";
import type { FleetNode, NodeStore } from "../../domain/nodes/node-store.ts";
import { auditStatements } from "./audit-log.ts";
import { once, type Database } from "./database.ts";
import { enrolmentTokens, nodes } from "./schema.ts";

/** The node store over D1 (or anything that runs the same SQL). */
export function createNodeStore(database: Database): NodeStore {
  const byTokenDigest = once(() =>
    database
      .select()
      .from(nodes)
      .where(eq(nodes.tokenDigest, sql.placeholder("digest")))
      .prepare(),
  );
  return {
    async createEnrolmentToken({ digest, name, pool, createdAt, expiresAt }, audit) {
      await database.atomically([
        sql`INSERT INTO enrolment_tokens (digest, name, pool, created_at, expires_at)
            VALUES (${digest}, ${name}, ${pool}, ${createdAt}, ${expiresAt})
            ON CONFLICT DO NOTHING`,
        ...auditStatements(
          audit,
          sql`EXISTS (SELECT 1 FROM enrolment_tokens WHERE digest = ${digest})`,
        ),
      ]);
    },
    async countByPool(now) {
      const [outcome] = await database.atomically([
        sql`SELECT pool, COUNT(*) FROM (
              SELECT pool FROM nodes WHERE state <> 'revoked' UNION ALL
              SELECT pool FROM enrolment_tokens WHERE used_by_node_id IS NULL AND expires_at > ${now})
            GROUP BY pool`,
      ]);
      return new Map((outcome?.rows ?? []).map(([pool, count]) => [String(pool), Number(count)]));
    },
    enrol: (enrolment) => enrol(database, enrolment),
    async readByTokenDigest(digest) {
      const row = await byTokenDigest().get({ digest });
      return row ? toNode(row) : null;
    },
    async read(nodeId) {
      const row = await database.select().from(nodes).where(eq(nodes.id, nodeId)).get();
      return row ? toNode(row) : null;
    },
    async list(pool) {
      const rows = await database
        .select()
        .from(nodes)
        .where(pool === null ? undefined : eq(nodes.pool, pool))
        .orderBy(asc(nodes.id));
      return rows.map(toNode);
    },
    async recordHello(hello) {
      // An operator's drain outlives the agent's "not draining", until the agent was started anew.
      await database.atomically([
        sql`UPDATE nodes SET
              state = CASE
                WHEN state IN ('paused', 'revoked') THEN state
                WHEN ${hello.draining ? 1 : 0} = 1 THEN 'draining'
                WHEN state = 'draining' AND COALESCE(instance_id, ${hello.instanceId})
                  = ${hello.instanceId} THEN 'draining'
                ELSE 'active' END,
              instance_id = ${hello.instanceId}, agent_version = ${hello.agentVersion},
              capabilities_json = ${JSON.stringify(hello.capabilities)},
              last_hello_at = ${hello.now}
            WHERE id = ${hello.nodeId}`,
      ]);
    },
    async changeState(nodeId, state, note, now, audit) {
      const revokedAt = state === "revoked" ? now : null;
      const isLive = sql`id = ${nodeId} AND state <> 'revoked'`;
      // The log comes first: once the node is revoked, nothing tells whether it was so before.
      const outcomes = await database.atomically([
        ...auditStatements(audit, sql`EXISTS (SELECT 1 FROM nodes WHERE ${isLive})`),
        sql`UPDATE nodes SET state = ${state}, note = ${note}, revoked_at = ${revokedAt}
            WHERE ${isLive} RETURNING id`,
      ]);
      return (outcomes.at(-1)?.rows.length ?? 0) > 0;
    },
  };
}

async function enrol(
  database: Database,
  enrolment: Parameters<NodeStore["enrol"]>[0],
): Promise<boolean> {
  const { tokenDigest, nodeId, nodeTokenDigest, now } = enrolment;
  await database.atomically([
    sql`UPDATE enrolment_tokens SET used_by_node_id = ${nodeId}
        WHERE digest = ${tokenDigest} AND used_by_node_id IS NULL AND expires_at > ${now}`,
    sql`INSERT OR IGNORE INTO nodes
          (id, name, token_digest, pool, state, agent_version, enrolled_at)
        SELECT ${nodeId}, ${enrolment.name}, ${nodeTokenDigest}, pool, 'active',
          ${enrolment.agentVersion}, ${now}
        FROM enrolment_tokens
        WHERE digest = ${tokenDigest} AND used_by_node_id = ${nodeId}`,
  ]);
  const written = await database
    .select({ id: nodes.id })
    .from(nodes)
    .innerJoin(enrolmentTokens, eq(enrolmentTokens.usedByNodeId, nodes.id))
    .where(
      and(
        eq(nodes.id, nodeId),
        eq(nodes.tokenDigest, nodeTokenDigest),
        eq(enrolmentTokens.digest, tokenDigest),
      ),
    )
    .get();
  return written !== undefined;
}

function toNode(row: typeof nodes.$inferSelect): FleetNode {
  return {
    id: row.id,
    name: row.name,
    pool: row.pool,
    state: row.state,
    note: row.note,
    instanceId: row.instanceId,
    agentVersion: row.agentVersion,
    capabilities:
      row.capabilitiesJson === null
        ? null
        : NodeCapabilities.parse(JSON.parse(row.capabilitiesJson)),
    enrolledAt: row.enrolledAt,
    lastHelloAt: row.lastHelloAt,
  };
}
