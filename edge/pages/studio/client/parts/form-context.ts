import type { Api } from "../api/request.ts";
import type { Jobs } from "../state/use-jobs.ts";
import type { Submission } from "./use-submission.ts";

/** What every form of the studio needs. */
export type FormContext = {
  api: Api;
  jobs: Jobs;
  submission: Submission;
  /** The template that was chosen elsewhere to be opened, last. */
  wanted: { id: string; name: string } | null;
  /** Told once the API has accepted what the form holds. */
  onCreated: () => void;
};
