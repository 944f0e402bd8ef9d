import { and, asc, eq, sql, type SQL } from "drizzle-orm";
import type { OutputName } from "#contracts/task-inputs.ts";
import type {
  EndedLease,
  LeaseIdentity,
  PutOutcome,
  TaskOutput,
  TaskOutputStore,
} from "../../domain/tasks/task-store.ts";
import type { Database } from "./database.ts";
import { taskOutputParts, taskOutputs } from "./schema.ts";

/** Uploads of running leases over D1 (or anything that runs the same SQL). */
export function createTaskOutputStore(database: Database): TaskOutputStore {
  return {
    async read(leaseId, name) {
      const row = await database
        .select()
        .from(taskOutputs)
        .where(and(eq(taskOutputs.leaseId, leaseId), eq(taskOutputs.name, name)))
        .get();
      return row ? toTaskOutput(row) : null;
    },
    async list(leaseId) {
      const rows = await database
        .select()
        .from(taskOutputs)
        .where(eq(taskOutputs.leaseId, leaseId))
        .orderBy(asc(taskOutputs.name));
      return rows.map(toTaskOutput);
    },
    put: (output, identity, now, endedUploadId = null) =>
      put(database, output, identity, now, endedUploadId),
    async putPart(identity, name, part) {
      const [outcome] = await database.atomically([
        sql`INSERT INTO task_output_parts (lease_id, name, part_number, etag, size_bytes)
            SELECT ${identity.leaseId}, ${name}, ${part.partNumber}, ${part.etag},
              ${part.sizeBytes}
            WHERE ${isHeld(identity)}
            ON CONFLICT (lease_id, name, part_number) DO UPDATE SET
              etag = excluded.etag, size_bytes = excluded.size_bytes
            RETURNING lease_id`,
      ]);
      return outcome !== undefined && outcome.rows.length > 0;
    },
    async listParts(leaseId, name) {
      return database
        .select({
          partNumber: taskOutputParts.partNumber,
          etag: taskOutputParts.etag,
          sizeBytes: taskOutputParts.sizeBytes,
        })
        .from(taskOutputParts)
        .where(and(eq(taskOutputParts.leaseId, leaseId), eq(taskOutputParts.name, name)))
        .orderBy(asc(taskOutputParts.partNumber));
    },
    listEnded: (endedBefore, limit) => listEnded(database, endedBefore, limit),
    async forget(leaseId) {
      await database.atomically([
        sql`DELETE FROM task_output_parts WHERE lease_id = ${leaseId}`,
        sql`DELETE FROM task_outputs WHERE lease_id = ${leaseId}`,
      ]);
    },
  };
}

/** A lease ended no later than its task last moved. */
async function listEnded(
  database: Database,
  endedBefore: number,
  limit: number,
): Promise<EndedLease[]> {
  const rows = await database
    .select({
      leaseId: taskOutputs.leaseId,
      taskId: taskOutputs.taskId,
      epoch: taskOutputs.epoch,
      uploadsJson: sql<string>`json_group_array(json_object(
        'key', ${taskOutputs.objectKey}, 'uploadId', ${taskOutputs.uploadId}))
        FILTER (WHERE ${taskOutputs.uploadId} IS NOT NULL)`,
    })
    .from(taskOutputs)
    .where(
      sql`${taskOutputs.createdAt} < ${endedBefore} AND EXISTS (
            SELECT 1 FROM tasks WHERE tasks.id = ${taskOutputs.taskId}
              AND MAX(COALESCE(finished_at, 0), COALESCE(leased_at, 0), COALESCE(ready_at, 0))
                < ${endedBefore}
              AND NOT (tasks.state = 'leased' AND tasks.lease_id = ${taskOutputs.leaseId}))`,
    )
    .groupBy(taskOutputs.leaseId, taskOutputs.taskId, taskOutputs.epoch)
    .limit(limit);
  return rows.map(({ uploadsJson, ...lease }) => ({
    ...lease,
    uploads: JSON.parse(uploadsJson) as EndedLease["uploads"],
  }));
}

/** Holds while this lease is the task's current one: the fence of every write below it. */
function isHeld({ leaseId, taskId, nodeId, epoch }: LeaseIdentity): SQL {
  return sql`EXISTS (SELECT 1 FROM tasks WHERE id = ${taskId} AND state = 'leased'
    AND lease_id = ${leaseId} AND node_id = ${nodeId} AND epoch = ${epoch})`;
}

async function put(
  database: Database,
  output: TaskOutput,
  identity: LeaseIdentity,
  now: number,
  endedUploadId: string | null,
): Promise<PutOutcome> {
  const { leaseId, taskId, epoch } = identity;
  const held = isHeld(identity);
  // Two calls at once: the one that would forget the other's upload changes nothing.
  const isFree = sql`(upload_id IS NULL OR upload_id IS ${output.uploadId}
    OR upload_id IS ${endedUploadId})`;
  const outcomes = await database.atomically([
    // Parts of another upload say nothing about this one.
    sql`DELETE FROM task_output_parts
        WHERE lease_id = ${leaseId} AND name = ${output.name} AND ${held}
          AND EXISTS (SELECT 1 FROM task_outputs
                      WHERE lease_id = ${leaseId} AND name = ${output.name}
                        AND upload_id IS NOT ${output.uploadId} AND ${isFree})`,
    sql`INSERT INTO task_outputs (lease_id, name, task_id, epoch, object_key, content_type,
          size_bytes, sha256, upload_id, etag, verified_at, created_at)
        SELECT ${leaseId}, ${output.name}, ${taskId}, ${epoch}, ${output.objectKey},
          ${output.contentType}, ${output.sizeBytes}, ${output.sha256}, ${output.uploadId},
          ${output.etag}, ${output.verifiedAt}, ${now}
        WHERE ${held}
        ON CONFLICT (lease_id, name) DO UPDATE SET
          object_key = excluded.object_key, content_type = excluded.content_type,
          size_bytes = excluded.size_bytes, sha256 = excluded.sha256,
          upload_id = excluded.upload_id,
          -- Bytes that were verified stay so when they are announced again.
          etag = CASE WHEN object_key = excluded.object_key
            THEN COALESCE(excluded.etag, etag) ELSE excluded.etag END,
          verified_at = CASE WHEN object_key = excluded.object_key
            THEN COALESCE(excluded.verified_at, verified_at) ELSE excluded.verified_at END
          WHERE ${isFree}
        RETURNING lease_id`,
    sql`SELECT object_key, upload_id FROM task_outputs
        WHERE lease_id = ${leaseId} AND name = ${output.name} AND ${held}`,
  ]);
  if ((outcomes[1]?.rows.length ?? 0) > 0) return { outcome: "stored" };
  const open = outcomes[2]?.rows[0] as [key: string, uploadId: string] | undefined;
  if (!open) return { outcome: "lease-lost" };
  return { outcome: "upload-open", upload: { key: open[0], uploadId: open[1] } };
}

function toTaskOutput(row: typeof taskOutputs.$inferSelect): TaskOutput {
  return {
    leaseId: row.leaseId,
    taskId: row.taskId,
    epoch: row.epoch,
    name: row.name as OutputName,
    objectKey: row.objectKey,
    contentType: row.contentType,
    sizeBytes: row.sizeBytes,
    sha256: row.sha256,
    uploadId: row.uploadId,
    etag: row.etag,
    verifiedAt: row.verifiedAt,
  };
}
