import { compareIds, type IndexedTask } from "./pool-index.ts";
import type { AccountQueue } from "./read-queue.ts";

type PlayedTurn = { accountId: string; taskId: string; virtualTime: number };

/**
 * The places, from 1, in which the tasks that compete get their turns if slots come free one by one:
 * the account furthest behind its share first, then priority with ageing, as `readReadyTasks` has
 * it. A task that its account's caps will hold has no place.
 */
export function playTurns(
  queues: readonly AccountQueue[],
  competes: (task: IndexedTask) => boolean,
): Map<string, number> {
  const turns = queues.flatMap((queue) => playAccount(queue, competes));
  // An account's share only grows with its turns, so those of all accounts are merged by it.
  turns.sort((a, b) => a.virtualTime - b.virtualTime || compareIds(a.accountId, b.accountId));
  return new Map(turns.map(({ taskId }, index) => [taskId, index + 1]));
}

/** The turns of one account, each with the share that the account has before it. */
function playAccount(
  { accountId, turns, running, inDialect, ...account }: AccountQueue,
  competes: (task: IndexedTask) => boolean,
): PlayedTurn[] {
  const played: PlayedTurn[] = [];
  const started = new Set<string>();
  const startedInDialect = new Map<string, number>();
  let { virtualTime } = account;
  for (const { job, task } of turns) {
    if (!competes(task)) continue;
    if (job.state !== "running" && !started.has(job.jobId)) {
      const ofDialect = startedInDialect.get(job.dialect) ?? 0;
      const mayRun =
        running + started.size < job.maximumRunningJobs &&
        (inDialect.get(job.dialect) ?? 0) + ofDialect < (job.maximumRunningInDialect ?? Infinity);
      // No job ends here: what a cap holds once it holds to the end.
      if (!mayRun) continue;
      started.add(job.jobId);
      startedInDialect.set(job.dialect, ofDialect + 1);
    }
    played.push({ accountId, taskId: task.taskId, virtualTime });
    virtualTime += task.expectedSeconds / Math.max(job.weight, 0.001);
  }
  return played;
}
