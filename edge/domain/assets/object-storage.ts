export type StoredObject = { sizeBytes: number; etag: string };

export type ReceivedObject = StoredObject & { sha256: string };

export type ObjectBody = StoredObject & { body: ReadableStream<Uint8Array> };

/** Where bytes lie: R2, or a simulation of it. Nothing is overwritten with other bytes. */
export interface ObjectStorage {
  head(key: string): Promise<StoredObject | null>;
  /**
   * The whole object, or `length` bytes from `offset`; null when there is none. A large object is
   * asked for by its range: only then is it read no faster than it is taken.
   */
  read(key: string, range?: { offset: number; length: number }): Promise<ObjectBody | null>;
  /** Stores a stream of exactly `sizeBytes`; the store refuses it when its SHA-256 differs. */
  write(
    key: string,
    body: ReadableStream<Uint8Array>,
    options: { sizeBytes: number; sha256: string; contentType: string },
  ): Promise<StoredObject | "digest-mismatch">;
  /** Stores bytes of unknown length under a fresh key; past the maximum nothing is kept. */
  receive(
    key: string,
    chunks: AsyncIterable<Uint8Array>,
    options: { contentType: string; maximumBytes: number },
  ): Promise<ReceivedObject | "too-large">;
  startUpload(key: string, contentType: string): Promise<string>;
  writePart(
    upload: { key: string; uploadId: string; partNumber: number },
    body: ReadableStream<Uint8Array>,
    options: { sizeBytes: number; sha256: string },
  ): Promise<{ etag: string } | "digest-mismatch">;
  finishUpload(
    upload: { key: string; uploadId: string },
    parts: readonly { partNumber: number; etag: string }[],
  ): Promise<StoredObject>;
  abortUpload(upload: { key: string; uploadId: string }): Promise<void>;
  delete(key: string): Promise<void>;
  /** Every key that begins with `prefix`. */
  list(prefix: string): Promise<string[]>;
  /** SHA-256 of the object's bytes, hex, read once from the store; null when there is none. */
  digest(key: string): Promise<string | null>;
}
