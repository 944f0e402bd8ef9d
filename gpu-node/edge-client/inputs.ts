import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { TaskInput } from "#contracts/task-inputs.ts";
import { EdgeError } from "./edge-error.ts";
import { requestEdgeFile } from "./request-edge.ts";
import type { EdgeConnection } from "./request-edge.ts";

/** Which input of which lease, counted from 0 as the task lists them. */
export interface InputAddress {
  readonly leaseId: string;
  readonly index: number;
}

const fetchTimeoutMilliseconds = 300_000;

/**
 * Brings one input into a file, which is written anew. Throws EdgeError: 409 when the lease is
 * lost, `input-differs` when the bytes are not the ones that the task names.
 */
export async function getInput(
  edge: EdgeConnection,
  address: InputAddress,
  expected: Pick<TaskInput, "sizeBytes" | "sha256">,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const call = {
    method: "GET",
    path: `/leases/${address.leaseId}/inputs/${address.index}`,
    signal,
    timeoutMilliseconds: fetchTimeoutMilliseconds,
  } as const;
  await requestEdgeFile(edge, call, async (body) => {
    const hash = createHash("sha256");
    let sizeBytes = 0;
    const check = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        sizeBytes += chunk.length;
        hash.update(chunk);
        done(sizeBytes > expected.sizeBytes ? differs(address) : null, chunk);
      },
    });
    await pipeline(body, check, createWriteStream(path, { mode: 0o600 }), { signal });
    if (sizeBytes !== expected.sizeBytes || hash.digest("hex") !== expected.sha256)
      throw differs(address);
  });
}

function differs({ index }: InputAddress): EdgeError {
  const message = `The edge sent other bytes of input ${index} than the task names.`;
  return new EdgeError({ kind: "unreadable", status: 200, code: "input-differs", message });
}
