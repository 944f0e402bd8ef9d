import { createReadStream } from "node:fs";
import { z } from "zod";
import { OutputReceipt, UploadSession } from "#contracts/node-protocol.ts";
import type { UploadRequest } from "#contracts/node-protocol.ts";
import type { OutputName } from "#contracts/task-inputs.ts";
import { requestEdge, requestEdgeBody } from "./request-edge.ts";
import type { EdgeConnection } from "./request-edge.ts";

/** Which output of which lease. */
export interface OutputAddress {
  readonly leaseId: string;
  readonly name: OutputName;
}

/** A run of bytes of a file on disk, and the digest of just that run. */
export interface FileRange {
  readonly path: string;
  readonly startByte: number;
  readonly sizeBytes: number;
  readonly sha256: string;
}

const uploadTimeoutMilliseconds = 300_000;

/** Sends a whole output at once. Throws EdgeError. */
export function putOutput(
  edge: EdgeConnection,
  address: OutputAddress,
  range: FileRange,
  contentType: string,
  signal: AbortSignal,
): Promise<OutputReceipt> {
  const call = putCall(outputPath(address), range, contentType, signal);
  return requestEdgeBody(edge, call, OutputReceipt);
}

/** Opens an upload in parts, or finds the one already open. Throws EdgeError. */
export function openUpload(
  edge: EdgeConnection,
  address: OutputAddress,
  input: UploadRequest,
  signal: AbortSignal,
): Promise<UploadSession> {
  const path = `${outputPath(address)}/upload`;
  return requestEdgeBody(edge, { method: "POST", path, json: input, signal }, UploadSession);
}

/** Sends one part, counted from 1. Throws EdgeError. */
export async function putPart(
  edge: EdgeConnection,
  address: OutputAddress,
  partNumber: number,
  range: FileRange,
  signal: AbortSignal,
): Promise<void> {
  const path = `${outputPath(address)}/upload/${partNumber}`;
  await requestEdge(edge, putCall(path, range, "application/octet-stream", signal), z.unknown());
}

/** Joins the parts; the edge reads the object once, so the answer may take its time. */
export function completeUpload(
  edge: EdgeConnection,
  address: OutputAddress,
  signal: AbortSignal,
): Promise<OutputReceipt> {
  const path = `${outputPath(address)}/upload/complete`;
  return requestEdgeBody(
    edge,
    { method: "POST", path, json: {}, signal, timeoutMilliseconds: uploadTimeoutMilliseconds },
    OutputReceipt,
  );
}

function putCall(path: string, range: FileRange, contentType: string, signal: AbortSignal) {
  const { startByte, sizeBytes } = range;
  return {
    method: "PUT",
    path,
    bytes: createReadStream(range.path, { start: startByte, end: startByte + sizeBytes - 1 }),
    headers: {
      "content-type": contentType,
      "content-length": String(sizeBytes),
      "x-content-sha256": range.sha256,
    },
    signal,
    timeoutMilliseconds: uploadTimeoutMilliseconds,
  } as const;
}

function outputPath(address: OutputAddress): string {
  return `/leases/${address.leaseId}/outputs/${address.name}`;
}
