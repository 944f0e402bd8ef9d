import { RESUMABLE_WRITER_SECONDS } from "#contracts/limits.ts";
import type { Account } from "../accounts/account-store.ts";
import { DomainError } from "../errors.ts";
import type { Services } from "../services.ts";
import { finishUpload } from "./finish-upload.ts";
import { expiryOf, isGone, readUpload } from "./read-upload.ts";
import type { Upload } from "./upload-store.ts";
import { UploadWriter, WriterReplaced } from "./upload-writer.ts";

/** The next bytes of an upload. */
export type IncomingBytes = {
  /** Where they belong, as their client says. */
  offsetBytes: number;
  /** How many they are; null where that was not declared. */
  lengthBytes: number | null;
  chunks: AsyncIterable<Uint8Array>;
  /** Asked when all bytes have come: whether they are those that were sent. Null: unknown. */
  areIntact: (() => Promise<boolean>) | null;
};

export type AppendOutcome =
  | { outcome: "stored"; upload: Upload }
  /** The upload goes on at another offset, at the latest since another request wrote. */
  | { outcome: "offset-differs" }
  /** Another request writes to it now. */
  | { outcome: "locked" }
  | { outcome: "gone" }
  /** The bytes are not those that were sent, and none of them is kept. */
  | { outcome: "checksum-differs" };

/**
 * Stores the next bytes of an upload, and finishes it with the last ones. Where a request breaks
 * off, what had come is kept, unless it was to be checked against a checksum.
 *
 * @throws DomainError `not-found`, `payload-too-large` for more bytes than were announced, or
 * `invalid-request` when the body breaks off.
 */
export async function appendToUpload(
  services: Services,
  account: Account,
  uploadId: string,
  incoming: IncomingBytes,
): Promise<AppendOutcome> {
  const found = await readUpload(services, account.id, uploadId);
  const now = services.clock.now();
  if (isGone(found, now)) return { outcome: "gone" };
  if (found.offsetBytes !== incoming.offsetBytes) return { outcome: "offset-differs" };
  if (incoming.offsetBytes + (incoming.lengthBytes ?? 0) > found.sizeBytes) throw tooLarge();
  // All is there already; who asks again may not know.
  if (found.takenAt !== null) return { outcome: "stored", upload: found };
  const writer = { uploadId, writerId: services.random.uuid(now) };
  const heldUntil = now + RESUMABLE_WRITER_SECONDS * 1000;
  const claimed = await services.uploads.claim({
    ...writer,
    accountId: account.id,
    offsetBytes: incoming.offsetBytes,
    now,
    writerUntil: heldUntil,
    expiresAt: expiryOf(found, now),
  });
  if (!claimed) return explainRefusal(services, account, uploadId, incoming.offsetBytes);
  try {
    const tentative = incoming.areIntact !== null;
    const own = { writerId: writer.writerId, heldUntil, tentative };
    const written = await write(new UploadWriter(services, claimed, own), claimed, incoming);
    if (!written) return { outcome: "checksum-differs" };
    const upload = await readUpload(services, account.id, uploadId);
    const isWhole = upload.offsetBytes === upload.sizeBytes;
    return { outcome: "stored", upload: isWhole ? await finishUpload(services, upload) : upload };
  } catch (error) {
    if (!(error instanceof WriterReplaced)) throw error;
    return await explainRefusal(services, account, uploadId, incoming.offsetBytes);
  } finally {
    await services.uploads.release(writer);
  }
}

/** False when the bytes are not those that were sent; nothing of them counts then. */
async function write(
  writer: UploadWriter,
  upload: Upload,
  { chunks, areIntact }: IncomingBytes,
): Promise<boolean> {
  await writer.open();
  let leftBytes = upload.sizeBytes - upload.offsetBytes;
  const body = chunks[Symbol.asyncIterator]();
  for (;;) {
    const next = await body.next().catch(() => "broken" as const);
    if (next === "broken") {
      if (areIntact === null) await writer.keep();
      throw new DomainError("invalid-request", "The request's body broke off.");
    }
    if (next.done) break;
    leftBytes -= next.value.byteLength;
    // Bytes past the end are read and dropped: a large body left unread breaks its connection.
    if (leftBytes >= 0) await writer.write(next.value);
  }
  if (leftBytes < 0) throw tooLarge();
  if (areIntact !== null && !(await areIntact())) return false;
  await writer.keep();
  return true;
}

/** Why a request may not write, now that the upload is in another state than it was. */
async function explainRefusal(
  services: Services,
  account: Account,
  uploadId: string,
  offsetBytes: number,
): Promise<AppendOutcome> {
  const upload = await readUpload(services, account.id, uploadId);
  if (isGone(upload, services.clock.now())) return { outcome: "gone" };
  return { outcome: upload.offsetBytes === offsetBytes ? "locked" : "offset-differs" };
}

function tooLarge(): DomainError {
  return new DomainError("payload-too-large", "The body has more bytes than were announced.");
}
