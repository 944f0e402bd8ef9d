import type { ObjectBody } from "../../domain/assets/object-storage.ts";

/** A file as small as this is one call, since calls are paid for. */
const SINGLE_RANGE_BYTES = 4 * 1024 * 1024;
/** A request may call storage ten thousand times, and a ZIP holds eight objects. */
const MAXIMUM_RANGES = 1000;

/**
 * Opens `length` bytes from `offset` as one stream that asks for one range after another, each only
 * once the one before it was taken: storage never reads further ahead of a slow client than a range,
 * which it holds in memory. A large file's ranges are `rangeBytes`, or more where they would be too many.
 * The stream breaks off when the object goes away meanwhile. Null when there is no such object.
 */
export async function readInRanges(
  bucket: R2Bucket,
  key: string,
  wanted: { offset: number; length: number; rangeBytes: number },
): Promise<ObjectBody | null> {
  const { offset, length } = wanted;
  const rangeBytes =
    length <= SINGLE_RANGE_BYTES
      ? SINGLE_RANGE_BYTES
      : Math.max(wanted.rangeBytes, Math.ceil(length / MAXIMUM_RANGES));
  const end = offset + length;
  const open = (from: number) =>
    bucket.get(key, { range: { offset: from, length: Math.min(rangeBytes, end - from) } });
  const first = await open(offset);
  if (!first) return null;
  const stored = { sizeBytes: first.size, etag: first.etag };
  if (length <= rangeBytes) return { ...stored, body: first.body };

  const { readable, writable } = new FixedLengthStream(length);
  async function pump(): Promise<void> {
    let object = first;
    for (let from = offset; from < end; from += rangeBytes) {
      if (from > offset) object = await open(from);
      if (!object) throw new Error(`the object ${key} went away while it was read`);
      await object.body.pipeTo(writable, { preventClose: true });
    }
    await writable.close();
  }
  // Whoever reads learns of a failure from the stream; a client that left has nobody to tell.
  pump().catch((error: unknown) => writable.abort(error).catch(() => undefined));
  return { ...stored, body: readable };
}
