import type { Context } from "hono";
import { Uuid } from "#contracts/job.ts";
import type { OutputName } from "#contracts/task-inputs.ts";
import type { Account } from "../domain/accounts/account-store.ts";
import type { Asset } from "../domain/assets/asset-store.ts";
import { DomainError } from "../domain/errors.ts";
import type { AppEnv } from "./app-env.ts";
import { serveAsset } from "./serve-asset.ts";
import { checkLinkEpoch, checkSignedLink, dispositionOf } from "./signed-links.ts";

export type WantedOutput = {
  /** As the client wrote it; null when it names no job. */
  jobId: string | null;
  name: OutputName;
  /** Whose request it is; asked only when the address carries no signature. */
  accountOf: () => Promise<Account>;
  /** Finds it where the job has several of that name. */
  find?: (jobId: string) => Promise<Asset | null>;
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
  const url = new URL(context.req.url);
  const grant = await checkSignedLink(services, url);
  const account = grant ? null : await wanted.accountOf();
  const id = Uuid.safeParse(wanted.jobId);
  const find = wanted.find ?? ((jobId) => services.assets.readJobOutput(jobId, wanted.name));
  const asset = id.success ? await find(id.data) : null;
  const mine = asset !== null && (grant !== null || asset.accountId === account?.id);
  if (!mine || wanted.fits?.(asset) === false) {
    throw new DomainError("not-found", "There is no such file.");
  }
  if (grant) checkLinkEpoch(grant, asset.linkEpoch);
  const fileName = url.pathname.split("/").at(-1) ?? wanted.name;
  return serveAsset(services, context.req.raw, asset, fileName, dispositionOf(url, grant));
}
