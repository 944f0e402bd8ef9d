import type { Context } from "hono";
import type { OutputName } from "#contracts/task.ts";
import type { Asset } from "../domain/assets/asset-store.ts";
import { DomainError } from "../domain/errors.ts";
import type { AppEnv } from "./app-env.ts";
import { authenticateAccount } from "./authenticate.ts";
import { checkLink, linkRefusal } from "./signed-links.ts";

/**
 * The output of a job that the request may read: with a signed link, whatever credential rides
 * along, or else with its owner's credential.
 *
 * @throws DomainError `forbidden` or `link-expired` for a bad link, `unauthenticated` without either,
 *   `not-found` for what does not exist or belongs to another.
 */
export async function openJobOutput(
  context: Context<AppEnv>,
  jobId: string,
  name: OutputName,
): Promise<{ asset: Asset; download: boolean }> {
  const services = context.get("services");
  const link = await checkLink(services, new URL(context.req.url));
  if (link.outcome === "tampered" || link.outcome === "expired") throw linkRefusal(link.outcome);
  const headers = context.req.raw.headers;
  const reader =
    link.outcome === "absent"
      ? await authenticateAccount(services, context.get("auth"), headers, "jobs:read")
      : null;
  const asset = await services.assets.readJobOutput(jobId, name);
  if (!asset || (reader && asset.accountId !== reader.id)) {
    throw new DomainError("not-found", "There is no such file.");
  }
  if (link.outcome === "ok" && link.linkEpoch !== asset.linkEpoch) throw linkRefusal("tampered");
  return { asset, download: link.outcome === "ok" && link.download };
}
