import { DurableObject } from "cloudflare:workers";
import {
  HEARTBEAT_REQUEST,
  HEARTBEAT_RESPONSE,
  type ControlMessage,
  type HelloRequest,
  type LeaseRequest,
  type ProgressReport,
} from "#contracts/node-protocol.ts";
import { systemClock } from "../adapters/clock.ts";
import { composeDispatcherPorts, type Env } from "../composition.ts";
import { Dispatcher } from "../domain/dispatch/dispatcher.ts";
import type { NodeChannel } from "../domain/dispatch/dispatcher-ports.ts";
import type { PoolWaiting } from "../domain/dispatch/explain-waiting.ts";
import type { GrantedLease, HeardNode, ReportOutcome } from "../domain/dispatch/pool-client.ts";
import type { PoolPicture } from "../domain/estimates/pool-picture.ts";
import type { JobSnapshot } from "../domain/jobs/job.ts";
import { createLocalSql } from "./local-sql.ts";
import { ToldGpusKeeper } from "./told-gpus.ts";
import { wakeAlarmAt } from "./wake-alarm.ts";

/** Header in which the Worker names the node that it authenticated. */
export const NODE_ID_HEADER = "x-node-id";

type Waiter = (offered: boolean) => void;

/**
 * One pool's dispatcher. This shell owns sockets, waiting polls and the alarm; every decision is
 * the `Dispatcher`'s. Sockets carry their node's id as a tag and survive hibernation.
 */
export class Pool extends DurableObject<Env> {
  readonly #dispatcher: Dispatcher;
  readonly #waiters = new Map<string, Waiter>();
  readonly #toldGpus = new ToldGpusKeeper();

  constructor(context: DurableObjectState, env: Env) {
    super(context, env);
    context.setWebSocketAutoResponse(
      new WebSocketRequestResponsePair(HEARTBEAT_REQUEST, HEARTBEAT_RESPONSE),
    );
    this.#dispatcher = new Dispatcher(
      composeDispatcherPorts(env, {
        pool: context.id.name ?? "",
        sql: createLocalSql(context.storage),
        channel: this.#createChannel(),
        afterAnswer: (work) => context.waitUntil(work),
        wakeAt: (time, latest) => context.waitUntil(wakeAlarmAt(context.storage, time, latest)),
      }),
    );
  }

  sync(...snapshots: JobSnapshot[]): Promise<void> {
    return this.#dispatcher.sync(...snapshots);
  }

  hello(nodeId: string, request: HelloRequest): Promise<{ lostLeaseIds: string[] }> {
    return this.#dispatcher.hello(nodeId, request);
  }

  takeLease(nodeId: string, request: LeaseRequest): Promise<GrantedLease | null> {
    if (request.gpus) this.#toldGpus.tell(nodeId, request.gpus, systemClock.now());
    return this.#dispatcher.takeLease(nodeId, request);
  }

  report(nodeId: string, leaseId: string, report: ProgressReport): Promise<ReportOutcome> {
    return this.#dispatcher.report(nodeId, leaseId, report);
  }

  explainWaiting(jobId: string): Promise<PoolWaiting | null> {
    return this.#dispatcher.explainWaiting(jobId);
  }

  readPicture(): Promise<PoolPicture> {
    return this.#dispatcher.readPicture();
  }

  listHeard(): Promise<HeardNode[]> {
    return this.#dispatcher.listHeard();
  }

  changeNode(nodeId: string): Promise<void> {
    return this.#dispatcher.changeNode(nodeId);
  }

  tick(): Promise<void> {
    return this.#dispatcher.tick();
  }

  /** Opens a node's control socket; the Worker has authenticated the node. */
  override fetch(request: Request): Response {
    const nodeId = request.headers.get(NODE_ID_HEADER);
    if (nodeId === null) return new Response(null, { status: 400 });
    for (const old of this.ctx.getWebSockets(nodeId)) old.close(1000, "A newer socket was opened.");
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server, [nodeId]);
    server.serializeAttachment({ openedAt: systemClock.now() });
    this.ctx.waitUntil(this.#dispatcher.tick());
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(socket: WebSocket, message: string | ArrayBuffer): void {
    const [nodeId] = this.ctx.getTags(socket);
    if (nodeId !== undefined) this.#toldGpus.hear(nodeId, socket, message, systemClock.now());
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    // 1005 and 1006 say that there was no close frame; they must not be sent.
    socket.close(code === 1005 || code === 1006 ? 1000 : code);
  }

  override async alarm(): Promise<void> {
    await this.#dispatcher.tick();
  }

  #createChannel(): NodeChannel {
    const key = (nodeId: string, slotIndex: number) => `${nodeId}:${slotIndex}`;
    const openSocket = (nodeId: string) =>
      this.ctx
        .getWebSockets(nodeId)
        .find((socket) => socket.readyState === WebSocket.READY_STATE_OPEN);
    return {
      reaches: (nodeId, slotIndex) =>
        openSocket(nodeId) !== undefined || this.#waiters.has(key(nodeId, slotIndex)),
      heardAt: (nodeId) => {
        const socket = openSocket(nodeId);
        if (!socket) return null;
        const answered = this.ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0;
        const { openedAt } = socket.deserializeAttachment() as { openedAt: number };
        return Math.max(answered, openedAt);
      },
      readGpus: (nodeId) => this.#toldGpus.read(nodeId, openSocket(nodeId)),
      send: (nodeId, message: ControlMessage) => {
        if (message.type === "offer") {
          this.#waiters.get(key(nodeId, message.slotIndex))?.(true);
        }
        openSocket(nodeId)?.send(JSON.stringify(message));
      },
      waitForOffer: (nodeId, slotIndex, milliseconds) =>
        new Promise((resolve) => {
          const waiterKey = key(nodeId, slotIndex);
          const finish: Waiter = (offered) => {
            clearTimeout(timer);
            if (this.#waiters.get(waiterKey) === finish) this.#waiters.delete(waiterKey);
            resolve(offered);
          };
          // The waiting request keeps the object in memory anyway, so a timer costs nothing more.
          const timer = setTimeout(finish, milliseconds, false);
          this.#waiters.get(waiterKey)?.(false);
          this.#waiters.set(waiterKey, finish);
        }),
    };
  }
}
