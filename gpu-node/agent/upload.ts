import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { OutputReceipt } from "#contracts/node-protocol.ts";
import { pause } from "../clock.ts";
import { EdgeError } from "../edge-client/edge-error.ts";
import { completeUpload, openUpload, putOutput, putPart } from "../edge-client/outputs.ts";
import type { OutputAddress } from "../edge-client/outputs.ts";
import type { EdgeConnection } from "../edge-client/request-edge.ts";
import { backOffMilliseconds, isRetryable, retry } from "../edge-client/retry.ts";
import type { ProducedOutput } from "../tasks/child-messages.ts";

export interface UploadInput {
  readonly edge: EdgeConnection;
  readonly leaseId: string;
  readonly output: ProducedOutput;
  readonly singleUploadBytes: number;
  readonly signal: AbortSignal;
  /** Bytes of this output that the edge has. */
  readonly onProgress: (sentBytes: number) => void;
}

const maximumAttempts = 8;

/**
 * Brings one output to the edge, in parts when it is large; parts that the edge has are not sent
 * again. Throws EdgeError when it cannot be done, also when the receipt names other bytes.
 */
export async function upload(input: UploadInput): Promise<void> {
  const { output } = input;
  const isSmall = output.sizeBytes <= input.singleUploadBytes;
  const receipt = isSmall ? await uploadAtOnce(input) : await uploadInParts(input);
  if (receipt.sha256 !== output.sha256 || receipt.sizeBytes !== output.sizeBytes) {
    const message = `The edge stored other bytes of ${output.name} than were sent.`;
    throw new EdgeError({ kind: "unreadable", status: 200, code: "receipt-differs", message });
  }
  input.onProgress(output.sizeBytes);
}

function uploadAtOnce(input: UploadInput): Promise<OutputReceipt> {
  const { edge, output, signal } = input;
  const range = { ...output, startByte: 0 };
  return retry(() => putOutput(edge, addressOf(input), range, output.contentType, signal), {
    signal,
    maximumAttempts,
  });
}

async function uploadInParts(input: UploadInput): Promise<OutputReceipt> {
  const { edge, output, signal } = input;
  const address = addressOf(input);
  const request = {
    contentType: output.contentType,
    sizeBytes: output.sizeBytes,
    sha256: output.sha256,
  };
  for (let failures = 0; ;) {
    // Asked again after each failure: the part may have arrived and only its answer been lost.
    const session = await retry(() => openUpload(edge, address, request, signal), {
      signal,
      maximumAttempts,
    });
    const missing = missingParts(session.partCount, session.receivedParts);
    let sentBytes = (session.partCount - missing.length) * session.partSizeBytes;
    try {
      for (const partNumber of missing) {
        await sendPart(input, address, partNumber, session.partSizeBytes);
        failures = 0;
        sentBytes += session.partSizeBytes;
        input.onProgress(Math.min(sentBytes, output.sizeBytes));
      }
      return await retry(() => completeUpload(edge, address, signal), { signal, maximumAttempts });
    } catch (error) {
      failures += 1;
      if (signal.aborted || failures >= maximumAttempts || !isRetryable(error)) throw error;
      await pause(backOffMilliseconds(failures, error), signal);
      if (signal.aborted) throw error;
    }
  }
}

async function sendPart(
  input: UploadInput,
  address: OutputAddress,
  partNumber: number,
  partSizeBytes: number,
): Promise<void> {
  const { output, edge, signal } = input;
  const startByte = (partNumber - 1) * partSizeBytes;
  const sizeBytes = Math.min(partSizeBytes, output.sizeBytes - startByte);
  const sha256 = await digestOf(output.path, startByte, sizeBytes);
  await putPart(
    edge,
    address,
    partNumber,
    { path: output.path, startByte, sizeBytes, sha256 },
    signal,
  );
}

async function digestOf(path: string, startByte: number, sizeBytes: number): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(
    createReadStream(path, { start: startByte, end: startByte + sizeBytes - 1 }),
    hash,
  );
  return hash.digest("hex");
}

function missingParts(partCount: number, receivedParts: readonly number[]): number[] {
  const received = new Set(receivedParts);
  return Array.from({ length: partCount }, (_, index) => index + 1).filter(
    (partNumber) => !received.has(partNumber),
  );
}

function addressOf(input: UploadInput): OutputAddress {
  return { leaseId: input.leaseId, name: input.output.name };
}
