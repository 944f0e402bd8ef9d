import type { Dialect } from "#contracts/job.ts";

/** Jobs that were asked for together. */
export type Batch = {
  id: string;
  accountId: string;
  dialect: Dialect;
  /** How many jobs it has. */
  size: number;
  createdAt: number;
};

export interface BatchStore {
  /** The batch, or null when this account has none of that id. */
  readOwned(batchId: string, accountId: string): Promise<Batch | null>;
}
