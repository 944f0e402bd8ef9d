import { z } from "zod";
import type { Account } from "../accounts/account-store.ts";
import type { SubmitJob } from "../jobs/submit-job.ts";
import type { FilmPlan } from "./film-plan.ts";

/** A film to be made: its script, and in whose hands. */
export type FilmOrder = Pick<SubmitJob, "dialect" | "callbackUrl" | "idempotency"> & {
  account: Account;
  /** The request in the dialect's own words; a `FilmSummary` is kept beside it. */
  request: object;
  plan: FilmPlan;
  size: { width: number; height: number };
  /** Catalogue keys. */
  models: { image: string; video: string | null; voice: string };
  speaker: string;
  /** What whoever asked should know of the script. */
  notes: readonly string[];
  /** False: scenes that an earlier film has are made anew. */
  reuse: boolean;
};

/** What is kept of how a film was planned, as `film` of the job's request. */
export const FilmSummary = z.object({
  /** Spoken and shown words of each scene. */
  scenes: z.array(z.string().nullable()),
  /** Scenes that an earlier film had already. */
  reused: z.int().min(0),
  /** Who serves the models that were asked for. */
  models: z.array(
    z.object({
      wanted: z.string(),
      model: z.string(),
      standIn: z.enum(["none", "successor", "procedural"]),
    }),
  ),
  notes: z.array(z.string()),
});
export type FilmSummary = z.infer<typeof FilmSummary>;
