import { MAXIMUM_RESUMABLE_BYTES, RESUMABLE_SECONDS } from "#contracts/limits.ts";
import type { Account } from "../accounts/account-store.ts";
import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import type { Upload } from "./upload-store.ts";

/** A file that is to come, as far as its client tells; name and type are fit to be shown. */
export type AnnouncedFile = Pick<Upload, "name" | "contentType" | "metadata" | "sizeBytes">;

/**
 * Opens a resumable upload and holds room for all of its bytes.
 *
 * @throws DomainError `invalid-request` for an empty file, `payload-too-large` past 2 GB,
 * `storage-full`.
 */
export async function createUpload(
  services: Services,
  account: Account,
  file: AnnouncedFile,
): Promise<Upload> {
  if (file.sizeBytes === 0) throw new DomainError("invalid-request", "The file is empty.");
  if (file.sizeBytes > MAXIMUM_RESUMABLE_BYTES) {
    throw new DomainError("payload-too-large", "A file may have at most 2 GB.");
  }
  const now = services.clock.now();
  const id = services.random.uuid(now);
  const upload = {
    ...file,
    id,
    accountId: account.id,
    objectKey: `inputs/${account.id}/${id}`,
    createdAt: now,
    expiresAt: now + RESUMABLE_SECONDS * 1000,
  };
  if (!(await services.uploads.create(upload, account.limits.maximumStorageBytes))) {
    throw new DomainError("storage-full", "The account's storage has no room for this file.");
  }
  return {
    ...upload,
    offsetBytes: 0,
    storageUploadId: null,
    writerUntil: null,
    restKey: null,
    sha256: null,
    etag: null,
    finishedAt: null,
    takenAt: null,
    endedAt: null,
  };
}
