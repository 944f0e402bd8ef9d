import type { Services } from "../services.ts";
import { expiryOf } from "./read-upload.ts";
import type { Upload } from "./upload-store.ts";

/**
 * Joins the parts of an upload whose bytes are all there, and reads the object once for its
 * digest: that of the whole cannot be carried from request to request. Safe to call again.
 */
export async function finishUpload(services: Services, upload: Upload): Promise<Upload> {
  const { uploads, objects, clock } = services;
  const { id, accountId, objectKey: key, storageUploadId: uploadId } = upload;
  if (upload.finishedAt !== null) return upload;
  if (uploadId === null) throw new Error("An upload whose bytes are all there has no parts.");
  const { etag } = await objects.finishUpload({ key, uploadId }, await uploads.listParts(id));
  const sha256 = await objects.digest(key);
  if (sha256 === null) throw new Error("The object of an upload is not in storage.");
  const now = clock.now();
  await uploads.finish(id, { sha256, etag, now, expiresAt: expiryOf(upload, now) });
  return (await uploads.readOwned(id, accountId)) ?? upload;
}
