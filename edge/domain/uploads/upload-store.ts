/** A resumable upload. Times are Unix milliseconds. */
export type Upload = {
  id: string;
  accountId: string;
  name: string;
  contentType: string;
  /** What the client said of the file, in its own words; null when nothing. */
  metadata: string | null;
  sizeBytes: number;
  /** How many bytes are stored for good. */
  offsetBytes: number;
  objectKey: string;
  storageUploadId: string | null;
  /** Until when a request holds it to write; null when none does. */
  writerUntil: number | null;
  /** Where the bytes lie that do not fill a part yet. */
  restKey: string | null;
  sha256: string | null;
  etag: string | null;
  createdAt: number;
  expiresAt: number;
  finishedAt: number | null;
  takenAt: number | null;
  endedAt: number | null;
};

export type NewUpload = Pick<
  Upload,
  | "id"
  | "accountId"
  | "name"
  | "contentType"
  | "metadata"
  | "sizeBytes"
  | "objectKey"
  | "createdAt"
  | "expiresAt"
>;

export type UploadPart = { partNumber: number; etag: string };

/** Who writes: statements that name another writer than the present one change nothing. */
export type UploadWriterIdentity = { uploadId: string; writerId: string };

export type UploadClaim = UploadWriterIdentity & {
  accountId: string;
  /** The write fails where the upload has another offset by now. */
  offsetBytes: number;
  now: number;
  /** From then on another request may write. */
  writerUntil: number;
  expiresAt: number;
};

export type UploadAdvance = UploadWriterIdentity & {
  offsetBytes: number;
  restKey: string | null;
  parts: readonly UploadPart[];
  writerUntil: number;
  expiresAt: number;
};

/** Resumable uploads as the database keeps them. */
export interface UploadStore {
  /** Writes the upload with the room it holds; false when that would pass the account's limit. */
  create(upload: NewUpload, maximumStorageBytes: number): Promise<boolean>;
  /** The upload, also one that has ended; null when this account has none of that id. */
  readOwned(uploadId: string, accountId: string): Promise<Upload | null>;
  /**
   * Makes a request the only writer of an upload that goes on at this offset and that nobody else
   * writes to; null when it is not to be had. One statement decides.
   */
  claim(claim: UploadClaim): Promise<Upload | null>;
  /** Keeps others from writing until then; false when the writer is not the present one. */
  hold(writer: UploadWriterIdentity, writerUntil: number): Promise<boolean>;
  /** Notes the multipart upload of the parts; false when the writer is not the present one. */
  openParts(writer: UploadWriterIdentity, storageUploadId: string): Promise<boolean>;
  /** Notes what is stored for good; false when the writer is not the present one. */
  advance(advance: UploadAdvance): Promise<boolean>;
  /** Lets the next request write. */
  release(writer: UploadWriterIdentity): Promise<void>;
  listParts(uploadId: string): Promise<UploadPart[]>;
  /** Notes the digest of an upload whose bytes are all there. */
  finish(
    uploadId: string,
    whole: { sha256: string; etag: string; now: number; expiresAt: number },
  ): Promise<void>;
  /** Makes a finished upload an asset of its id, once; its room is the asset's from then on. */
  take(uploadId: string, accountId: string, now: number): Promise<void>;
  /** Gives an upload up and its room back; null when this account has none that goes on. */
  end(uploadId: string, accountId: string, now: number): Promise<Upload | null>;
  /** Gives up those that nobody finished or took in time. */
  endExpired(now: number, limit: number): Promise<void>;
  /** Uploads that were given up and may still have something in storage. */
  listUncleared(limit: number): Promise<Upload[]>;
  recordCleared(uploadId: string, now: number): Promise<void>;
  /** Uploads that ended, or were taken and expired, before `endedBefore`. */
  listForgettable(endedBefore: number, limit: number): Promise<Upload[]>;
  forget(uploadId: string): Promise<void>;
}
