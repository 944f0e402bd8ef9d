import { RESUMABLE_MOST_SECONDS, RESUMABLE_SECONDS } from "#contracts/limits.ts";
import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import type { Upload } from "./upload-store.ts";

/**
 * Reads an upload of the account, also one that is gone for a while already.
 *
 * @throws DomainError `not-found` for unknown and foreign ids alike.
 */
export async function readUpload(
  services: Services,
  accountId: string,
  uploadId: string,
): Promise<Upload> {
  const upload = await services.uploads.readOwned(uploadId, accountId);
  if (!upload) throw new DomainError("not-found", "There is no upload with this id.");
  return upload;
}

/** Whether nothing can be done with the upload any more. */
export function isGone(upload: Upload, now: number): boolean {
  return upload.endedAt !== null || (upload.takenAt === null && upload.expiresAt <= now);
}

/** Until when an upload is kept to which something happened now. */
export function expiryOf(upload: Pick<Upload, "createdAt">, now: number): number {
  return Math.min(now + RESUMABLE_SECONDS * 1000, upload.createdAt + RESUMABLE_MOST_SECONDS * 1000);
}
