import type { FaultKind } from "./faults.ts";
import type { NodeFault, SimulatedOperator } from "./simulated-operator.ts";
import type { World } from "./world.ts";

/** How often an aimed fault happens where it could. */
const STRIKES = 0.3;
/** The fault comes this soon after the job came into the state. */
const DELAY_MILLISECONDS = 40;

const NODE_FAULTS: readonly NodeFault[] = [
  "node-paused",
  "node-restarted",
  "node-drained",
  "node-revoked",
];

/**
 * Aims faults of machines and connections at what they did not meet yet in this seed: waits until a
 * job comes into such a state, and strikes while it is in it.
 */
export class Ambush {
  readonly #world: World;
  readonly #operator: SimulatedOperator;

  constructor(world: World, operator: SimulatedOperator) {
    this.#world = world;
    this.#operator = operator;
  }

  /** A commit has brought the job, or one of its tasks, into another state. */
  jobMoved(jobId: string): void {
    for (const kind of [...NODE_FAULTS, "socket-closed"] as const) {
      if (!this.#isWanted(kind, jobId) || !this.#world.random.chance(STRIKES)) continue;
      this.#world.timeline.after(this.#world.random.integer(0, DELAY_MILLISECONDS), () => {
        if (!this.#isWanted(kind, jobId)) return;
        if (kind === "socket-closed") this.#closeSockets(jobId);
        else this.#strikeNode(kind, jobId);
      });
      return;
    }
  }

  #isWanted(kind: FaultKind, jobId: string): boolean {
    const { faults } = this.#world;
    return faults.active && faults.isUnmet(kind, jobId);
  }

  #strikeNode(kind: NodeFault, jobId: string): void {
    const holds = (nodeId: string) => this.#world.shadow.jobsOfNode(nodeId).includes(jobId);
    const node = this.#operator.nodes.find(({ id, state }) => state !== "gone" && holds(id));
    if (node) this.#operator.strikeNode(kind, node);
  }

  /** Cuts the listeners of the job's feed off; they come back with their cursors. */
  #closeSockets(jobId: string): void {
    const feed = this.#world.feedNamed(`job:${jobId}`);
    const open = feed.sockets.filter((socket) => socket.open);
    if (open.length === 0) return;
    this.#world.faults.record("socket-closed", [jobId]);
    for (const socket of open) feed.closeSocket(socket);
  }
}
