import type { ReceivedObject } from "../../domain/assets/object-storage.ts";
import { toHex } from "./to-hex.ts";

/** The smallest that R2 takes: many upload at once, and a Worker has 128 MB for all of them. */
const PART_BYTES = 5 * 1024 * 1024;

/**
 * Stores bytes of unknown length: one part is held in memory at a time. A file that fits in one
 * part is one `put`; a larger one is a multipart upload of equal parts, given up when the bytes do
 * not all come. What an isolate that dies leaves open, R2 itself removes after 7 days.
 *
 * Bytes past `maximumBytes` are read and dropped: a large body left unread breaks its connection.
 */
export async function receiveObject(
  bucket: R2Bucket,
  key: string,
  chunks: AsyncIterable<Uint8Array>,
  { contentType, maximumBytes }: { contentType: string; maximumBytes: number },
): Promise<ReceivedObject | "too-large"> {
  const httpMetadata = { contentType };
  const hash = new crypto.DigestStream("SHA-256");
  hash.digest.catch(() => undefined);
  const hashing = hash.getWriter();
  const parts: R2UploadedPart[] = [];
  let upload: R2MultipartUpload | null = null;
  let part: Uint8Array = new Uint8Array(0);
  let filled = 0;
  let sizeBytes = 0;
  try {
    for await (const chunk of chunks) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maximumBytes) continue;
      await hashing.write(chunk);
      for (let taken = 0; taken < chunk.byteLength;) {
        if (filled === PART_BYTES) {
          upload ??= await bucket.createMultipartUpload(key, { httpMetadata });
          parts.push(await upload.uploadPart(parts.length + 1, part));
          filled = 0;
        }
        part = withRoom(part, filled + chunk.byteLength - taken);
        const piece = chunk.subarray(taken, taken + part.byteLength - filled);
        part.set(piece, filled);
        filled += piece.byteLength;
        taken += piece.byteLength;
      }
    }
    await hashing.close();
    if (sizeBytes > maximumBytes) {
      await upload?.abort();
      return "too-large";
    }
    const rest = part.subarray(0, filled);
    const sha256 = toHex(await hash.digest);
    if (!upload) {
      const { etag } = await bucket.put(key, rest, { httpMetadata, sha256 });
      return { sizeBytes, sha256, etag };
    }
    parts.push(await upload.uploadPart(parts.length + 1, rest));
    const { etag } = await upload.complete(parts);
    return { sizeBytes, sha256, etag };
  } catch (error) {
    await upload?.abort();
    throw error;
  }
}

/** The buffer itself, or a larger one with its bytes: doubled, up to one part. */
function withRoom(buffer: Uint8Array, wantedBytes: number): Uint8Array {
  if (buffer.byteLength >= Math.min(wantedBytes, PART_BYTES)) return buffer;
  const size = Math.min(PART_BYTES, Math.max(wantedBytes, 2 * buffer.byteLength));
  const larger = new Uint8Array(size);
  larger.set(buffer);
  return larger;
}
