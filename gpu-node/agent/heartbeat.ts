import { HEARTBEAT_REQUEST } from "#contracts/node-protocol.ts";
import type { NodeMessage } from "#contracts/node-protocol.ts";
import { monotonicMilliseconds, pause } from "../clock.ts";
import { withJitter } from "../random.ts";
import type { AgentContext } from "./agent-context.ts";
import { takeDueReadings } from "./take-due-readings.ts";

/** The open socket as the heartbeat sees it. */
export class HeartbeatLine {
  #send: ((text: string) => void) | null = null;
  #reopen: (() => void) | null = null;
  #unansweredSince: number | null = null;
  readonly #onAnswer: (sentMilliseconds: number) => void;

  constructor(onAnswer: (sentMilliseconds: number) => void) {
    this.#onAnswer = onAnswer;
  }

  opened(send: (text: string) => void, reopen: () => void): void {
    this.#send = send;
    this.#reopen = reopen;
    this.#unansweredSince = null;
  }

  closed(): void {
    this.#send = null;
    this.#unansweredSince = null;
  }

  answered(): void {
    if (this.#unansweredSince !== null) this.#onAnswer(this.#unansweredSince);
    this.#unansweredSince = null;
  }

  /** Sends one ping, or opens the socket anew when none was answered for too long. */
  beat(maximumSilenceMilliseconds: number): "sent" | "reopened" | "closed" {
    if (this.#send === null) return "closed";
    const now = monotonicMilliseconds();
    if (
      this.#unansweredSince !== null &&
      now - this.#unansweredSince >= maximumSilenceMilliseconds
    ) {
      this.#reopen?.();
      return "reopened";
    }
    // The oldest unanswered ping counts: an answer proves no more than that one arrived.
    this.#unansweredSince ??= now;
    this.#send(HEARTBEAT_REQUEST);
    return "sent";
  }

  /** Says something more; lost without an open socket. */
  say(message: NodeMessage): void {
    this.#send?.(JSON.stringify(message));
  }
}

/**
 * Keeps the node's leases alive over the socket, and finds out when the socket is dead. Now and
 * again it says how the GPUs are.
 */
export async function heartbeatLoop(
  agent: AgentContext,
  line: HeartbeatLine,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const seconds = agent.state.greeting?.heartbeatSeconds;
    if (seconds === undefined) {
      await agent.state.wake.wait(signal);
      continue;
    }
    await pause(withJitter(seconds * 1000, 0.2), signal);
    if (signal.aborted) return;
    // A little less than two intervals, because the interval itself is spread.
    const beat = line.beat(seconds * 1000 * 1.6);
    if (beat === "reopened") {
      agent.logger.warn("no heartbeat was answered; the control socket is opened again");
    }
    const gpus = beat === "sent" ? takeDueReadings(agent) : null;
    if (gpus !== null) line.say({ type: "gpus", gpus });
  }
}
