import { RESUMABLE_MOST_SECONDS, RESUMABLE_SECONDS } from "#contracts/limits.ts";
import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import type { Upload } from "./upload-store.ts";

const SETTLING_MILLISECONDS = 5000;
const LOOK_MILLISECONDS = 100;

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

/**
 * As `readUpload`, but while a request writes to the upload it waits for that one's end, up to a few
 * seconds: one that broke off may still bring to storage what had come of it, and who goes on from
 * the offset before that is refused.
 *
 * @throws DomainError `not-found` for unknown and foreign ids alike.
 */
export async function readSettledUpload(
  services: Services,
  accountId: string,
  uploadId: string,
): Promise<Upload> {
  const giveUpAt = services.clock.now() + SETTLING_MILLISECONDS;
  for (;;) {
    const upload = await readUpload(services, accountId, uploadId);
    const now = services.clock.now();
    if ((upload.writerUntil ?? 0) <= now || now >= giveUpAt) return upload;
    await services.pause(LOOK_MILLISECONDS);
  }
}

/** Whether nothing can be done with the upload any more. */
export function isGone(upload: Upload, now: number): boolean {
  return upload.endedAt !== null || (upload.takenAt === null && upload.expiresAt <= now);
}

/** Until when an upload is kept to which something happened now. */
export function expiryOf(upload: Pick<Upload, "createdAt">, now: number): number {
  return Math.min(now + RESUMABLE_SECONDS * 1000, upload.createdAt + RESUMABLE_MOST_SECONDS * 1000);
}
