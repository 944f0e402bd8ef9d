import type { Job } from "../../domain/jobs/job.ts";
import type { jobs } from "./schema.ts";

/** A job as its row has it. */
export function toJob(row: typeof jobs.$inferSelect): Job {
  return {
    id: row.id,
    accountId: row.accountId,
    dialect: row.dialect,
    kind: row.kind,
    state: row.state,
    stage: row.stage,
    percent: row.percent,
    priority: row.priority,
    request: JSON.parse(row.requestJson) as unknown,
    callbackUrl: row.callbackUrl,
    batchId: row.batchId,
    batchIndex: row.batchIndex,
    renderMilliseconds: row.renderMilliseconds,
    estimatedSeconds: row.estimatedSeconds,
    notice: row.notice,
    errorCode: row.errorCode,
    errorMessage: row.errorMessage,
    createdAt: row.createdAt,
    startedAt: row.startedAt,
    finishedAt: row.finishedAt,
  };
}
