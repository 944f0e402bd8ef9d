import { chmod, mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { Uuid } from "#contracts/job.ts";

/** Who this node is to its edge. The token is a secret. */
export const Identity = z.object({
  nodeId: Uuid,
  nodeToken: z.string().min(1),
  edgeUrl: z.string(),
});
export type Identity = z.infer<typeof Identity>;

const fileName = "identity.json";

/** Null when the node has not been enrolled. Throws Error when the file cannot be read. */
export async function loadIdentity(stateDirectory: string): Promise<Identity | null> {
  const path = join(stateDirectory, fileName);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  try {
    const identity = Identity.parse(JSON.parse(text));
    await chmod(path, 0o600);
    return identity;
  } catch {
    // The parse error would quote the token.
    throw new Error(`${path} is not a valid identity file; move it away and enrol again.`);
  }
}

/** Writes the file so that after a crash either the old one or the whole new one is there. */
export async function saveIdentity(stateDirectory: string, identity: Identity): Promise<void> {
  await mkdir(stateDirectory, { recursive: true, mode: 0o700 });
  const path = join(stateDirectory, fileName);
  const file = await open(`${path}.new`, "w", 0o600);
  try {
    await file.writeFile(`${JSON.stringify(identity)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}
