import type { Context } from "hono";
import { Uuid } from "#contracts/job.ts";
import { readBatch, type BatchView } from "../../domain/batches/read-batch.ts";
import { DomainError } from "../../domain/errors.ts";
import { readJob, type JobView } from "../../domain/jobs/read-job.ts";
import type { AppEnv } from "../../http/app-env.ts";
import { findJobId } from "./video-reference.ts";

/**
 * The job that the path names, as `{id}` or `{id}/{job}`. One of another dialect answers as an
 * unknown one: it has no words here.
 *
 * @throws DomainError `not-found` for unknown, foreign and malformed ids alike.
 */
export async function readOwnJob(context: Context<AppEnv>, accountId: string): Promise<JobView> {
  const services = context.get("services");
  const jobId = await findJobId(services, ...referenceOf(context));
  const job = jobId === null ? null : await readJob(services, accountId, jobId);
  if (job?.dialect !== "world-model") {
    throw new DomainError("not-found", "There is no job with this id.");
  }
  return job;
}

/** What a path of a video says: the id, and the job's name in its batch. */
export function referenceOf(context: Context<AppEnv>): [string, string | undefined] {
  return [context.req.param("id") ?? "", context.req.param("job")];
}

/**
 * The batch that the path names.
 *
 * @throws DomainError `not-found` for unknown, foreign and malformed ids alike.
 */
export async function readOwnBatch(
  context: Context<AppEnv>,
  accountId: string,
): Promise<BatchView> {
  const id = Uuid.safeParse(context.req.param("batchId"));
  const batch = id.success ? await readBatch(context.get("services"), accountId, id.data) : null;
  if (batch?.dialect !== "world-model") {
    throw new DomainError("not-found", "There is no batch with this id.");
  }
  return batch;
}
