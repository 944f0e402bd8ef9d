import type { Plant } from "./plant.ts";

/** Replaces text in every statement that has it. */
const rewrite =
  (...pairs: readonly (readonly [string, string])[]) =>
  (statement: string): string =>
    pairs.reduce((text, [from, to]) => text.replaceAll(from, to), statement);

/** For each invariant a rule of the product that is broken on purpose. */
export const PLANTS: readonly Plant[] = [
  {
    invariant: 1,
    // A grant starts its job whatever state that is in.
    rewriteSql: rewrite([
      "WHERE id = ? AND state IN ('queued', 'running', 'cancelling') AND",
      "WHERE id = ? AND",
    ]),
  },
  {
    invariant: 2,
    rewriteSql: rewrite(["epoch = epoch + 1, node_id", "epoch = epoch + 2, node_id"]),
  },
  {
    invariant: 3,
    rewriteSql: rewrite(
      ["AND lease_id = ?\n", "\n"],
      [
        "id = ? AND state = 'leased' AND epoch = ?\n    AND node_id = ? AND lease_id = ?",
        "id = ? AND (state <> 'x' OR epoch = ?\n    OR node_id = ? OR lease_id = ?)",
      ],
    ),
  },
  {
    invariant: 4,
    rewriteSql: rewrite([
      "WHERE jobs.id = ? AND jobs.settled_by = ?\n          AND NOT",
      "WHERE 0 AND jobs.id = ? AND jobs.settled_by = ?\n          AND NOT",
    ]),
  },
  {
    invariant: 5,
    rewriteSql: rewrite([
      "AND NOT EXISTS (SELECT 1 FROM idempotency_keys",
      "AND 1 OR EXISTS (SELECT 1 FROM idempotency_keys",
    ]),
  },
  {
    invariant: 6,
    rewriteSql: rewrite(["SELECT ? AS event WHERE changes() > 0", "SELECT ? AS event WHERE 0"]),
  },
  { invariant: 7, dropsMessage: (message) => message.kind === "event" && message.entry.seq === 3 },
  {
    invariant: 8,
    rewriteSql: rewrite(
      ["percent = MAX(percent, ?)", "percent = ?"],
      ["AND percent < ?", "AND 1000 > ?"],
    ),
  },
  {
    invariant: 9,
    replacePorts: (services) => ({
      ...services,
      objects: {
        ...services.objects,
        write: (_key, _body, { sizeBytes }) => Promise.resolve({ sizeBytes, etag: "nothing" }),
      },
    }),
  },
  {
    invariant: 10,
    replacePorts: (services) => ({
      ...services,
      objects: { ...services.objects, delete: () => Promise.resolve() },
    }),
  },
  {
    invariant: 11,
    replacePorts: (services) => ({
      ...services,
      deliveries: { ...services.deliveries, callDue: () => Promise.resolve([]) },
    }),
  },
  {
    invariant: 12,
    rewriteSql: rewrite([
      "AND account_id = ? AND state IN ('queued', 'running')",
      "AND (account_id = ? OR 1) AND state IN ('queued', 'running')",
    ]),
  },
  {
    invariant: 13,
    replacePorts: (services) => ({
      ...services,
      accounts: {
        ...services.accounts,
        revokeKey: () => Promise.resolve(true),
      },
      nodes: {
        ...services.nodes,
        async readByTokenDigest(digest) {
          const node = await services.nodes.readByTokenDigest(digest);
          return node && { ...node, state: "active" };
        },
      },
    }),
  },
  {
    invariant: 14,
    rewriteSql: rewrite([
      "FROM nodes WHERE id = ? AND state = 'active'",
      "FROM nodes WHERE id = ? AND state <> 'revoked'",
    ]),
    replacePorts: (services) => ({
      ...services,
      nodes: {
        ...services.nodes,
        async read(nodeId) {
          const node = await services.nodes.read(nodeId);
          return node && node.state !== "revoked" ? { ...node, state: "active" } : node;
        },
      },
    }),
  },
  {
    invariant: 15,
    rewriteSql: rewrite([
      "ready_at = ?, retry_at = ?",
      "ready_at = ?, retry_at = ? + 1000000000000",
    ]),
  },
];
