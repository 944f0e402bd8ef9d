import { memo } from "preact/compat";
import { useState } from "preact/hooks";
import { useNow } from "../../../shared/client/clock.ts";
import { formatAgo } from "../../../shared/client/format.ts";
import { ProgressBar } from "../../../shared/client/progress-bar.tsx";
import { StatusBadge } from "../../../shared/client/status-badge.tsx";
import type { JobView } from "../api/jobs.ts";
import { isEnded, type ShownJob } from "../state/jobs-state.ts";
import { FilmDetails } from "./film-details.tsx";
import { JobActions, type OpenedPart } from "./job-actions.tsx";
import { JobLogs } from "./job-logs.tsx";
import { JobMedia } from "./job-media.tsx";
import type { ListContext } from "./list-context.ts";

const KIND_WORDS: Record<JobView["kind"], string> = {
  "generate-video": "Video",
  "inspect-template": "Template check",
  "inspect-audio": "Sound check",
  "render-template": "Template render",
  "make-film": "Film",
};

/** One job: its picture, how far it is, and what can be done with it. */
export const JobCard = memo(function JobCard(properties: { context: ListContext; job: ShownJob }) {
  const { context, job } = properties;
  const [opened, setOpened] = useState<OpenedPart>(null);
  const name = job.title ?? KIND_WORDS[job.kind];
  return (
    <article class="card" aria-label={name}>
      <JobMedia api={context.api} job={job} />
      <ProgressBar
        percent={job.percent}
        label={`Progress of ${name}`}
        state={job.state}
        hidden={isEnded(job.state)}
      />
      <div class="card-body">
        <h3 title={name}>{name}</h3>
        <p class="card-facts small soft">
          <StatusBadge state={job.state} />
          <span>{KIND_WORDS[job.kind]}</span>
          <Ago at={job.createdAt} />
        </p>
        <JobActions
          context={context}
          job={job}
          opened={opened}
          onToggle={(part) => setOpened(opened === part ? null : part)}
        />
        {opened === "logs" ? (
          <JobLogs api={context.api} jobId={job.id} listeners={context.jobs.listeners} />
        ) : null}
        {opened === "scenes" ? <FilmDetails api={context.api} jobId={job.id} /> : null}
      </div>
    </article>
  );
});

export function Ago({ at }: { at: string }) {
  const now = useNow(30_000);
  const time = Date.parse(at);
  return (
    <time dateTime={at} title={new Date(time).toLocaleString()}>
      {formatAgo(time, now)}
    </time>
  );
}
