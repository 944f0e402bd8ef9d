import { RESUMABLE_PART_BYTES, RESUMABLE_WRITER_SECONDS } from "#contracts/limits.ts";
import { PartBuffer } from "../assets/part-buffer.ts";
import type { Services } from "../services.ts";
import { expiryOf } from "./read-upload.ts";
import type { Upload, UploadPart } from "./upload-store.ts";

const WRITER_MILLISECONDS = RESUMABLE_WRITER_SECONDS * 1000;

/** Thrown when another request took the writer's place, or the upload was given up. */
export class WriterReplaced extends Error {}

/**
 * Puts the bytes of one request behind those that an upload has. A part goes to storage when it is
 * full; what fills none at the end is kept as an object of its own until the next request comes.
 */
export class UploadWriter {
  readonly #services: Services;
  readonly #upload: Upload;
  readonly #writerId: string;
  /** True: nothing counts before the end, because all of it may have to be dropped. */
  readonly #tentative: boolean;
  readonly #part = new PartBuffer(RESUMABLE_PART_BYTES);
  #storageUploadId: string | null;
  #restKey: string | null;
  #wholeParts: number;
  #uncounted: UploadPart[] = [];
  #hasNews = false;
  #heldUntil: number;

  constructor(
    services: Services,
    upload: Upload,
    { writerId, heldUntil, tentative }: { writerId: string; heldUntil: number; tentative: boolean },
  ) {
    this.#heldUntil = heldUntil;
    this.#services = services;
    this.#upload = upload;
    this.#writerId = writerId;
    this.#tentative = tentative;
    this.#storageUploadId = upload.storageUploadId;
    this.#restKey = upload.restKey;
    this.#wholeParts = Math.floor(upload.offsetBytes / RESUMABLE_PART_BYTES);
  }

  /** How far the upload has come with what was written. */
  get offsetBytes(): number {
    return this.#wholeParts * RESUMABLE_PART_BYTES + this.#part.sizeBytes;
  }

  /** Takes up the bytes that fill no part yet. */
  async open(): Promise<void> {
    if (this.#restKey === null) return;
    const rest = await this.#services.objects.read(this.#restKey);
    if (!rest) throw new Error("The rest of an upload is not in storage.");
    for await (const chunk of rest.body) this.#part.take(chunk, 0);
  }

  async write(chunk: Uint8Array): Promise<void> {
    for (let taken = 0; taken < chunk.byteLength;) {
      // Not before more comes: the last part must not be empty.
      if (this.#part.isFull) await this.#storePart();
      taken += this.#part.take(chunk, taken);
      this.#hasNews = true;
    }
  }

  /** Makes all that was written count. */
  async keep(): Promise<void> {
    if (!this.#hasNews) return;
    const { objects } = this.#services;
    if (this.offsetBytes === this.#upload.sizeBytes || this.#part.isFull) {
      await this.#storePart();
      if (this.#uncounted.length > 0) await this.#count(null);
      return;
    }
    const restKey = `${restFolder(this.#upload.id)}${this.#writerId}`;
    await objects.writeBytes(restKey, this.#part.content);
    await this.#count(restKey);
  }

  async #storePart(): Promise<void> {
    const { objects } = this.#services;
    await this.#hold();
    this.#storageUploadId ??= await this.#openParts();
    const partNumber = this.#wholeParts + 1;
    const place = { key: this.#upload.objectKey, uploadId: this.#storageUploadId, partNumber };
    const { etag } = await objects.writePartBytes(place, this.#part.content);
    this.#uncounted.push({ partNumber, etag });
    if (this.#part.isFull) {
      this.#wholeParts += 1;
      this.#part.clear();
    }
    if (!this.#tentative) await this.#count(null);
  }

  /** Storage takes a part from anybody: one that was replaced must not come near it. */
  async #hold(): Promise<void> {
    const { clock, uploads } = this.#services;
    const now = clock.now();
    if (this.#heldUntil - now > WRITER_MILLISECONDS / 2) return;
    this.#heldUntil = now + WRITER_MILLISECONDS;
    if (!(await uploads.hold(this.#identity, this.#heldUntil))) throw new WriterReplaced();
  }

  async #openParts(): Promise<string> {
    const { objects, uploads } = this.#services;
    const { objectKey, contentType } = this.#upload;
    const uploadId = await objects.startUpload(objectKey, contentType);
    if (await uploads.openParts(this.#identity, uploadId)) return uploadId;
    await objects.abortUpload({ key: objectKey, uploadId });
    throw new WriterReplaced();
  }

  async #count(restKey: string | null): Promise<void> {
    const { uploads, clock, objects } = this.#services;
    const now = clock.now();
    this.#heldUntil = now + WRITER_MILLISECONDS;
    const counted = await uploads.advance({
      ...this.#identity,
      offsetBytes: this.offsetBytes,
      restKey,
      parts: this.#uncounted,
      writerUntil: this.#heldUntil,
      expiresAt: expiryOf(this.#upload, now),
    });
    if (!counted) throw new WriterReplaced();
    this.#uncounted = [];
    const earlier = this.#restKey;
    this.#restKey = restKey;
    if (earlier !== null && earlier !== restKey) await objects.delete(earlier);
  }

  get #identity() {
    return { uploadId: this.#upload.id, writerId: this.#writerId };
  }
}

/** Where the bytes of an upload lie that fill no part. */
export function restFolder(uploadId: string): string {
  return `uploads/${uploadId}/`;
}
