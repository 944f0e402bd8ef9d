import type { Services } from "../services.ts";

/** Leases handled in one sweep. */
const LEASES_PER_SWEEP = 100;
/** An upload that was under way when its lease ended has arrived, or never will, after this long. */
const SETTLING_MILLISECONDS = 3_600_000;

/**
 * Lets go what ended leases uploaded and no asset refers to: outputs of lost leases, of cancelled
 * jobs, and those that a later upload of the same lease replaced. Runs as often as it likes: the
 * rows that say where to look are forgotten last.
 */
export async function sweepOutputs(services: Services): Promise<void> {
  const { taskOutputs, objects, assets, clock } = services;
  const endedBefore = clock.now() - SETTLING_MILLISECONDS;
  for (const lease of await taskOutputs.listEnded(endedBefore, LEASES_PER_SWEEP)) {
    for (const upload of lease.uploads) await objects.abortUpload(upload);
    if (lease.job) {
      const keys = await objects.list(outputFolder(lease));
      const referenced = new Set(await assets.listReferenced(lease.job));
      for (const key of keys) if (!referenced.has(key)) await objects.delete(key);
    }
    await taskOutputs.forget(lease.leaseId);
  }
}

/** Where the outputs of one lease lie. */
export function outputFolder({ taskId, epoch }: { taskId: string; epoch: number }): string {
  return `outputs/${taskId}/${epoch}/`;
}
