import type { ControlMessage } from "#contracts/node-protocol.ts";
import { Dispatcher } from "../../edge/domain/dispatch/dispatcher.ts";
import type { NodeChannel } from "../../edge/domain/dispatch/dispatcher-ports.ts";
import type { PoolClient } from "../../edge/domain/dispatch/pool-client.ts";
import { PoolIndex } from "../../edge/domain/dispatch/pool-index.ts";
import { drainOutbox } from "../../edge/domain/outbox/drain-outbox.ts";
import { wakeAlarmAt } from "../../edge/objects/wake-alarm.ts";
import type { Handler } from "./handler.ts";
import { ObjectHost } from "./object-host.ts";
import type { World } from "./world.ts";

/** A node's control socket as the pool holds it; it outlives the instance while that hibernates. */
export type NodeSocket = {
  open: boolean;
  openedAt: number;
  /** When the last `ping` was answered, which does not wake the pool. */
  answeredAt: number;
  tell(message: ControlMessage): void;
  /** The edge's end is gone. */
  broken(): void;
};

/** The pool's Durable Object over the production dispatcher, as `edge/objects/pool.ts` is. */
export class PoolObject extends ObjectHost<Dispatcher> {
  readonly sockets = new Map<string, NodeSocket>();
  /** What the instance in memory knows, read by the checker. */
  index = new PoolIndex();

  constructor(world: World, name: string) {
    super(world, "pool", name);
  }

  /** The pool as a handler reaches it. */
  clientFor(handler: () => Handler): PoolClient {
    const call = <Result>(
      method: string,
      jobId: string | null,
      work: (dispatcher: Dispatcher) => Promise<Result>,
    ) => {
      const caller = handler();
      const port = `pool.${method}`;
      return this.world.calls.call(caller, port, () => this.invoke(work), jobId ?? caller.jobId);
    };
    return {
      sync: (...snapshots) =>
        call("sync", snapshots[0]?.jobId ?? null, (pool) => pool.sync(...snapshots)),
      hello: (nodeId, request) => call("hello", null, (pool) => pool.hello(nodeId, request)),
      takeLease: (nodeId, request) =>
        call("takeLease", null, (pool) => pool.takeLease(nodeId, request)),
      report: (nodeId, leaseId, report) =>
        call("report", null, (pool) => pool.report(nodeId, leaseId, report)),
      explainWaiting: (jobId) =>
        call("explainWaiting", jobId, (pool) => pool.explainWaiting(jobId)),
      readPicture: () => call("readPicture", null, (pool) => pool.readPicture()),
      listHeard: () => call("listHeard", null, (pool) => pool.listHeard()),
      changeNode: (nodeId) => call("changeNode", null, (pool) => pool.changeNode(nodeId)),
      tick: () => call("tick", null, (pool) => pool.tick()),
    };
  }

  openSocket(nodeId: string, socket: NodeSocket): Promise<void> {
    return this.invoke(async (dispatcher, handler) => {
      this.#close(nodeId);
      this.sockets.set(nodeId, socket);
      this.world.afterAnswer(handler, dispatcher.tick());
      return Promise.resolve();
    });
  }

  protected createInstance(handler: Handler): Dispatcher {
    const { world, storage } = this;
    this.index = new PoolIndex();
    const services = world.composeServices(() => handler);
    return new Dispatcher({
      pool: this.name,
      sql: storage.sql,
      index: this.index,
      clock: services.clock,
      random: services.random,
      jobs: services.jobs,
      tasks: services.tasks,
      nodes: services.nodes,
      leaseSeconds: services.settings.leaseSeconds,
      channel: this.#createChannel(),
      jobChanged: (jobId) => services.afterAnswer(drainOutbox(services, jobId)),
      wakeAt: (time, latest) => world.afterAnswer(handler, wakeAlarmAt(storage, time, latest)),
    });
  }

  protected ringInstance(dispatcher: Dispatcher): Promise<void> {
    return dispatcher.tick();
  }

  protected connectionsBreak(): void {
    for (const nodeId of this.sockets.keys()) this.#close(nodeId);
  }

  protected jobIds(): Iterable<string> {
    return this.world.shadow.unfinishedJobIds();
  }

  protected override checkIdle(): void {
    this.world.checker.poolIsIdle(this);
  }

  #close(nodeId: string): void {
    const socket = this.sockets.get(nodeId);
    this.sockets.delete(nodeId);
    if (!socket?.open) return;
    socket.open = false;
    socket.broken();
  }

  #createChannel(): NodeChannel {
    const waiters = new Map<string, (offered: boolean) => void>();
    const key = (nodeId: string, slotIndex: number) => `${nodeId}:${slotIndex}`;
    const openSocket = (nodeId: string) => {
      const socket = this.sockets.get(nodeId);
      return socket?.open === true ? socket : undefined;
    };
    return {
      reaches: (nodeId, slotIndex) =>
        openSocket(nodeId) !== undefined || waiters.has(key(nodeId, slotIndex)),
      heardAt: (nodeId) => {
        const socket = openSocket(nodeId);
        return socket ? Math.max(socket.answeredAt, socket.openedAt) : null;
      },
      readGpus: () => null,
      send: (nodeId, message) => {
        if (message.type === "offer") waiters.get(key(nodeId, message.slotIndex))?.(true);
        const socket = openSocket(nodeId);
        if (socket)
          this.world.timeline.after(this.world.random.integer(1, 30), () => socket.tell(message));
      },
      waitForOffer: (nodeId, slotIndex, milliseconds) =>
        new Promise((resolve) => {
          const waiterKey = key(nodeId, slotIndex);
          const finish = (offered: boolean) => {
            if (waiters.get(waiterKey) === finish) waiters.delete(waiterKey);
            resolve(offered);
          };
          this.world.timeline.after(milliseconds, () => finish(false));
          waiters.get(waiterKey)?.(false);
          waiters.set(waiterKey, finish);
        }),
    };
  }
}
