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
import { idsBefore } from "./ids-before.ts";
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
        sql`DELETE FROM ended_leases WHERE lease_id = ${leaseId}`,
      ]);
    },
  };
}

/**
 * Leases with outputs and those that ended without their task being done, once both have been over
 * for long enough. Of a lease whose job is forgotten nobody knows what was made of its outputs.
 */
async function listEnded(
  database: Database,
  endedBefore: number,
  limit: number,
): Promise<EndedLease[]> {
  const [outcome] = await database.atomically([
    sql`SELECT outputs.lease_id, outputs.task_id, outputs.epoch,
          COALESCE(tasks.job_id, ended.job_id), COALESCE(tasks.account_id, ended.account_id),
          json_group_array(json_object('key', object_key, 'uploadId', upload_id))
            FILTER (WHERE upload_id IS NOT NULL)
        FROM task_outputs AS outputs
        LEFT JOIN tasks ON tasks.lease_id = outputs.lease_id
        LEFT JOIN ended_leases AS ended ON ended.lease_id = outputs.lease_id
        WHERE outputs.lease_id < ${idsBefore(endedBefore)} AND outputs.created_at < ${endedBefore}
          AND COALESCE(tasks.state, 'ready') <> 'leased'
          AND COALESCE(tasks.finished_at, 0) < ${endedBefore}
          AND COALESCE(ended.ended_at, 0) < ${endedBefore}
        GROUP BY outputs.lease_id
        UNION ALL
        SELECT lease_id, task_id, epoch, job_id, account_id, '[]' FROM ended_leases
        WHERE ended_at < ${endedBefore} AND NOT EXISTS (
          SELECT 1 FROM task_outputs WHERE task_outputs.lease_id = ended_leases.lease_id)
        LIMIT ${limit}`,
  ]);
  const rows = (outcome?.rows ?? []) as EndedRow[];
  return rows.map(([leaseId, taskId, epoch, jobId, accountId, uploadsJson]) => ({
    leaseId,
    taskId,
    epoch,
    job: jobId === null || accountId === null ? null : { jobId, accountId },
    uploads: JSON.parse(uploadsJson) as EndedLease["uploads"],
  }));
}

type EndedRow = [
  leaseId: string,
  taskId: string,
  epoch: number,
  jobId: string | null,
  accountId: string | null,
  uploadsJson: string,
];

/** Holds while this lease is the task's current one: the fence of every write below it. */
function isHeld({ leaseId, taskId, nodeId, epoch }: LeaseIdentity): SQL {
  return sql`EXISTS (SELECT 1 FROM tasks WHERE lease_id = ${leaseId} AND state = 'leased'
    AND id = ${taskId} AND node_id = ${nodeId} AND epoch = ${epoch})`;
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
