import type { TaskRequirements } from "#contracts/task.ts";
import { findLack, type Lack } from "../dispatch/find-lack.ts";
import type { PoolPicture } from "./pool-picture.ts";

/** A task that no enrolled node could do, and what the slots lack for it. */
export type Impossible = { requirements: TaskRequirements; lacking: Lack[] };

/**
 * The first of some tasks that no enrolled node could ever do, online or not. A node that never
 * said what it can do may be the one, and so may the first node of an empty pool.
 */
export function findImpossible(
  { nodes }: Pick<PoolPicture, "nodes">,
  tasks: readonly { requirements: TaskRequirements }[],
): Impossible | null {
  const enrolled = nodes.filter(({ revoked }) => !revoked);
  const known = enrolled.flatMap(({ capabilities }) => capabilities ?? []);
  if (enrolled.length === 0 || known.length < enrolled.length) return null;
  for (const { requirements } of tasks) {
    const lacks = known.flatMap((capabilities) =>
      capabilities.slots.map((slot) => findLack(capabilities, slot, requirements)),
    );
    if (lacks.includes(null)) continue;
    return { requirements, lacking: [...new Set(lacks.filter((lack) => lack !== null))] };
  }
  return null;
}

const NAMES: Readonly<Record<Lack, (needs: TaskRequirements) => string>> = {
  "task-kind": ({ kind }) => `do ${kind}`,
  model: (needs) => `offer ${listModels(needs)}`,
  codec: ({ codec }) => `encode ${codec}`,
  memory: (needs) =>
    needs.memoryMebibytes === undefined
      ? `hold ${listModels(needs)} in one GPU's memory`
      : `have ${needs.memoryMebibytes} MiB for it`,
};

function listModels({ model, models = [] }: TaskRequirements): string {
  return [...new Set([model ?? [], models].flat())].join(" and ");
}

/** The same in words, for whoever submitted it. */
export function describeImpossible({ requirements, lacking }: Impossible): string {
  const wanted = lacking.map((lack) => NAMES[lack](requirements)).join(" and ");
  return `No enrolled node can ${wanted}: it waits until one joins that can.`;
}
