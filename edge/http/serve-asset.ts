import type { Asset } from "../domain/assets/asset-store.ts";
import { DomainError } from "../domain/errors.ts";
import type { Services } from "../domain/services.ts";
import { contentDisposition } from "./content-disposition.ts";
import { parseRange, rangeIsCurrent } from "./range.ts";

/**
 * Answers GET or HEAD with an asset's bytes: 200, 206 for one range, 304 for what the client has,
 * 416 for a range beyond the end. The exact media type is sent, and no other is guessed.
 *
 * @throws DomainError `not-found` when the bytes are gone.
 */
export async function serveAsset(
  services: Services,
  request: Request,
  asset: Asset,
  options: { fileName: string; download: boolean },
): Promise<Response> {
  // The digest of the content, so that it is a strong validator whatever store it lies in.
  const etag = `"${asset.sha256}"`;
  const lastModified = new Date(asset.createdAt).toUTCString();
  const headers = new Headers({
    "accept-ranges": "bytes",
    "cache-control": "private, max-age=60",
    etag,
    "last-modified": lastModified,
    vary: "Authorization, X-API-Key, API-Key",
    "x-content-type-options": "nosniff",
  });
  if (isUnchanged(request.headers, etag, asset.createdAt)) {
    return new Response(null, { status: 304, headers });
  }
  headers.set("content-type", asset.contentType);
  headers.set(
    "content-disposition",
    contentDisposition(options.download ? "attachment" : "inline", options.fileName),
  );
  // A range asks GET for a part; for HEAD it has no meaning.
  const isCurrent = rangeIsCurrent(request.headers.get("if-range"), { etag, lastModified });
  const range =
    request.method === "GET" && isCurrent
      ? parseRange(request.headers.get("range"), asset.sizeBytes)
      : ({ kind: "full" } as const);
  if (range.kind === "unsatisfiable") {
    return new Response(null, {
      status: 416,
      headers: { "accept-ranges": "bytes", "content-range": `bytes */${asset.sizeBytes}` },
    });
  }
  const length = range.kind === "partial" ? range.length : asset.sizeBytes;
  headers.set("content-length", String(length));
  if (range.kind === "partial") {
    const end = range.offset + length - 1;
    headers.set("content-range", `bytes ${range.offset}-${end}/${asset.sizeBytes}`);
  }
  if (request.method === "HEAD") return new Response(null, { headers });
  const part = range.kind === "partial" ? { offset: range.offset, length } : undefined;
  const object = await services.objects.read(asset.objectKey, part);
  if (!object) throw new DomainError("not-found", "The file is gone.");
  return new Response(object.body, { status: range.kind === "partial" ? 206 : 200, headers });
}

function isUnchanged(headers: Headers, etag: string, modifiedAt: number): boolean {
  const known = headers.get("if-none-match");
  if (known !== null) {
    const tags = known.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
    return tags.includes("*") || tags.includes(etag);
  }
  const since = Date.parse(headers.get("if-modified-since") ?? "");
  return Number.isFinite(since) && Math.floor(modifiedAt / 1000) * 1000 <= since;
}
