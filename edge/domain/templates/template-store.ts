import type { JobState } from "#contracts/job.ts";
import type { DeletedAsset } from "../assets/asset-store.ts";

/** An uploaded template; its id is that of the job that inspects it. Times are Unix milliseconds. */
export type Template = {
  id: string;
  accountId: string;
  name: string;
  assetId: string;
  sizeBytes: number;
  state: JobState;
  errorMessage: string | null;
  createdAt: number;
  finishedAt: number | null;
};

/** Which of an account's records, newest first. */
export type RecordQuery = {
  accountId: string;
  states: readonly JobState[];
  skip?: number | undefined;
  take?: number | undefined;
};

/** Templates that were not deleted. */
export interface TemplateStore {
  readOwned(templateId: string, accountId: string): Promise<Template | null>;
  list(query: RecordQuery): Promise<Template[]>;
  /**
   * Takes an inspected template, its archive and its job's record from the account; null while a
   * render of it has not ended, and when there is none.
   */
  delete(templateId: string, accountId: string, now: number): Promise<DeletedAsset[] | null>;
}
