import type { JobState } from "#contracts/job.ts";
import type { DeletedAsset } from "../assets/asset-store.ts";
import type { RecordQuery } from "../templates/template-store.ts";

/** A render of a template; its id is its job's. Names are those of the time it was asked for. */
export type Render = {
  id: string;
  accountId: string;
  name: string;
  templateId: string;
  templateName: string;
  templateInstanceId: string | null;
  templateInstanceName: string | null;
  campaignId: string | null;
  audioId: string | null;
  state: JobState;
  errorMessage: string | null;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  /** Node time of its successful tasks. */
  renderMilliseconds: number;
  /** Of its video, while there is one. */
  sizeBytes: number | null;
};

/** Renders that were not deleted. */
export interface RenderStore {
  readOwned(renderId: string, accountId: string): Promise<Render | null>;
  list(query: RecordQuery): Promise<Render[]>;
  /** Takes an ended render and its outputs from the account; null when there is no such. */
  delete(renderId: string, accountId: string, now: number): Promise<DeletedAsset[] | null>;
}
