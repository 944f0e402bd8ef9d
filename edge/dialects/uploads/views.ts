import { z } from "zod";
import { Uuid } from "#contracts/job.ts";
import { Sha256 } from "#contracts/node-protocol.ts";
import type { Upload } from "../../domain/uploads/upload-store.ts";

/** An upload as JSON, for who would rather not read headers. Times are ISO 8601. */
export const UploadView = z
  .strictObject({
    id: Uuid,
    name: z.string(),
    contentType: z.string(),
    sizeBytes: z.int(),
    offsetBytes: z.int().meta({ description: "How many bytes are stored for good." }),
    sha256: Sha256.nullable().meta({ description: "Null until all bytes are there." }),
    assetId: Uuid.nullable().meta({ description: "The asset that the upload became." }),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: "Upload" });
type UploadView = z.infer<typeof UploadView>;

export function presentUpload(upload: Upload): UploadView {
  return {
    id: upload.id,
    name: upload.name,
    contentType: upload.contentType,
    sizeBytes: upload.sizeBytes,
    offsetBytes: upload.offsetBytes,
    sha256: upload.sha256,
    assetId: upload.takenAt === null ? null : upload.id,
    createdAt: new Date(upload.createdAt).toISOString(),
    expiresAt: new Date(upload.expiresAt).toISOString(),
  };
}

/** The headers in which the protocol tells where an upload stands. */
export function uploadHeaders(upload: Upload): Record<string, string> {
  return {
    "Upload-Offset": String(upload.offsetBytes),
    "Upload-Expires": new Date(upload.expiresAt).toUTCString(),
  };
}
