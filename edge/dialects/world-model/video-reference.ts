import { Uuid } from "#contracts/job.ts";
import type { Services } from "../../domain/services.ts";

const BATCH_JOB = /^job_([0-7])$/;

/**
 * The job that a client names: by `{job_id}`, or as `{batch_id}` and `job_n`; either may end in
 * `.mp4`. Whose job it is, is not looked at.
 *
 * @returns null when the words can name no job, or the batch has none there.
 */
export async function findJobId(
  services: Services,
  id: string,
  batchJob?: string,
): Promise<string | null> {
  const plain = (name: string) => name.replace(/\.mp4$/, "");
  const known = Uuid.safeParse(batchJob === undefined ? plain(id) : id);
  if (!known.success) return null;
  if (batchJob === undefined) return known.data;
  const [, index] = BATCH_JOB.exec(plain(batchJob)) ?? [];
  return index === undefined ? null : services.jobs.readBatchJobId(known.data, Number(index));
}
