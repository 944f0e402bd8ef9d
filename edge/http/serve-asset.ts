import type { Asset } from "../domain/assets/asset-store.ts";
import { DomainError } from "../domain/errors.ts";
import type { Services } from "../domain/services.ts";
import { judgeConditions, rangeApplies } from "./conditions.ts";
import { contentDisposition, type Disposition } from "./content-disposition.ts";
import { parseRange } from "./range.ts";

/**
 * Media types that are served as what they are. A node or a user names an asset's type: any other,
 * one that a browser might run above all, is only handed out to be saved.
 */
const SERVED_TYPES = new Set([
  "video/mp4",
  "video/quicktime",
  "video/webm",
  "video/x-msvideo",
  "image/jpeg",
  "image/png",
  "image/webp",
  "audio/mpeg",
  "audio/mp4",
  "audio/wav",
  "audio/aac",
  "application/zip",
  "text/vtt",
  "application/x-subrip",
]);

/**
 * Answers GET and HEAD for an asset: 200, 206, 304, 412 or 416, with the headers each needs.
 *
 * @param fileName what a browser saves it as.
 * @param disposition `attachment` for bytes that the account itself brought.
 * @throws DomainError `not-found` when its bytes are gone.
 */
export async function serveAsset(
  services: Services,
  request: Request,
  asset: Asset,
  fileName: string,
  disposition: Disposition = "inline",
): Promise<Response> {
  const known = SERVED_TYPES.has(asset.contentType);
  const etag = `"${asset.sha256}"`;
  const lastModified = new Date(asset.createdAt).toUTCString();
  const headers = new Headers({
    "accept-ranges": "bytes",
    "cache-control": "private, max-age=60",
    "content-disposition": contentDisposition(known ? disposition : "attachment", fileName),
    "content-type": known ? asset.contentType : "application/octet-stream",
    etag,
    "last-modified": lastModified,
    "x-content-type-options": "nosniff",
  });
  const condition = judgeConditions(request.headers, { etag, lastModified });
  if (condition !== null) return new Response(null, { status: condition, headers });
  const range = rangeApplies(request.headers.get("if-range"), { etag, lastModified })
    ? parseRange(request.headers.get("range"), asset.sizeBytes)
    : ({ kind: "whole" } as const);
  if (range.kind === "unsatisfiable") {
    headers.set("content-range", `bytes */${asset.sizeBytes}`);
    return new Response(null, { status: 416, headers });
  }
  const part = range.kind === "part" ? range : { offset: 0, length: asset.sizeBytes };
  headers.set("content-length", String(part.length));
  if (range.kind === "part") {
    const last = part.offset + part.length - 1;
    headers.set("content-range", `bytes ${part.offset}-${last}/${asset.sizeBytes}`);
  }
  const status = range.kind === "part" ? 206 : 200;
  if (request.method === "HEAD") return new Response(null, { status, headers });
  const object = await services.objects.read(asset.objectKey, part);
  if (!object) throw new DomainError("not-found", "The file is gone.");
  return new Response(object.body, { status, headers });
}
