import type { Asset } from "../domain/assets/asset-store.ts";
import { DomainError } from "../domain/errors.ts";
import type { Services } from "../domain/services.ts";
import { parseRange, rangeApplies, tagMatches } from "./range.ts";

/**
 * Answers GET and HEAD for an asset: 200, 206, 304 or 416, with the headers each needs.
 *
 * @param fileName what a browser saves it as: ASCII letters, digits, dot, hyphen, underscore.
 * @param disposition `attachment` for bytes that the account itself brought.
 * @throws DomainError `not-found` when its bytes are gone.
 */
export async function serveAsset(
  services: Services,
  request: Request,
  asset: Asset,
  fileName: string,
  disposition: "inline" | "attachment" = "inline",
): Promise<Response> {
  const etag = `"${asset.sha256}"`;
  const headers = new Headers({
    "accept-ranges": "bytes",
    "cache-control": "private, max-age=60",
    "content-disposition": `${disposition}; filename="${fileName}"`,
    "content-type": asset.contentType,
    etag,
    "last-modified": new Date(asset.createdAt).toUTCString(),
    "x-content-type-options": "nosniff",
  });
  if (tagMatches(request.headers.get("if-none-match"), etag)) {
    return new Response(null, { status: 304, headers });
  }
  const range = rangeApplies(request.headers.get("if-range"), etag)
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
  const object = await services.objects.read(
    asset.objectKey,
    range.kind === "part" ? part : undefined,
  );
  if (!object) throw new DomainError("not-found", "The file is gone.");
  return new Response(object.body, { status, headers });
}
