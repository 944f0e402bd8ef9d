import type { Services } from "../services.ts";
import { isGone, readUpload } from "./read-upload.ts";
import type { Upload } from "./upload-store.ts";
import { restFolder } from "./upload-writer.ts";

/**
 * Gives an upload up: its room is free at once, its bytes go after the answer, or with the sweep. An
 * asset that it became stays.
 *
 * @returns false when the upload was gone already.
 * @throws DomainError `not-found` for unknown and foreign ids alike.
 */
export async function endUpload(
  services: Services,
  accountId: string,
  uploadId: string,
): Promise<boolean> {
  const now = services.clock.now();
  const upload = await readUpload(services, accountId, uploadId);
  if (isGone(upload, now)) return false;
  const ended = await services.uploads.end(uploadId, accountId, now);
  if (!ended) return false;
  services.afterAnswer(clearUpload(services, ended));
  return true;
}

/** Removes from storage what an upload left there and no asset is; safe to call again. */
export async function clearUpload(services: Services, upload: Upload): Promise<void> {
  const { objects, uploads, clock } = services;
  const { id, objectKey: key, storageUploadId: uploadId } = upload;
  for (const rest of await objects.list(restFolder(id))) await objects.delete(rest);
  if (upload.takenAt === null) {
    if (uploadId !== null) await objects.abortUpload({ key, uploadId });
    await objects.delete(key);
  }
  await uploads.recordCleared(id, clock.now());
}
