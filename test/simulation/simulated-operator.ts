import { createAccount } from "../../edge/domain/accounts/create-account.ts";
import { mintToken } from "../../edge/domain/accounts/mint-token.ts";
import { changeNodeState } from "../../edge/domain/nodes/change-node-state.ts";
import { createEnrolmentToken } from "../../edge/domain/nodes/create-enrolment-token.ts";
import { enrolNode } from "../../edge/domain/nodes/enrol-node.ts";
import type { NodeState } from "../../edge/domain/nodes/node-store.ts";
import { DEFAULT_POOL } from "../../edge/domain/dispatch/pool-name.ts";
import { sweep } from "../../edge/domain/sweep/sweep.ts";
import type { Services } from "../../edge/domain/services.ts";
import { Ambush } from "./ambush.ts";
import type { FaultKind } from "./faults.ts";
import type { Customer } from "./simulated-client.ts";
import { SimulatedNode } from "./simulated-node.ts";
import type { World } from "./world.ts";

const CALL = { requestId: "simulated" };
const SWEEP_MILLISECONDS = 60_000;
const FAULT_MILLISECONDS = 5_000;

/** What happens to one node at a time. */
export type NodeFault = Extract<
  FaultKind,
  | "node-paused"
  | "node-restarted"
  | "node-drained"
  | "node-revoked"
  | "socket-closed"
  | "clock-skewed"
>;

/** The operator and the fate of machines: sets the deployment up, and lets things happen to it. */
export class SimulatedOperator {
  readonly #world: World;
  readonly nodes: SimulatedNode[] = [];
  readonly customers: Customer[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  async setUp(counts: { accounts: number; nodes: number }): Promise<void> {
    for (let index = 0; index < counts.accounts; index += 1) await this.#addCustomer(index);
    for (let index = 0; index < counts.nodes; index += 1) await this.addNode();
  }

  /** Enrols a machine and starts its agent. */
  async addNode(): Promise<void> {
    const identity = await this.#do("enrol node", async (services) => {
      const { enrolmentToken } = await createEnrolmentToken(services, { name: "node" }, CALL);
      return enrolNode(services, { enrolmentToken, name: "node", agentVersion: "0.1.0" });
    });
    const node = new SimulatedNode(this.#world, {
      id: identity.nodeId,
      token: identity.nodeToken,
      pool: DEFAULT_POOL,
      slots: this.#world.random.integer(1, 3),
    });
    this.nodes.push(node);
    node.start();
  }

  /** The cron: once a minute, now and then not at all. */
  sweepEveryMinute(isOver: () => boolean): void {
    const { timeline, random, faults } = this.#world;
    timeline.after(SWEEP_MILLISECONDS, () => {
      if (isOver()) return;
      if (!faults.active || random.chance(0.9)) void this.sweepOnce();
      this.sweepEveryMinute(isOver);
    });
  }

  async sweepOnce(): Promise<void> {
    await this.#world.handle("sweep", "cron", null, sweep).catch(() => undefined);
  }

  /** Lets something happen to a machine, an object or a key every few seconds. */
  causeTrouble(): void {
    const ambush = new Ambush(this.#world, this);
    this.#world.whenJobMoves((jobId) => ambush.jobMoved(jobId));
    this.#troubleAgain();
  }

  #troubleAgain(): void {
    const { timeline, random, faults } = this.#world;
    timeline.after(random.integer(1, 2 * FAULT_MILLISECONDS), () => {
      if (!faults.active) return;
      this.#strike();
      this.#troubleAgain();
    });
  }

  /** Ends all trouble: one good node at least, and everybody may work. */
  async restore(): Promise<void> {
    for (const node of this.nodes) {
      if (node.state === "gone") continue;
      await this.#changeNode(node, "active");
      if (node.state === "draining") node.start();
    }
    if (this.nodes.every((node) => node.state === "gone")) await this.addNode();
  }

  #strike(): void {
    const { random, faults, shadow } = this.#world;
    const node = random.pick(this.nodes);
    if (node.state === "gone") return;
    switch (random.integer(1, 13)) {
      case 1:
      case 2:
        return this.strikeNode("node-paused", node);
      case 3:
      case 4:
        return this.strikeNode("node-restarted", node);
      case 5:
      case 6:
      case 7:
        return this.strikeNode("node-drained", node);
      case 8:
        return this.strikeNode("node-revoked", node);
      case 9:
        faults.record("pool-wiped", shadow.unfinishedJobIds());
        for (const pool of this.#world.pools()) void pool.wipe();
        return;
      case 10:
        faults.record("object-reset", shadow.unfinishedJobIds());
        for (const pool of this.#world.pools()) pool.reset();
        return;
      case 11:
        return this.strikeNode("clock-skewed", node);
      case 12:
        void this.#exchangeKey(random.pick(this.customers));
        return;
      default:
        return this.strikeNode("socket-closed", node);
    }
  }

  /** Lets something happen to this node, with all that it works on. */
  strikeNode(kind: NodeFault, node: SimulatedNode): void {
    const { random, faults, shadow } = this.#world;
    faults.record(kind, shadow.jobsOfNode(node.id));
    switch (kind) {
      case "node-paused":
        return node.pause(random.integer(5_000, 150_000));
      case "node-restarted":
        return node.start();
      case "node-drained":
        return random.chance(1 / 3) ? this.#drainByAgent(node) : this.#drainByOperator(node);
      case "node-revoked":
        void this.#changeNode(node, "revoked");
        void this.addNode();
        return;
      case "socket-closed":
        return node.breakSocket(random.chance(0.5));
      case "clock-skewed":
        return node.setClock(this.#world.skew());
    }
  }

  #drainByAgent(node: SimulatedNode): void {
    node.drain();
    this.#world.timeline.after(this.#world.random.integer(20_000, 90_000), () => {
      if (node.state !== "gone") node.start();
    });
  }

  #drainByOperator(node: SimulatedNode): void {
    const { random, timeline } = this.#world;
    void this.#changeNode(node, random.pick(["draining", "paused"] as const));
    timeline.after(random.integer(10_000, 60_000), () => void this.#changeNode(node, "active"));
  }

  async #changeNode(node: SimulatedNode, state: NodeState): Promise<void> {
    await this.#world
      .handle("operator", `node ${state}`, null, (services) =>
        changeNodeState(services, node.id, state, null, CALL),
      )
      .catch(() => undefined);
  }

  async #addCustomer(index: number): Promise<void> {
    const customer = await this.#do("create account", async (services) => {
      const { account } = await createAccount(services, {
        name: `customer ${index}`,
        tokens: 1_000_000_000,
        // The first one's may not do for all that it submits.
        milliseconds: index === 0 ? 15_000 : 1_000_000_000,
        limits: { weight: index + 1, maximumRunningJobs: 8 + 8 * index },
      });
      return { accountId: account.id, ...(await createKey(services, account.id)) };
    });
    this.customers.push(customer);
  }

  /** Gives the customer a new key, then revokes the old one. */
  async #exchangeKey(customer: Customer): Promise<void> {
    const old = customer.keyId;
    await this.#world
      .handle("operator", "exchange key", null, async (services) => {
        Object.assign(customer, await createKey(services, customer.accountId));
        await services.accounts.revokeKey(customer.accountId, old, services.clock.now());
      })
      .catch(() => undefined);
  }

  /** Does something until it has succeeded. */
  async #do<Result>(label: string, work: (services: Services) => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        return await this.#world.handle("operator", label, null, work);
      } catch {
        await this.#world.timeline.sleep(1000);
      }
    }
  }
}

async function createKey(services: Services, accountId: string) {
  const now = services.clock.now();
  const keyId = services.random.uuid(now);
  const key = mintToken(services.random, "ff_live_");
  await services.accounts.createKey({
    id: keyId,
    accountId,
    digest: await services.secrets.digest(key),
    prefix: key.slice(0, 12),
    name: "key",
    scopes: [],
    createdAt: now,
    expiresAt: null,
  });
  return { keyId, key };
}
