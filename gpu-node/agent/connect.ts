import ReconnectingWebSocket from "partysocket/ws";
import { WebSocket } from "undici";
import { ControlMessage, HEARTBEAT_RESPONSE, NODE_API_PATH } from "#contracts/node-protocol.ts";
import { monotonicMilliseconds } from "../clock.ts";
import type { EdgeConnection } from "../edge-client/request-edge.ts";
import { randomFraction } from "../random.ts";
import type { AgentContext } from "./agent-context.ts";
import type { HeartbeatLine } from "./heartbeat.ts";

const longestMessageCharacters = 65_536;

/**
 * Keeps the control socket open until the signal fires; obeys what the edge says on it.
 * `line` is how the heartbeat loop reaches the socket.
 */
export function connectLoop(
  agent: AgentContext,
  line: HeartbeatLine,
  signal: AbortSignal,
): Promise<void> {
  const { state, logger } = agent;
  const url = `${agent.edge.edgeUrl.replace(/^http/, "ws")}${NODE_API_PATH}/connect`;
  const socket = new ReconnectingWebSocket(url, undefined, {
    WebSocket: authorizedWebSocket(agent.edge),
    connectionTimeout: 10_000,
    maxEnqueuedMessages: 0,
    maxReconnectionDelay: 30_000,
    reconnectionDelayGrowFactor: 1.6,
    // Read anew at each attempt: a fleet must not come back in step.
    get minReconnectionDelay() {
      return 250 + randomFraction() * 2000;
    },
  });
  let openings = 0;
  socket.addEventListener("open", () => {
    openings += 1;
    state.socketOpen = true;
    state.gpusToldMilliseconds = null;
    line.opened(
      (text) => void socket.send(text),
      () => socket.reconnect(),
    );
    logger.info({ openings }, "control socket open");
    if (openings > 1) {
      state.helloWanted = true;
      state.askEpoch += 1;
    }
    state.wake.wake();
  });
  socket.addEventListener("close", () => {
    line.closed();
    if (!state.socketOpen) return;
    state.socketOpen = false;
    state.socketClosedSinceMilliseconds = monotonicMilliseconds();
    logger.warn("control socket closed");
    state.wake.wake();
  });
  socket.addEventListener("error", (event) => {
    logger.debug({ error: event.message }, "control socket error");
  });
  socket.addEventListener("message", (event) => {
    const { data } = event as { data: unknown };
    if (data === HEARTBEAT_RESPONSE) line.answered();
    else if (typeof data === "string") obey(agent, data);
  });
  return new Promise((resolve) => {
    const finish = (): void => {
      socket.close();
      resolve();
    };
    if (signal.aborted) finish();
    else signal.addEventListener("abort", finish, { once: true });
  });
}

/** Does what one control message says; messages of a newer protocol are passed over. */
function obey(agent: AgentContext, text: string): void {
  const { state, logger } = agent;
  const message = text.length > longestMessageCharacters ? null : parseControlMessage(text);
  if (message === null) {
    logger.debug("an unknown control message was passed over");
    return;
  }
  switch (message.type) {
    case "offer":
      if (!state.busySlots.has(message.slotIndex)) {
        state.offers.set(message.slotIndex, message.taskId);
        state.wake.wake();
      }
      return;
    case "cancel":
      state.running.get(message.leaseId)?.stop("cancelled");
      return;
    case "lease-lost":
      state.running.get(message.leaseId)?.stop("lease-lost");
      return;
    case "drain":
      state.drainedByEdge = true;
      logger.info("the edge drains this node");
      return;
    case "resume":
      state.drainedByEdge = false;
      state.askEpoch += 1;
      logger.info("the edge resumes this node");
      state.wantHello();
      return;
  }
}

function parseControlMessage(text: string): ControlMessage | null {
  try {
    return ControlMessage.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

// Node's own WebSocket cannot send the Authorization header; undici's takes headers.
function authorizedWebSocket(edge: EdgeConnection): typeof WebSocket {
  return class extends WebSocket {
    constructor(url: string | URL) {
      super(url, {
        headers: { authorization: `Bearer ${edge.nodeToken ?? ""}` },
        dispatcher: edge.dispatcher,
      });
    }
  };
}
