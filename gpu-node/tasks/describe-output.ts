import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { OutputName } from "#contracts/task-inputs.ts";
import type { ProducedOutput } from "./child-messages.ts";

/** Measures and hashes a finished file for the upload. */
export async function describeOutput<Name extends OutputName>(
  name: Name,
  path: string,
  contentType: string,
): Promise<ProducedOutput & { name: Name }> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  const { size: sizeBytes } = await stat(path);
  return { name, path, contentType, sizeBytes, sha256: hash.digest("hex") };
}
