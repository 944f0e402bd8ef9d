import { MAXIMUM_UPLOAD_BYTES, UPLOAD_RESERVATION_SECONDS } from "#contracts/limits.ts";
import type { Account } from "../accounts/account-store.ts";
import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import type { Asset } from "./asset-store.ts";

/** A file on its way in. */
export type IncomingFile = {
  name: string;
  contentType: string;
  /** Bytes the file has exactly, where that was declared. */
  declaredBytes: number | null;
  /** Bytes it has at most, as far as the request tells; room is held for that many. */
  atMostBytes: number;
  chunks: AsyncIterable<Uint8Array>;
  /** Called once all bytes are there; the file is kept unless it throws. */
  accept?: (() => Promise<void>) | undefined;
};

/**
 * Stores an upload as an asset of the account. Room for it is held while its bytes stream in, and
 * nothing is left when they do not all arrive.
 *
 * @throws DomainError `payload-too-large`, `storage-full`, or `invalid-request` for a file that is
 * empty or not as long as declared.
 */
export async function receiveAsset(
  services: Services,
  account: Account,
  file: IncomingFile,
): Promise<Asset> {
  if (file.atMostBytes > MAXIMUM_UPLOAD_BYTES) throw tooLarge();
  const now = services.clock.now();
  const id = services.random.uuid(now);
  const upload = {
    id,
    accountId: account.id,
    objectKey: `inputs/${account.id}/${id}`,
    sizeBytes: file.atMostBytes,
    createdAt: now,
    expiresAt: now + UPLOAD_RESERVATION_SECONDS * 1000,
  };
  if (!(await services.assets.reserve(upload, account.limits.maximumStorageBytes))) {
    throw new DomainError("storage-full", "The account's storage has no room for this file.");
  }
  try {
    const stored = await services.objects.receive(upload.objectKey, file.chunks, {
      contentType: file.contentType,
      maximumBytes: MAXIMUM_UPLOAD_BYTES,
    });
    if (stored === "too-large") throw tooLarge();
    if (stored.sizeBytes === 0) throw new DomainError("invalid-request", "The file is empty.");
    if (file.declaredBytes !== null && stored.sizeBytes !== file.declaredBytes) {
      throw new DomainError("invalid-request", "The body is not as long as Content-Length says.");
    }
    await file.accept?.();
    const { objectKey } = upload;
    const finished = await services.assets.finishUpload(id, {
      ...stored,
      id,
      accountId: account.id,
      name: file.name,
      objectKey,
      contentType: file.contentType,
      createdAt: services.clock.now(),
    });
    const asset = finished ? await services.assets.readOwned(id, account.id) : null;
    if (!asset) throw new DomainError("invalid-request", "The upload took too long.");
    return asset;
  } catch (error) {
    await services.objects.delete(upload.objectKey);
    await services.assets.forgetUpload(id);
    throw error;
  }
}

function tooLarge(): DomainError {
  const megabytes = MAXIMUM_UPLOAD_BYTES / 1_000_000;
  return new DomainError("payload-too-large", `A file may have at most ${megabytes} MB.`);
}
