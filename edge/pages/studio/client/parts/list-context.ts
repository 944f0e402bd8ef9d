import type { Api } from "../api/request.ts";
import type { Jobs } from "../state/use-jobs.ts";
import type { Refusal } from "./use-submission.ts";

/** What every card of the list needs; the same object as long as it says the same. */
export type ListContext = {
  api: Api;
  jobs: Pick<Jobs, "listeners" | "reload" | "forget">;
  onRefusal: (refusal: Refusal) => void;
  /** Opens a template's form. */
  onUseTemplate: (template: { id: string; name: string }) => void;
};
