import { useState } from "preact/hooks";
import { Icon } from "../../../shared/client/icon.tsx";
import { ProgressBar } from "../../../shared/client/progress-bar.tsx";
import { cancelBatch, saveBlob } from "../api/jobs.ts";
import { messageOf } from "../api/request.ts";
import { isEnded, type ShownJob } from "../state/jobs-state.ts";
import { Ago, JobCard } from "./job-card.tsx";
import type { ListContext } from "./list-context.ts";

/** The jobs of a batch side by side, and what can be done with all of them. */
export function BatchCard(properties: {
  context: ListContext;
  batchId: string;
  jobs: readonly ShownJob[];
}) {
  const { context, batchId, jobs } = properties;
  const [busy, setBusy] = useState<"cancel" | "zip" | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const done = jobs.filter(({ state }) => state === "completed").length;
  const open = jobs.filter(({ state }) => !isEnded(state));
  const percent = jobs.reduce((sum, job) => sum + (isEnded(job.state) ? 100 : job.percent), 0);
  const run = async (what: "cancel" | "zip", work: () => Promise<unknown>) => {
    setBusy(what);
    setFailure(null);
    await work().catch((error: unknown) => setFailure(messageOf(error)));
    setBusy(null);
  };
  return (
    <section class="batch" aria-label={`Batch of ${jobs.length}`}>
      <header>
        <h3>
          <Icon name="stack" /> Batch
        </h3>
        <p class="small soft number">
          {done} of {jobs.length} finished · <Ago at={jobs[0]?.createdAt ?? ""} />
        </p>
        <ProgressBar
          percent={percent / jobs.length}
          label="Progress of the batch"
          hidden={open.length === 0}
        />
        <button
          type="button"
          class="button small"
          disabled={done === 0 || busy !== null}
          onClick={() =>
            void run("zip", async () => {
              const answer = await context.api.response(`/api/video/batch_download/${batchId}`);
              saveBlob(await answer.blob(), `batch-${batchId}.zip`);
            })
          }
        >
          <Icon name="download" /> {busy === "zip" ? "Loading …" : "ZIP"}
        </button>
        <button
          type="button"
          class="button small"
          disabled={open.length === 0 || busy !== null}
          onClick={() =>
            void run("cancel", async () => {
              await cancelBatch(context.api, batchId);
              await context.jobs.reload();
            })
          }
        >
          <Icon name="stop" /> Cancel all
        </button>
      </header>
      {failure === null ? null : (
        <p class="field-error" role="alert">
          {failure}
        </p>
      )}
      <div class="cards">
        {jobs.map((job) => (
          <JobCard key={job.id} context={context} job={job} />
        ))}
      </div>
    </section>
  );
}
