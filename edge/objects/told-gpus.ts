import { MAXIMUM_READINGS_CHARACTERS, type GpuReading } from "#contracts/gpu-readings.ts";
import { NodeMessage } from "#contracts/node-protocol.ts";
import type { ToldGpus } from "../domain/nodes/describe-gpus.ts";

const LONGEST_MESSAGE_CHARACTERS = MAXIMUM_READINGS_CHARACTERS + 100;

/** Text of a socket's attachment costs a byte a character: readings are ASCII and bounded so. */
type Attachment = { openedAt: number; toldAt?: number; gpus?: string };

/**
 * What nodes told last of their GPUs: in memory, and beside each socket, which outlives
 * hibernation. Nothing of it is stored.
 */
export class ToldGpusKeeper {
  readonly #told = new Map<string, ToldGpus>();

  /** Takes one message of a node's socket; what is not known is passed over. */
  hear(nodeId: string, socket: WebSocket, message: string | ArrayBuffer, now: number): void {
    if (typeof message !== "string" || message.length > LONGEST_MESSAGE_CHARACTERS) return;
    const parsed = NodeMessage.safeParse(parseJson(message));
    if (!parsed.success) return;
    const { gpus } = parsed.data;
    this.tell(nodeId, gpus, now);
    const { openedAt } = socket.deserializeAttachment() as Attachment;
    const attachment: Attachment = { openedAt, toldAt: now, gpus: JSON.stringify(gpus) };
    socket.serializeAttachment(attachment);
  }

  tell(nodeId: string, gpus: GpuReading[], now: number): void {
    this.#told.set(nodeId, { toldAt: now, gpus });
  }

  read(nodeId: string, socket: WebSocket | undefined): ToldGpus | null {
    const told = this.#told.get(nodeId);
    if (told) return told;
    const { toldAt, gpus } = (socket?.deserializeAttachment() ?? {}) as Partial<Attachment>;
    if (toldAt === undefined || gpus === undefined) return null;
    this.tell(nodeId, JSON.parse(gpus) as GpuReading[], toldAt);
    return this.#told.get(nodeId) ?? null;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
