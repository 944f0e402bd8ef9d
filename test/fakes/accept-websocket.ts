import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

/** The server's end of one WebSocket: short text messages only, enough for a control channel. */
export interface AcceptedWebSocket {
  send(text: string): void;
  /** Breaks the connection without a closing handshake. */
  destroy(): void;
}

/** Answers an upgrade request (RFC 6455) and calls back for each text message. */
export function acceptWebSocket(
  request: IncomingMessage,
  socket: Duplex,
  onText: (text: string) => void,
): AcceptedWebSocket {
  const key = request.headers["sec-websocket-key"] ?? "";
  const accept = createHash("sha1")
    .update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest("base64");
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  let pending = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    for (let frame = takeFrame(pending); frame !== null; frame = takeFrame(pending)) {
      pending = pending.subarray(frame.sizeBytes);
      if (frame.opcode === 1) onText(frame.payload.toString("utf8"));
      if (frame.opcode === 8) socket.end(encodeFrame(8, frame.payload));
    }
  });
  return {
    send: (text) => void socket.write(encodeFrame(1, Buffer.from(text))),
    destroy: () => void socket.destroy(),
  };
}

function takeFrame(bytes: Buffer): { opcode: number; payload: Buffer; sizeBytes: number } | null {
  if (bytes.length < 6) return null;
  const short = bytes.readUInt8(1) & 0x7f;
  const headerBytes = short === 126 ? 8 : 6;
  if (bytes.length < headerBytes) return null;
  const payloadBytes = short === 126 ? bytes.readUInt16BE(2) : short;
  if (bytes.length < headerBytes + payloadBytes) return null;
  const mask = bytes.subarray(headerBytes - 4, headerBytes);
  const payload = Buffer.from(bytes.subarray(headerBytes, headerBytes + payloadBytes));
  for (let index = 0; index < payload.length; index += 1) {
    payload[index] = (payload[index] ?? 0) ^ (mask[index % 4] ?? 0);
  }
  return { opcode: bytes.readUInt8(0) & 0x0f, payload, sizeBytes: headerBytes + payloadBytes };
}

function encodeFrame(opcode: number, payload: Buffer): Buffer {
  const header =
    payload.length < 126
      ? Buffer.from([0x80 | opcode, payload.length])
      : Buffer.from([0x80 | opcode, 126, payload.length >> 8, payload.length & 0xff]);
  return Buffer.concat([header, payload]);
}
