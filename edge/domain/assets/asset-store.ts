import type { MediaDescription } from "#contracts/task.ts";

export type Asset = {
  id: string;
  accountId: string;
  jobId: string | null;
  name: string;
  objectKey: string;
  contentType: string;
  sizeBytes: number;
  sha256: string;
  etag: string;
  media: MediaDescription | null;
  createdAt: number;
  /** The account's link epoch now: a signed link of another epoch is void. */
  linkEpoch: number;
};

/** Room held for an upload under way. */
export type UploadReservation = {
  id: string;
  accountId: string;
  objectKey: string;
  sizeBytes: number;
  createdAt: number;
  expiresAt: number;
};

/** An object of which nobody wants the bytes any more. */
export type OwedDeletion = { assetId: string; objectKey: string };

/** `held`: a job that has not ended still needs the bytes. */
export type DeletedAsset = OwedDeletion & { held: boolean };

/** Live objects and where they lie. */
export interface AssetStore {
  /** The live final output of that name of a job, whoever owns it; null when there is none. */
  readJobOutput(jobId: string, name: string): Promise<Asset | null>;
  listJobOutputs(jobId: string): Promise<Asset[]>;
  /**
   * The live stills of a film's scenes, counted from 0, whichever job made them: a scene that an
   * earlier film had already has that film's.
   */
  listSceneImages(jobId: string): Promise<{ scene: number; asset: Asset }[]>;
  /** The live asset, or null when this account has none of that id. Intermediates are not shown. */
  readOwned(assetId: string, accountId: string): Promise<Asset | null>;
  /** The account's live assets, newest first; `before` continues after the last id of a page. */
  listOwned(query: {
    accountId: string;
    limit: number;
    before?: string | undefined;
  }): Promise<Asset[]>;
  /** Bytes of the account's live assets and of its uploads under way. */
  readUsedBytes(accountId: string, now: number): Promise<number>;
  /** Holds room for an upload; false when that would pass the account's limit. */
  reserve(upload: UploadReservation, maximumStorageBytes: number): Promise<boolean>;
  /** Turns a reservation into an asset; false when the reservation is gone or expired. */
  finishUpload(
    uploadId: string,
    asset: Omit<Asset, "jobId" | "media" | "linkEpoch">,
  ): Promise<boolean>;
  /** Gives the room of an upload back. */
  forgetUpload(uploadId: string): Promise<void>;
  listExpiredUploads(expiredBefore: number, limit: number): Promise<UploadReservation[]>;
  /** Takes the asset away from everybody; null when this account has no live one of that id. */
  delete(assetId: string, accountId: string, now: number): Promise<DeletedAsset | null>;
  /**
   * Deletes what jobs made on their way, once the last job that made or used it ended before
   * `endedBefore`.
   */
  expireIntermediates(endedBefore: number, now: number, limit: number): Promise<void>;
  recordBytesDeleted(assetId: string, now: number): Promise<void>;
  /** Where an input of a job lies that has not ended, even if its asset was deleted meanwhile. */
  readInputKey(jobId: string, assetId: string): Promise<string | null>;
  /** Deleted assets whose bytes were not removed yet and that no unfinished job needs. */
  listOwedDeletions(limit: number): Promise<OwedDeletion[]>;
  /** The object keys of the live assets of a job, whose own record may be gone. */
  listReferenced(job: { jobId: string; accountId: string }): Promise<string[]>;
}
