import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { ProducedOutput } from "./child-messages.ts";

/** Size and digest of a finished file, as the agent and the edge want them. */
export async function describeOutput<Name extends ProducedOutput["name"]>(
  name: Name,
  path: string,
  contentType: string,
): Promise<ProducedOutput & { name: Name }> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  const { size: sizeBytes } = await stat(path);
  return { name, path, contentType, sizeBytes, sha256: hash.digest("hex") };
}
