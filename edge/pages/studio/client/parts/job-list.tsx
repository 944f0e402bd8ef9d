import { useMemo, useState } from "preact/hooks";
import { Icon } from "../../../shared/client/icon.tsx";
import { messageOf } from "../api/request.ts";
import type { ShownJob } from "../state/jobs-state.ts";
import type { Jobs, StateFilter } from "../state/use-jobs.ts";
import { BatchCard } from "./batch-card.tsx";
import { JobCard } from "./job-card.tsx";
import type { ListContext } from "./list-context.ts";

const FILTERS: readonly { value: StateFilter; words: string }[] = [
  { value: "all", words: "All" },
  { value: "running", words: "Rendering" },
  { value: "queued", words: "Waiting" },
  { value: "completed", words: "Finished" },
  { value: "failed", words: "Failed" },
];

/** The account's jobs, newest first, a page at a time; jobs of a batch stand together. */
export function JobList({ context, jobs }: { context: ListContext; jobs: Jobs }) {
  const groups = useMemo(() => groupByBatch(jobs.jobs), [jobs.jobs]);
  return (
    <section class="jobs" aria-labelledby="jobs-title">
      <div class="jobs-head">
        <h2 id="jobs-title">Your jobs</h2>
        <div class="filters" role="group" aria-label="Show">
          {FILTERS.map(({ value, words }) => (
            <button
              key={value}
              type="button"
              aria-pressed={jobs.filter === value}
              onClick={() => jobs.setFilter(value)}
            >
              {words}
            </button>
          ))}
        </div>
      </div>
      {jobs.error !== null && jobs.jobs.length > 0 ? (
        <p class="notice" data-kind="warm" role="status">
          {jobs.error} What you see may be out of date.
        </p>
      ) : null}
      {jobs.jobs.length > 0 ? (
        <div class="cards">
          {groups.flatMap(({ batchId, jobs: members }) =>
            batchId === null
              ? members.map((job) => <JobCard key={job.id} context={context} job={job} />)
              : [<BatchCard key={batchId} context={context} batchId={batchId} jobs={members} />],
          )}
        </div>
      ) : (
        <NoJobs jobs={jobs} />
      )}
      {jobs.nextCursor === null ? null : <More jobs={jobs} />}
    </section>
  );
}

function NoJobs({ jobs }: { jobs: Jobs }) {
  if (jobs.loaded) {
    const isAll = jobs.filter === "all";
    return (
      <div class="empty">
        <Icon name="film" />
        <h3>{isAll ? "No videos yet" : "Nothing here"}</h3>
        <p>
          {isAll
            ? "Describe one and press Generate. It appears here at once and you see it come into being."
            : "No job of yours is in this state now."}
        </p>
      </div>
    );
  }
  if (jobs.error !== null) {
    return (
      <div class="empty" role="alert">
        <Icon name="warning" />
        <h3>Your jobs could not be read</h3>
        <p>{jobs.error}</p>
        <button
          type="button"
          class="button"
          onClick={() => void jobs.reload().catch(() => undefined)}
        >
          Try again
        </button>
      </div>
    );
  }
  return (
    <div class="cards" aria-busy="true" aria-label="Reading your jobs">
      {[0, 1, 2, 3, 4, 5].map((place) => (
        <div key={place} class="card ghost">
          <div class="frame skeleton" />
        </div>
      ))}
    </div>
  );
}

function More({ jobs }: { jobs: Jobs }) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const load = async () => {
    setBusy(true);
    setFailure(null);
    await jobs.loadMore().catch((error: unknown) => setFailure(messageOf(error)));
    setBusy(false);
  };
  return (
    <div class="more">
      {failure === null ? null : <p class="field-error">{failure}</p>}
      <button type="button" class="button" disabled={busy} onClick={() => void load()}>
        {busy ? "Reading …" : "Show older jobs"}
      </button>
    </div>
  );
}

type Group = { batchId: string | null; jobs: ShownJob[] };

/** Jobs that belong to no batch stand between batches; all are of one grid, so that none is drawn anew. */
function groupByBatch(jobs: readonly ShownJob[]): Group[] {
  const groups: Group[] = [];
  const batches = new Map<string, Group>();
  for (const job of jobs) {
    const known = job.batchId === null ? groups.at(-1) : batches.get(job.batchId);
    if (known && known.batchId === job.batchId) {
      if (job.batchId === null) known.jobs.push(job);
      // The newest of a batch was its last prompt.
      else known.jobs.unshift(job);
      continue;
    }
    const group: Group = { batchId: job.batchId, jobs: [job] };
    groups.push(group);
    if (job.batchId !== null) batches.set(job.batchId, group);
  }
  return groups;
}
