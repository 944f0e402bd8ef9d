import type { JobState } from "#contracts/job.ts";
import type { Job } from "../../domain/jobs/job.ts";
import type { CatalogueModel } from "../../domain/models/catalogue-model.ts";
import { describeState, type SceneCount } from "./messages.ts";
import { StoredRequest } from "./schemas.ts";
import type { ModelList, NarrativeResult, NarrativeStatus } from "./views.ts";

type StatusWord = NarrativeStatus["status"];

const STATUS_OF = {
  queued: "PENDING",
  running: "IN_PROGRESS",
  cancelling: "IN_PROGRESS",
  completed: "COMPLETED",
  failed: "FAILED",
  cancelled: "CANCELLED",
} as const satisfies Record<JobState, StatusWord>;

/** What a job that has not ended may have reached. */
const MAXIMUM_OPEN_PERCENT = 99;

/** What is known of a job beside its row. */
export type Situation = {
  scenes: SceneCount;
  waiting: string | null;
  result: NarrativeResult | null;
};

/** Answer of `GET /status`. */
export function presentStatus(job: Job, situation: Situation): NarrativeStatus {
  const { film } = StoredRequest.parse(job.request);
  const { result } = situation;
  return {
    status: STATUS_OF[job.state],
    progress: presentPercent(job),
    ...(result !== null && { result }),
    message: describeState(job, film, situation),
  };
}

function presentPercent({ state, percent }: Job): number {
  if (state === "completed") return 100;
  return Math.min(Math.floor(percent), MAXIMUM_OPEN_PERCENT);
}

/** Answer of `GET /models`. */
export function presentModels(models: Iterable<CatalogueModel>): ModelList {
  return {
    models: Array.from(models, ({ key, kind, provider, name, ...model }) => {
      const speakers = Object.keys(model.speakers);
      return {
        key,
        type: kind,
        provider,
        name,
        isExpressModel: model.isExpress,
        tokens: model.tokens,
        servedBy: model.successor,
        ...(speakers.length > 0 && { speakers }),
      };
    }),
  };
}
