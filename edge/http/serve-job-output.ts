import type { Context } from "hono";
import { Uuid } from "#contracts/job.ts";
import type { Account } from "../domain/accounts/account-store.ts";
import type { Asset } from "../domain/assets/asset-store.ts";
import { DomainError } from "../domain/errors.ts";
import type { AppEnv } from "./app-env.ts";
import { serveAsset } from "./serve-asset.ts";
import { checkSignedLink } from "./signed-links.ts";

export type WantedOutput = {
  /** As the client wrote it; null when it names no job. */
  jobId: string | null;
  name: "video" | "thumbnail";
  /** Whose requests these addresses are for; the signature tells who may read. */
  accountOf: () => Promise<Account>;
  /** False for an output that the address does not fit. */
  fits?: (asset: Asset) => boolean;
};

/**
 * Bytes of a job's output for whoever has a good link, or the owner's credential.
 *
 * @throws DomainError `not-found`, those of `checkSignedLink` and those of `accountOf`.
 */
export async function serveJobOutput(
  context: Context<AppEnv>,
  wanted: WantedOutput,
): Promise<Response> {
  const services = context.get("services");
  const jobId = Uuid.safeParse(wanted.jobId);
  const asset = jobId.success ? await services.assets.readJobOutput(jobId.data, wanted.name) : null;
  const url = new URL(context.req.url);
  const signed = await checkSignedLink(services, url, asset?.linkEpoch ?? 0);
  const account = signed ? null : await wanted.accountOf();
  const mine = asset !== null && (signed || asset.accountId === account?.id);
  if (!mine || wanted.fits?.(asset) === false) {
    throw new DomainError("not-found", "There is no such file.");
  }
  return serveAsset(
    services,
    context.req.raw,
    asset,
    url.pathname.split("/").at(-1) ?? wanted.name,
  );
}
