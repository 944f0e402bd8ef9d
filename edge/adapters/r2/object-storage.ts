import type { ObjectStorage, StoredObject } from "../../domain/assets/object-storage.ts";
import { readInRanges } from "./read-in-ranges.ts";
import { receiveObject } from "./receive-object.ts";
import { toHex } from "./to-hex.ts";

/** How much of a refused body is read before it is cancelled; a Worker's request is no larger. */
const DRAIN_BYTES = 100 * 1024 * 1024;

/** How much of an object is asked for at once while it is digested: what waits is held in memory. */
const DIGEST_RANGE_BYTES = 16 * 1024 * 1024;

/** R2 names its errors by a number at the end of the message, and by nothing else. */
const CHECKSUM_DIFFERS = "(10037)";
const NO_SUCH_UPLOAD = "(10024)";

/** An R2 bucket as `ObjectStorage`. What is written once under a key stays; ranges are read by so much. */
export function createR2Storage(bucket: R2Bucket, rangeBytes: number): ObjectStorage {
  return {
    async head(key) {
      const object = await bucket.head(key);
      return object && toStored(object);
    },
    async read(key, range) {
      // No range of an empty object can be asked for.
      if (range !== undefined && range.length > 0) {
        return readInRanges(bucket, key, { ...range, rangeBytes });
      }
      const object = await bucket.get(key);
      return object && { ...toStored(object), body: object.body };
    },
    write: (key, body, options) => write(bucket, key, body, options),
    async writeBytes(key, bytes) {
      await bucket.put(key, bytes);
    },
    receive: (key, chunks, options) => receiveObject(bucket, key, chunks, options),
    async startUpload(key, contentType) {
      const upload = await bucket.createMultipartUpload(key, { httpMetadata: { contentType } });
      return upload.uploadId;
    },
    async writePart({ key, uploadId, partNumber }, body, { sizeBytes, sha256 }) {
      // R2 verifies no digest of a part. One that differs is stored but never told, so the upload
      // cannot be finished with it, and the next part of that number takes its place.
      const hash = new crypto.DigestStream("SHA-256");
      hash.digest.catch(() => undefined);
      const { readable, writable } = new FixedLengthStream(sizeBytes);
      const stored = bucket.resumeMultipartUpload(key, uploadId).uploadPart(partNumber, readable);
      if (!(await pour(body, sizeBytes, [hash, writable], stored))) return "digest-mismatch";
      const part = await stored;
      return toHex(await hash.digest) === sha256 ? { etag: part.etag } : "digest-mismatch";
    },
    async writePartBytes({ key, uploadId, partNumber }, bytes) {
      const part = await bucket.resumeMultipartUpload(key, uploadId).uploadPart(partNumber, bytes);
      return { etag: part.etag };
    },
    async finishUpload({ key, uploadId }, parts) {
      try {
        return toStored(await bucket.resumeMultipartUpload(key, uploadId).complete([...parts]));
      } catch (error) {
        // An upload that is gone was finished before, if there is an object now.
        const object = isR2Error(error, NO_SUCH_UPLOAD) ? await bucket.head(key) : null;
        if (object) return toStored(object);
        throw error;
      }
    },
    async abortUpload({ key, uploadId }) {
      try {
        await bucket.resumeMultipartUpload(key, uploadId).abort();
      } catch (error) {
        if (!isR2Error(error, NO_SUCH_UPLOAD)) throw error;
      }
    },
    delete: (key) => bucket.delete(key),
    async list(prefix) {
      const keys: string[] = [];
      for (let cursor: string | undefined; ;) {
        const page = await bucket.list({ prefix, ...(cursor === undefined ? {} : { cursor }) });
        keys.push(...page.objects.map((object) => object.key));
        if (!page.truncated) return keys;
        cursor = page.cursor;
      }
    },
    async digest(key) {
      const { size = 0, etag } = (await bucket.head(key)) ?? {};
      if (etag === undefined) return null;
      const hash = new crypto.DigestStream("SHA-256");
      for (let offset = 0; offset < size; offset += DIGEST_RANGE_BYTES) {
        const length = Math.min(DIGEST_RANGE_BYTES, size - offset);
        const range = await bucket.get(key, { range: { offset, length } });
        if (range?.etag !== etag) throw new Error("An object changed while it was read.");
        await range.body.pipeTo(hash, { preventClose: true });
      }
      await hash.getWriter().close();
      return toHex(await hash.digest);
    },
  };
}

async function write(
  bucket: R2Bucket,
  key: string,
  body: ReadableStream<Uint8Array>,
  { sizeBytes, sha256, contentType }: { sizeBytes: number; sha256: string; contentType: string },
): Promise<StoredObject | "digest-mismatch"> {
  const { readable, writable } = new FixedLengthStream(sizeBytes);
  const stored = bucket.put(key, readable, {
    sha256,
    httpMetadata: { contentType },
    // A second write must not put other bytes where verified ones lie.
    onlyIf: { etagDoesNotMatch: "*" },
  });
  try {
    if (!(await pour(body, sizeBytes, [writable], stored))) return "digest-mismatch";
    const object = await stored;
    if (object) return toStored(object);
  } catch (error) {
    if (isR2Error(error, CHECKSUM_DIFFERS)) return "digest-mismatch";
    throw error;
  }
  const earlier = await bucket.head(key);
  const digest = earlier?.checksums.sha256;
  return earlier && digest && toHex(digest) === sha256 ? toStored(earlier) : "digest-mismatch";
}

/**
 * Writes a body of exactly `sizeBytes` to every sink, chunk by chunk. False when the body is
 * shorter or longer. When `stored` settles early the rest has no taker: then true, and `stored`
 * says why. Whatever happens the body is read to its end or cancelled at a bound: a Worker that
 * leaves a large request unread breaks its connection's next requests.
 */
async function pour(
  body: ReadableStream<Uint8Array>,
  sizeBytes: number,
  sinks: readonly WritableStream<Uint8Array>[],
  stored: Promise<unknown>,
): Promise<boolean> {
  const over = stored.then(
    () => false,
    () => false,
  );
  const reader = body.getReader();
  const writers = sinks.map((sink) => sink.getWriter());
  for (const writer of writers) writer.closed.catch(() => undefined);
  const forAll = (work: (writer: WritableStreamDefaultWriter<Uint8Array>) => Promise<void>) =>
    Promise.race([
      over,
      Promise.all(writers.map(work)).then(
        () => true,
        () => false,
      ),
    ]);
  const abort = (reason: unknown) =>
    Promise.allSettled(writers.map((writer) => writer.abort(reason)));
  let received = 0;
  try {
    for (;;) {
      const chunk = await reader.read();
      if (chunk.done) break;
      received += chunk.value.byteLength;
      if (received > sizeBytes) {
        await drain(reader);
        break;
      }
      if (!(await forAll((writer) => writer.write(chunk.value)))) {
        await drain(reader);
        return true;
      }
    }
  } catch (error) {
    await abort(error);
    throw error;
  }
  if (received === sizeBytes) await forAll((writer) => writer.close());
  else await abort(new Error("The body is not of the declared size."));
  return received === sizeBytes;
}

async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  for (let left = DRAIN_BYTES; left > 0;) {
    const chunk = await reader.read();
    if (chunk.done) return;
    left -= chunk.value.byteLength;
  }
  await reader.cancel();
}

function isR2Error(error: unknown, code: string): boolean {
  return error instanceof Error && error.message.trimEnd().endsWith(code);
}

function toStored(object: R2Object): StoredObject {
  return { sizeBytes: object.size, etag: object.etag };
}
