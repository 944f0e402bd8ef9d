import type { ControlMessage, NodeCapabilities } from "#contracts/node-protocol.ts";
import { HEARTBEAT_SECONDS } from "#contracts/limits.ts";
import type { GrantedLease } from "../../edge/domain/dispatch/pool-client.ts";
import { authenticateNode } from "../../edge/domain/nodes/authenticate-node.ts";
import { helloNode } from "../../edge/domain/nodes/hello-node.ts";
import type { FleetNode } from "../../edge/domain/nodes/node-store.ts";
import type { Services } from "../../edge/domain/services.ts";
import type { Handler } from "./handler.ts";
import { type Answer, sendRequest } from "./network.ts";
import { NodeTask } from "./node-task.ts";
import type { NodeSocket } from "./pool-object.ts";
import { type World, LEASE_SECONDS } from "./world.ts";

/** Thrown in the loops of an agent process that is no more. */
class ProcessGone extends Error {}

function ignoreGone(error: unknown): void {
  if (!(error instanceof ProcessGone)) throw error;
}

/**
 * A GPU node with its agent: says hello, keeps a control socket, takes leases and works on them,
 * as `gpu-node/agent` does, but by a wall clock that runs fast or slow and may be set wrong by
 * minutes: the edge must not rely on any node's clock.
 */
export class SimulatedNode {
  readonly world: World;
  readonly id: string;
  readonly pool: string;
  readonly tasks = new Map<string, NodeTask>();
  state: "running" | "draining" | "gone" = "running";
  readonly #token: string;
  readonly #slots: number;
  readonly #rate: number;
  #process = 0;
  #instanceId = "";
  #socket: NodeSocket | null = null;
  #socketClosedAt = 0;
  #pausedUntil = 0;
  /** How far its clock is wrong; it may be set while the node works. */
  #skewMilliseconds = 0;
  /** When an answer of the edge last came, by the node's clock. */
  #contactAt = 0;
  #idleByOrder = false;
  readonly #wakers = new Set<() => void>();

  constructor(world: World, identity: { id: string; token: string; pool: string; slots: number }) {
    this.world = world;
    this.id = identity.id;
    this.pool = identity.pool;
    this.#token = identity.token;
    this.#slots = identity.slots;
    this.#rate = 0.98 + 0.04 * world.random.fraction();
  }

  /** Starts the agent, or starts it anew: work and memory of an earlier process are gone. */
  start(): void {
    this.#process += 1;
    this.state = "running";
    this.#idleByOrder = false;
    this.#instanceId = this.world.random.uuid(this.world.timeline.now());
    this.tasks.clear();
    this.#closeSocket();
    this.#contactAt = this.#now();
    const process = this.#process;
    void this.#live(process).catch(ignoreGone);
  }

  /** The whole machine stands still: nothing is sent, and what comes waits. */
  pause(milliseconds: number): void {
    this.#pausedUntil = this.world.timeline.now() + milliseconds;
  }

  /** Sets the node's clock wrong, now and for good. */
  setClock(skewMilliseconds: number): void {
    this.#skewMilliseconds = skewMilliseconds;
  }

  /** Takes nothing new; hands back what is not done soon. */
  drain(): void {
    this.state = "draining";
    void this.#sayHello(this.#process).catch(ignoreGone);
    this.world.timeline.after(40_000, () => {
      if (this.state !== "draining") return;
      for (const task of this.tasks.values()) task.stop("drain");
    });
  }

  /** The machine is switched off for good. */
  leave(): void {
    this.#process += 1;
    this.state = "gone";
    this.tasks.clear();
    this.#closeSocket();
  }

  /** The connection of the control socket breaks; the edge may or may not notice. */
  breakSocket(edgeNotices: boolean): void {
    const socket = this.#socket;
    if (!socket) return;
    this.#socketClosed();
    if (edgeNotices) socket.open = false;
  }

  get capabilities(): NodeCapabilities {
    return {
      taskKinds: ["generate-video"],
      models: ["procedural"],
      encoders: [{ name: "libx264", codec: "h264", hardware: false }],
      slots: Array.from({ length: this.#slots }, (_, index) => ({
        index,
        kind: "cpu",
        name: "CPU",
        deviceUuid: null,
        memoryMebibytes: 1024,
      })),
      driverVersion: null,
      cpuCores: 4,
      memoryMebibytes: 4096,
    };
  }

  /** Waits by the node's own clock; longer while the machine stands still. */
  async pauseFor(milliseconds: number, process: number): Promise<void> {
    await this.world.timeline.sleep(milliseconds * this.#rate);
    await this.awake(process);
  }

  async awake(process: number): Promise<void> {
    const { timeline } = this.world;
    while (timeline.now() < this.#pausedUntil)
      await timeline.sleep(this.#pausedUntil - timeline.now());
    if (process !== this.#process) throw new ProcessGone();
  }

  /** True when the node has not reached the edge for so long that it must stop its work. */
  isOutOfContact(): boolean {
    return this.#now() - this.#contactAt > 0.8 * LEASE_SECONDS * 1000;
  }

  #now(): number {
    return this.world.timeline.now() + this.#skewMilliseconds;
  }

  /** One call of the node protocol, as `edge/dialects/node` serves it. */
  async request<Result>(
    process: number,
    label: string,
    lease: GrantedLease | null,
    work: (services: Services, node: FleetNode, handler: Handler) => Promise<Result>,
    patience = 0,
  ): Promise<Answer<Result>> {
    await this.awake(process);
    const answer = await sendRequest(
      this.world,
      {
        kind: "node",
        label: `${label} ${this.id.slice(9, 13)}`,
        jobId: lease?.jobId ?? null,
        patience,
      },
      async (services, handler) => {
        handler.nodeId = this.id;
        handler.leaseId = lease?.leaseId ?? null;
        return work(services, await authenticateNode(services, this.#token), handler);
      },
      (handler, code) => this.world.checker.nodeAnswered(handler, code),
    );
    await this.awake(process);
    if (answer.outcome !== "unknown") this.#contactAt = this.#now();
    if (answer.outcome === "refused" && answer.code === "unauthenticated") {
      this.leave();
      throw new ProcessGone();
    }
    return answer;
  }

  async #live(process: number): Promise<void> {
    await this.#sayHello(process);
    void this.#keepSocket(process).catch(ignoreGone);
    for (let slot = 0; slot < this.#slots; slot += 1) {
      void this.#fillSlot(process, slot).catch(ignoreGone);
    }
  }

  async #sayHello(process: number): Promise<void> {
    for (;;) {
      const answer = await this.request(process, "hello", null, (services, node) =>
        helloNode(services, node, {
          instanceId: this.#instanceId,
          agentVersion: "0.1.0",
          capabilities: this.capabilities,
          leaseIds: [...this.tasks.keys()],
          draining: this.state === "draining",
        }),
      );
      if (answer.outcome === "answered") {
        for (const leaseId of answer.result.lostLeaseIds) this.tasks.get(leaseId)?.stop("lost");
        this.#idleByOrder = answer.result.state !== "active";
        this.#wake();
        return;
      }
      await this.pauseFor(this.world.random.integer(300, 4000), process);
    }
  }

  async #keepSocket(process: number): Promise<void> {
    const { world } = this;
    for (let openings = 0; ; openings += 1) {
      await this.request(process, "connect", null, (_services, _node, handler) =>
        world.calls.call(handler, "pool.fetch", () =>
          world.poolNamed(this.pool).openSocket(this.id, this.#makeSocket(process)),
        ),
      );
      if (this.#socket && openings > 0) await this.#sayHello(process);
      while (this.#socket) {
        await this.pauseFor(
          HEARTBEAT_SECONDS * 1000 * (0.8 + 0.4 * world.random.fraction()),
          process,
        );
        const socket = this.#socket as NodeSocket | null;
        if (!socket) break;
        if (!socket.open) this.#socketClosed();
        else {
          socket.answeredAt = world.timeline.now();
          this.#contactAt = this.#now();
          if (world.faults.strikes("socket-closed", 0.01, ...this.#jobIds())) {
            this.breakSocket(world.random.chance(0.6));
          }
        }
      }
      await this.pauseFor(world.random.integer(250, 3000), process);
    }
  }

  #jobIds(): string[] {
    return [...this.tasks.values()].map((task) => task.lease.jobId);
  }

  #makeSocket(process: number): NodeSocket {
    const { timeline } = this.world;
    const socket: NodeSocket = {
      open: true,
      openedAt: timeline.now(),
      answeredAt: 0,
      tell: (message) => {
        if (socket !== this.#socket) return;
        void this.awake(process)
          .then(() => this.#obey(process, message))
          .catch(ignoreGone);
      },
      broken: () => {
        if (socket === this.#socket) this.#socketClosed();
      },
    };
    this.#socket = socket;
    this.#contactAt = this.#now();
    return socket;
  }

  #obey(process: number, message: ControlMessage): void {
    switch (message.type) {
      case "offer":
        return this.#wake();
      case "cancel":
        return this.tasks.get(message.leaseId)?.stop("cancelled");
      case "lease-lost":
        return this.tasks.get(message.leaseId)?.stop("lost");
      case "drain":
        this.#idleByOrder = true;
        return;
      case "resume":
        this.#idleByOrder = false;
        void this.#sayHello(process).catch(ignoreGone);
        return this.#wake();
    }
  }

  /** Asks for work when it is offered, when the slot becomes free, and again and again without a socket. */
  async #fillSlot(process: number, slotIndex: number): Promise<void> {
    const { random, timeline } = this.world;
    for (;;) {
      if (this.state !== "running" || this.#idleByOrder) {
        await this.#untilWoken(5_000);
        await this.awake(process);
        continue;
      }
      const polls = !this.#socket && timeline.now() - this.#socketClosedAt > 3_000;
      const waitSeconds = polls ? 10 : 0;
      const answer = await this.request(
        process,
        "lease",
        null,
        (services, node) =>
          services.pools.named(node.pool).takeLease(node.id, { slotIndex, waitSeconds }),
        waitSeconds * 1000,
      );
      if (answer.outcome === "answered" && answer.result) {
        const task = new NodeTask(this, process, answer.result);
        this.tasks.set(answer.result.leaseId, task);
        await task.run().finally(() => this.tasks.delete(task.lease.leaseId));
      } else if (answer.outcome === "answered") {
        await this.#untilWoken(polls ? 1000 : 600_000);
      } else {
        void this.#sayHello(process).catch(ignoreGone);
        await this.pauseFor(random.integer(500, 5000), process);
      }
      await this.awake(process);
    }
  }

  #wake(): void {
    for (const waker of this.#wakers) waker();
    this.#wakers.clear();
  }

  #untilWoken(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#wakers.add(resolve);
      this.world.timeline.after(milliseconds, () => {
        this.#wakers.delete(resolve);
        resolve();
      });
    });
  }

  #closeSocket(): void {
    if (this.#socket) this.#socket.open = false;
    this.#socketClosed();
  }

  #socketClosed(): void {
    this.#socket = null;
    this.#socketClosedAt = this.world.timeline.now();
    this.#wake();
  }
}
