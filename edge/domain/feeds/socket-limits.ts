import { MAXIMUM_UNSENT_BYTES } from "#contracts/limits.ts";
import type { Clock } from "../ports.ts";

const MAXIMUM_MESSAGE_BYTES = 64 * 1024;
const MAXIMUM_MESSAGES_PER_SECOND = 20;

export const POLICY_VIOLATION = 1008;
const MESSAGE_TOO_BIG = 1009;
/** Service restart: come back, with `after`. */
export const SERVICE_RESTART = 1012;

/** Why a client's socket is closed. */
export type SocketFault = { code: number; reason: string };

/** Holds what a client sends on one socket to 64 KB a message and 20 messages a second. */
export class SocketLimits {
  readonly #clock: Clock;
  #windowStart = 0;
  #messages = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Judges one message; null when it may be read. */
  judge(data: string | ArrayBuffer): SocketFault | null {
    if (isLarger(data)) return { code: MESSAGE_TOO_BIG, reason: "Message too big." };
    const now = this.#clock.now();
    if (now - this.#windowStart >= 1000) {
      this.#windowStart = now;
      this.#messages = 0;
    }
    this.#messages += 1;
    if (this.#messages <= MAXIMUM_MESSAGES_PER_SECOND) return null;
    return { code: POLICY_VIOLATION, reason: "Too many messages." };
  }
}

/** Judges a listener before it is sent more; null when it keeps up. It may come back, with `after`. */
export function judgeBacklog(socket: { bufferedAmount: number }): SocketFault | null {
  if (socket.bufferedAmount <= MAXIMUM_UNSENT_BYTES) return null;
  return { code: POLICY_VIOLATION, reason: "Reading too slowly." };
}

/** Counts bytes as they went over the wire; a text of that many characters has no fewer. */
function isLarger(data: string | ArrayBuffer): boolean {
  if (typeof data !== "string") return data.byteLength > MAXIMUM_MESSAGE_BYTES;
  if (data.length > MAXIMUM_MESSAGE_BYTES) return true;
  return new TextEncoder().encode(data).byteLength > MAXIMUM_MESSAGE_BYTES;
}
