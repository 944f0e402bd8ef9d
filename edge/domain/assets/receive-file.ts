import type { Account } from "../accounts/account-store.ts";
import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import { takeFinishedUpload } from "../uploads/take-finished-upload.ts";
import type { Asset } from "./asset-store.ts";
import { FILE_KIND_BYTES, type FileKind } from "./file-kind.ts";
import { readAssetHead, readHead } from "./read-head.ts";
import { receiveAsset, type IncomingFile } from "./receive-asset.ts";

/**
 * Stores an uploaded file of a kind as an asset of the account; its first bytes decide whether it
 * is one, whatever it is called.
 *
 * @throws DomainError `invalid-request` for other files, and those of `receiveAsset`.
 */
export async function receiveFile(
  services: Services,
  account: Account,
  kind: FileKind,
  file: Pick<IncomingFile, "name" | "atMostBytes" | "chunks" | "accept">,
): Promise<Asset> {
  const chunks = file.chunks[Symbol.asyncIterator]();
  const head = await readHead(chunks, FILE_KIND_BYTES);
  const contentType = kind.detect(head);
  if (contentType === null) throw new DomainError("invalid-request", kind.refusal);
  return receiveAsset(services, account, {
    name: file.name,
    contentType,
    declaredBytes: null,
    atMostBytes: file.atMostBytes,
    chunks: joined(head, chunks),
    accept: file.accept,
  });
}

/**
 * A file of a kind that the account has already, as an asset or by its finished upload's id.
 *
 * @throws DomainError `invalid-request` for unknown and foreign ids and for other files,
 * `payload-too-large` past the kind's size.
 */
export async function findFile(
  services: Services,
  account: Account,
  kind: FileKind,
  { field, assetId }: { field: string; assetId: string },
): Promise<Asset> {
  const asset =
    (await services.assets.readOwned(assetId, account.id)) ??
    (await takeUpload(services, account, { field, uploadId: assetId }));
  if (asset.sizeBytes > kind.maximumBytes) {
    const megabytes = kind.maximumBytes / (1024 * 1024);
    throw new DomainError("payload-too-large", `The file may have at most ${megabytes} MB.`);
  }
  const head = await readAssetHead(services, asset, FILE_KIND_BYTES);
  const contentType = head && kind.detect(head);
  if (contentType === null) throw new DomainError("invalid-request", kind.refusal, { field });
  return { ...asset, contentType };
}

async function takeUpload(
  services: Services,
  account: Account,
  { field, uploadId }: { field: string; uploadId: string },
): Promise<Asset> {
  try {
    return await takeFinishedUpload(services, account, uploadId);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code !== "not-found" && error.code !== "not-ready") throw error;
    const problem =
      error.code === "not-found"
        ? "names no file of the account"
        : "names an upload that still lacks bytes";
    throw new DomainError("invalid-request", `${field} ${problem}.`, { field });
  }
}

async function* joined(head: Uint8Array, rest: AsyncIterator<Uint8Array>) {
  yield head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}
