import { and, asc, eq, sql } from "drizzle-orm";
import type { OutputName } from "#contracts/task.ts";
import type { LeaseIdentity, TaskOutput, TaskOutputStore } from "../../domain/tasks/task-store.ts";
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
    put: (output, identity, now) => put(database, output, identity, now),
    async putPart(leaseId, name, part) {
      await database
        .insert(taskOutputParts)
        .values({ leaseId, name, ...part })
        .onConflictDoUpdate({
          target: [taskOutputParts.leaseId, taskOutputParts.name, taskOutputParts.partNumber],
          set: { etag: part.etag, sizeBytes: part.sizeBytes },
        });
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
  };
}

async function put(
  database: Database,
  output: TaskOutput,
  identity: LeaseIdentity,
  now: number,
): Promise<boolean> {
  const { leaseId, taskId, nodeId, epoch } = identity;
  const held = sql`EXISTS (SELECT 1 FROM tasks WHERE id = ${taskId} AND state = 'leased'
    AND lease_id = ${leaseId} AND node_id = ${nodeId} AND epoch = ${epoch})`;
  const outcomes = await database.atomically([
    // Parts of another upload say nothing about this one.
    sql`DELETE FROM task_output_parts
        WHERE lease_id = ${leaseId} AND name = ${output.name} AND ${held}
          AND EXISTS (SELECT 1 FROM task_outputs
                      WHERE lease_id = ${leaseId} AND name = ${output.name}
                        AND upload_id IS NOT ${output.uploadId})`,
    sql`INSERT INTO task_outputs (lease_id, name, task_id, epoch, object_key, content_type,
          size_bytes, sha256, upload_id, etag, verified_at, created_at)
        SELECT ${leaseId}, ${output.name}, ${taskId}, ${epoch}, ${output.objectKey},
          ${output.contentType}, ${output.sizeBytes}, ${output.sha256}, ${output.uploadId},
          ${output.etag}, ${output.verifiedAt}, ${now}
        WHERE ${held}
        ON CONFLICT (lease_id, name) DO UPDATE SET
          object_key = excluded.object_key, content_type = excluded.content_type,
          size_bytes = excluded.size_bytes, sha256 = excluded.sha256,
          upload_id = excluded.upload_id, etag = excluded.etag,
          verified_at = excluded.verified_at
        RETURNING lease_id`,
  ]);
  return (outcomes[1]?.rows.length ?? 0) > 0;
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
