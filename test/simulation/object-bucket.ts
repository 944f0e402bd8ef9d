import type { ObjectStorage, StoredObject } from "../../edge/domain/assets/object-storage.ts";
import type { FaultPlan } from "./fault-plan.ts";
import type { Handler } from "./handler.ts";
import type { PortCalls } from "./port-calls.ts";
import { sha256Of } from "./simulated-secrets.ts";

const REPLY_LOST = 0.01;

type KeptObject = StoredObject & { sha256: string };
type Part = { etag: string; sha256: string; sizeBytes: number };
type Upload = { key: string; parts: Map<number, Part> };

/** Bytes on their way, named by their digest; a part of a whole names its part's digest. */
export class SimulatedBody extends ReadableStream<Uint8Array> {
  readonly sha256: string;
  readonly sizeBytes: number;

  constructor(sha256: string, sizeBytes: number) {
    super();
    this.sha256 = sha256;
    this.sizeBytes = sizeBytes;
  }
}

/** The digest of one part of the whole that has this digest. */
export function partDigest(wholeSha256: string, partNumber: number): string {
  return sha256Of(`${wholeSha256} part ${partNumber}`);
}

/** An R2 bucket that keeps digests instead of bytes. Nothing is overwritten with other bytes. */
export class ObjectBucket {
  readonly objects = new Map<string, KeptObject>();
  readonly uploads = new Map<string, Upload>();
  readonly #calls: PortCalls;
  readonly #faults: FaultPlan;
  #count = 0;

  constructor(calls: PortCalls, faults: FaultPlan) {
    this.#calls = calls;
    this.#faults = faults;
  }

  /** The bucket as a handler reaches it. */
  storageFor(handler: () => Handler): ObjectStorage {
    const call = <Result>(method: string, effect: () => Result): Promise<Result> => {
      const caller = handler();
      return this.#calls.call(caller, `r2.${method}`, () => {
        const result = effect();
        if (this.#faults.strikes("storage-reply-lost", REPLY_LOST, caller.jobId)) {
          throw new Error(`R2 did not answer ${method}.`);
        }
        return result;
      });
    };
    return {
      head: (key) => call("head", () => this.#stored(key)),
      read: () => Promise.reject(new Error("Nobody reads bytes in a simulation.")),
      write: (key, body, options) =>
        call("write", () => this.#write(key, body as SimulatedBody, options)),
      receive: () => Promise.reject(new Error("Nobody brings bytes in a simulation.")),
      writeBytes: () => Promise.reject(new Error("Nobody brings bytes in a simulation.")),
      writePartBytes: () => Promise.reject(new Error("Nobody brings bytes in a simulation.")),
      startUpload: (key) =>
        call("startUpload", () => {
          const uploadId = this.#name("upload");
          this.uploads.set(uploadId, { key, parts: new Map() });
          return uploadId;
        }),
      writePart: ({ uploadId, partNumber }, body, options) =>
        call("writePart", () => {
          const part = body as SimulatedBody;
          const upload = this.#upload(uploadId);
          if (part.sha256 !== options.sha256) return "digest-mismatch";
          const etag = this.#name("part");
          upload.parts.set(partNumber, { etag, sha256: part.sha256, sizeBytes: part.sizeBytes });
          return { etag };
        }),
      finishUpload: ({ key, uploadId }, parts) =>
        call("finishUpload", () => this.#finish(key, uploadId, parts)),
      abortUpload: ({ uploadId }) => call("abortUpload", () => void this.uploads.delete(uploadId)),
      delete: (key) => call("delete", () => void this.objects.delete(key)),
      list: (prefix) =>
        call("list", () => [...this.objects.keys()].filter((key) => key.startsWith(prefix))),
      digest: (key) => call("digest", () => this.objects.get(key)?.sha256 ?? null),
    };
  }

  /** Uploads that the product wrote down; R2 gives up by itself, in a week, what it did not. */
  openUploads(wasRecorded: (uploadId: string) => boolean): Upload[] {
    return [...this.uploads].flatMap(([uploadId, upload]) =>
      wasRecorded(uploadId) ? [upload] : [],
    );
  }

  #write(key: string, body: SimulatedBody, options: { sha256: string; sizeBytes: number }) {
    const earlier = this.objects.get(key);
    if (earlier) return earlier.sha256 === options.sha256 ? this.#stored(key)! : "digest-mismatch";
    if (body.sha256 !== options.sha256) return "digest-mismatch";
    return this.#keep(key, body.sha256, options.sizeBytes);
  }

  #finish(
    key: string,
    uploadId: string,
    parts: readonly { partNumber: number; etag: string }[],
  ): StoredObject {
    const known = this.objects.get(key);
    if (!this.uploads.has(uploadId) && known) return known;
    const upload = this.#upload(uploadId);
    const written = parts.map(({ partNumber, etag }) => {
      const part = upload.parts.get(partNumber);
      if (part?.etag !== etag) throw new Error("A part is not there.");
      return { partNumber, ...part };
    });
    this.uploads.delete(uploadId);
    const sizeBytes = written.reduce((sum, part) => sum + part.sizeBytes, 0);
    return this.#keep(key, wholeDigest(written), sizeBytes);
  }

  #keep(key: string, sha256: string, sizeBytes: number): StoredObject {
    this.objects.set(key, { sha256, sizeBytes, etag: this.#name("object") });
    return this.#stored(key)!;
  }

  #stored(key: string): StoredObject | null {
    const object = this.objects.get(key);
    return object ? { sizeBytes: object.sizeBytes, etag: object.etag } : null;
  }

  #upload(uploadId: string): Upload {
    const upload = this.uploads.get(uploadId);
    if (!upload) throw new Error("There is no such upload.");
    return upload;
  }

  #name(kind: string): string {
    this.#count += 1;
    return `${kind}-${this.#count}`;
  }
}

/** Digests of wholes by the digest of their first part: how parts are known to belong together. */
const wholes = new Map<string, string>();

/** Cuts a whole into parts whose digests the bucket knows to put together again. */
export function rememberWhole(wholeSha256: string): void {
  wholes.set(partDigest(wholeSha256, 1), wholeSha256);
}

function wholeDigest(parts: readonly { partNumber: number; sha256: string }[]): string {
  const ordered = parts.toSorted((one, other) => one.partNumber - other.partNumber);
  const whole = wholes.get(ordered[0]?.sha256 ?? "");
  const isWhole =
    whole !== undefined &&
    ordered.every(
      (part, index) =>
        part.partNumber === index + 1 && part.sha256 === partDigest(whole, index + 1),
    );
  return isWhole ? whole : sha256Of(ordered.map((part) => part.sha256).join());
}
