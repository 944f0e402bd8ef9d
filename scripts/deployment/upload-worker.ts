import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Secrets } from "../local/load-secrets.ts";
import { writePrivateJson } from "../local/private-file.ts";
import { deployWorker } from "./commands.ts";
import { runWrangler, type Wrangler } from "./wrangler.ts";

/**
 * Deploys the Worker with its public origin and new secrets, in one version. The secrets stand in
 * a file that only this user can read, for as long as the upload takes.
 */
export async function uploadWorker(
  wrangler: Wrangler,
  origin: string,
  secrets: Partial<Secrets>,
): Promise<void> {
  if (Object.keys(secrets).length === 0) {
    await runWrangler(wrangler, deployWorker(origin, null));
    return;
  }
  const folder = await mkdtemp(path.join(tmpdir(), "framefleet-deploy-"));
  try {
    const file = path.join(folder, "secrets.json");
    await writePrivateJson(file, secrets);
    await runWrangler(wrangler, deployWorker(origin, file));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
