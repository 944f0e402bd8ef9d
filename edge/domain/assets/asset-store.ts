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

/** Live objects and where they lie. */
export interface AssetStore {
  /** The live final output of that name of a job, whoever owns it; null when there is none. */
  readJobOutput(jobId: string, name: string): Promise<Asset | null>;
  listJobOutputs(jobId: string): Promise<Asset[]>;
  /** Those of the object keys that a live asset refers to. */
  listReferenced(objectKeys: readonly string[]): Promise<string[]>;
}
