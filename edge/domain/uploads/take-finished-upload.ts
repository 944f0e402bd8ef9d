import type { Account } from "../accounts/account-store.ts";
import type { Asset } from "../assets/asset-store.ts";
import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import { finishUpload } from "./finish-upload.ts";
import { isGone, readUpload } from "./read-upload.ts";

/**
 * Makes a finished upload an asset of the account, which has the upload's id. Taken again, it is
 * the same asset.
 *
 * @throws DomainError `not-found` for unknown and foreign ids, uploads that are gone and assets
 * that were deleted; `not-ready` while bytes are missing.
 */
export async function takeFinishedUpload(
  services: Services,
  account: Account,
  uploadId: string,
): Promise<Asset> {
  const { uploads, assets, clock } = services;
  const upload = await readUpload(services, account.id, uploadId);
  if (isGone(upload, clock.now())) {
    throw new DomainError("not-found", "There is no upload with this id.");
  }
  if (upload.offsetBytes < upload.sizeBytes) {
    throw new DomainError("not-ready", "Bytes of this upload are still missing.");
  }
  await finishUpload(services, upload);
  await uploads.take(uploadId, account.id, clock.now());
  const asset = await assets.readOwned(uploadId, account.id);
  if (!asset) throw new DomainError("not-found", "The file of this upload was deleted.");
  return asset;
}
