import { MAXIMUM_IMAGE_BYTES } from "#contracts/limits.ts";
import type { Account } from "../accounts/account-store.ts";
import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import type { Asset } from "./asset-store.ts";
import { detectImageType, IMAGE_TYPE_BYTES, type ImageType } from "./image-type.ts";
import { readAssetHead, readHead } from "./read-head.ts";
import { receiveAsset } from "./receive-asset.ts";

export type IncomingImage = {
  /** The field it came in, as the client calls it. */
  field: string;
  fileName: string;
  /** What the client says it is; null when it does not say. */
  declaredType: string | null;
  atMostBytes: number;
  chunks: AsyncIterable<Uint8Array>;
};

/**
 * Stores an uploaded PNG, JPEG or WebP as an asset of the account; its first bytes decide which it
 * is. Nothing is left of one that is refused.
 *
 * @throws DomainError `invalid-request` for other files and for one that is not what it is said to
 * be, `payload-too-large` past 20 MB, and those of `receiveAsset`.
 */
export async function receiveImage(
  services: Services,
  account: Account,
  image: IncomingImage,
): Promise<Asset & { contentType: ImageType }> {
  const { field, declaredType } = image;
  const chunks = image.chunks[Symbol.asyncIterator]();
  const head = await readHead(chunks, IMAGE_TYPE_BYTES);
  const contentType = detectImageType(head);
  if (contentType === null || (declaredType !== null && declaredType !== contentType)) {
    throw notAnImage(field);
  }
  const asset = await receiveAsset(services, account, {
    name: image.fileName || field,
    contentType,
    declaredBytes: null,
    atMostBytes: Math.min(image.atMostBytes, MAXIMUM_IMAGE_BYTES),
    chunks: bounded(field, head, chunks),
  });
  return { ...asset, contentType };
}

/**
 * The image that an asset of the account is.
 *
 * @throws DomainError `invalid-request` for other files, for unknown, foreign and deleted ids.
 */
export async function findImage(
  services: Services,
  account: Account,
  { field, assetId }: { field: string; assetId: string },
): Promise<Asset & { contentType: ImageType }> {
  const asset = await services.assets.readOwned(assetId, account.id);
  if (!asset) {
    throw new DomainError("invalid-request", `${field} is not an asset of the account`, { field });
  }
  if (asset.sizeBytes > MAXIMUM_IMAGE_BYTES) throw tooLarge(field);
  const head = await readAssetHead(services, asset, IMAGE_TYPE_BYTES);
  const contentType = head && detectImageType(head);
  if (!contentType) throw notAnImage(field);
  return { ...asset, contentType };
}

async function* bounded(field: string, head: Uint8Array, rest: AsyncIterator<Uint8Array>) {
  let sizeBytes = head.byteLength;
  if (sizeBytes > MAXIMUM_IMAGE_BYTES) throw tooLarge(field);
  yield head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) {
    sizeBytes += next.value.byteLength;
    if (sizeBytes > MAXIMUM_IMAGE_BYTES) throw tooLarge(field);
    yield next.value;
  }
}

function notAnImage(field: string): DomainError {
  return new DomainError("invalid-request", `${field} must be a PNG, JPEG or WebP image`, {
    field,
  });
}

function tooLarge(field: string): DomainError {
  const megabytes = MAXIMUM_IMAGE_BYTES / (1024 * 1024);
  return new DomainError("payload-too-large", `${field} may have at most ${megabytes} MB`, {
    field,
  });
}
