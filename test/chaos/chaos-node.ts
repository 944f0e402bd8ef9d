import { setTimeout as sleep } from "node:timers/promises";
import type { OperatorAccess } from "../../scripts/local/call-operator.ts";
import { startNode } from "../../scripts/local/start-node.ts";
import { readDatabase } from "../system/read-database.ts";
import type { ChaosNode, FaultPlan } from "./fault-plan.ts";
import { FaultyProxy } from "./faulty-proxy.ts";
import { NodeLife } from "./node-life.ts";
import { TaskWatch } from "./watch-task.ts";

const START_LIMIT_SECONDS = 90;

/** Starts an agent that knows the edge only through a proxy of its own. */
export async function startChaosNode(
  plan: FaultPlan,
  { stateFolder, number, access }: { stateFolder: string; number: number; access: OperatorAccess },
): Promise<ChaosNode> {
  const life = new NodeLife();
  const self: { node: ChaosNode | null } = { node: null };
  const watch = new TaskWatch(
    (step, task) => self.node !== null && plan.strike(self.node, step, task),
    () => life.comeBack(),
  );
  const proxy = await FaultyProxy.start(access.origin, () => watch.watchConnection());
  const agent = startNode(stateFolder, number, { ...access, origin: proxy.origin });
  self.node = { agent, proxy, watch, life };
  return self.node;
}

/** Waits until this many nodes have said hello. Throws when they never do. */
export async function waitForNodes(
  stateFolder: string,
  wanted: number,
  signal: AbortSignal,
): Promise<void> {
  const end = performance.now() + START_LIMIT_SECONDS * 1000;
  for (;;) {
    const nodes = readDatabase(stateFolder, "SELECT 1 FROM nodes WHERE instance_id IS NOT NULL");
    if (nodes.length >= wanted) return;
    if (performance.now() > end) throw new Error(`${nodes.length} of ${wanted} nodes came`);
    await sleep(300, null, { signal });
  }
}
