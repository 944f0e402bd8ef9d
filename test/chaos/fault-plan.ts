import { readFileSync, readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { waitForHealth } from "../../scripts/local/wait-for-health.ts";
import type { Supervised } from "../../scripts/local/supervise.ts";
import type { SeededRandom } from "../simulation/seeded-random.ts";
import { now, type FaultLog } from "./fault-log.ts";
import type { FaultyProxy } from "./faulty-proxy.ts";
import type { NodeLife } from "./node-life.ts";
import type { Step } from "./steps.ts";
import type { HeldTask, TaskWatch } from "./watch-task.ts";

/** One node: its agent, the line between it and the edge, and what it works on. */
export type ChaosNode = {
  agent: Supervised;
  proxy: FaultyProxy;
  watch: TaskWatch;
  life: NodeLife;
};

/** What faults are thrown at. */
export type Targets = {
  origin: string;
  edge: Supervised;
  nodes: readonly ChaosNode[];
  /** The line of those who listen to feeds. */
  listeners: FaultyProxy;
  leaseSeconds: number;
};

/** A task is given up after three errors or five losses: faults alone must never bring it there. */
const MOST_BLOWS_PER_TASK = 3;
/** A node that starts has much to find out about its machine. */
const LEAST_NODES_UP = 1;
const EDGE_LIFE_SECONDS = 32;
const EDGE_START_LIMIT_SECONDS = 90;

/** Throws faults until it is stopped: kills at steps as they come by, everything else one by one. */
export class FaultPlan {
  readonly #log: FaultLog;
  readonly #random: SeededRandom;
  #nextKillAt = 0;
  #edgeSince = now();
  #targets: Targets | null = null;

  constructor(log: FaultLog, random: SeededRandom) {
    this.#log = log;
    this.#random = random;
  }

  /** Kills the agent, or its child, when this step's turn has come; true when it did. */
  strike({ agent, life }: ChaosNode, step: Step, task: HeldTask): boolean {
    if (!this.#isWanted(step) || this.#isSpent(task) || this.#mustSpare(life)) return false;
    const processId = agent.processId();
    const victim =
      processId !== null && step === "rendering-child" ? childOf(processId) : processId;
    if (victim === null) return false;
    process.kill(victim, "SIGKILL");
    this.#log.noteKill(step, task);
    if (step !== "rendering-child") life.goOut();
    this.#nextKillAt = now() + this.#random.integer(1500, 4000);
    return true;
  }

  /** Works until the signal; every fault it began has ended then. */
  async run(targets: Targets, signal: AbortSignal): Promise<void> {
    this.#targets = targets;
    while (!signal.aborted) {
      await sleep(this.#random.integer(2000, 5000), null, { signal }).catch(() => null);
      if (!signal.aborted) await this.#throwOne(targets);
    }
    this.#targets = null;
  }

  /** Steps that were hit least come first; others only now and then, while one is still waited for. */
  #isWanted(step: Step): boolean {
    const times = this.#log.killsAt(step);
    const fewest = Math.min(...this.#log.kills.values());
    const isTurn = times === fewest || (times < fewest + 3 && this.#random.chance(0.03));
    return isTurn && (times === 0 || now() >= this.#nextKillAt);
  }

  /** True while this node may not be taken out, because too few others are up. */
  #mustSpare(life: NodeLife): boolean {
    const nodes = this.#targets?.nodes ?? [];
    return nodes.filter((node) => node.life !== life && !node.life.isOut).length < LEAST_NODES_UP;
  }

  #isSpent(task: HeldTask | null): boolean {
    return task !== null && this.#log.blowsTo(task) >= MOST_BLOWS_PER_TASK;
  }

  async #throwOne(targets: Targets): Promise<void> {
    const edgeIsDue = now() - this.#edgeSince > EDGE_LIFE_SECONDS * 1000;
    if (edgeIsDue && this.#random.chance(0.6)) return this.#restartEdge(targets);
    const node = this.#random.pick(targets.nodes);
    const fault = this.#random.pick(["pause", "swallow", "slow", "cut", "listeners"] as const);
    const leaseMilliseconds = targets.leaseSeconds * 1000;
    const takesOut = fault === "pause" || fault === "swallow" || fault === "cut";
    if (takesOut && (this.#isSpent(node.watch.held) || this.#mustSpare(node.life))) return;
    this.#log.noteOther(fault);
    if (takesOut) node.life.goOut();
    switch (fault) {
      case "pause":
        return this.#pause(node, leaseMilliseconds * 1.3);
      case "swallow":
        this.#log.noteBlow("swallow", node.watch.held);
        return node.proxy.swallow(leaseMilliseconds * (0.5 + this.#random.fraction()));
      case "slow":
        node.proxy.slow(this.#random.integer(100, 800));
        await sleep(5000);
        return node.proxy.slow(0);
      case "cut":
        return node.proxy.cut();
      case "listeners":
        if (this.#random.chance(0.5)) return targets.listeners.cut();
        return targets.listeners.swallow(2000);
    }
  }

  /** Stops an agent, but not its child, for longer than its lease lasts. */
  async #pause({ agent, watch, life }: ChaosNode, milliseconds: number): Promise<void> {
    const processId = agent.processId();
    if (processId === null) return;
    this.#log.noteBlow("pause", watch.held);
    process.kill(processId, "SIGSTOP");
    await sleep(milliseconds);
    // Killed meanwhile, it has a successor, which never was stopped.
    if (agent.processId() !== processId) return;
    process.kill(processId, "SIGCONT");
    life.comeBack();
  }

  async #restartEdge({ origin, edge, nodes }: Targets): Promise<void> {
    const processId = edge.processId();
    if (processId === null) return;
    this.#log.noteOther("edge-restart");
    const from = now();
    process.kill(-processId, "SIGKILL");
    for (const { life } of nodes) life.goOut();
    await waitForHealth(origin, EDGE_START_LIMIT_SECONDS, new AbortController().signal);
    this.#edgeSince = now();
    this.#log.outages.push({ from, to: this.#edgeSince });
  }
}

/** The task child of an agent; null when it has none. Needs Linux's /proc. */
function childOf(agentId: number): number | null {
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      const parent = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
      const command = readFileSync(`/proc/${entry}/cmdline`, "utf8");
      if (Number(parent) === agentId && command.includes("run-task-child")) return Number(entry);
    } catch {
      // It has ended since.
    }
  }
  return null;
}
