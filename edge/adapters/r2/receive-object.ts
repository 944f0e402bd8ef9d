import type { ReceivedObject } from "../../domain/assets/object-storage.ts";
import { PartBuffer } from "../../domain/assets/part-buffer.ts";
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
  const part = new PartBuffer(PART_BYTES);
  let sizeBytes = 0;
  try {
    for await (const chunk of chunks) {
      sizeBytes += chunk.byteLength;
      if (sizeBytes > maximumBytes) continue;
      await hashing.write(chunk);
      for (let taken = 0; taken < chunk.byteLength;) {
        if (part.isFull) {
          upload ??= await bucket.createMultipartUpload(key, { httpMetadata });
          parts.push(await upload.uploadPart(parts.length + 1, part.content));
          part.clear();
        }
        taken += part.take(chunk, taken);
      }
    }
    await hashing.close();
    if (sizeBytes > maximumBytes) {
      await upload?.abort();
      return "too-large";
    }
    const rest = part.content;
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
