import type { PublicJob } from "../../../../domain/monitor/read-monitor.ts";
import { STAGE_WORDS } from "../../../shared/describe-event.ts";
import { formatAgo, formatDuration } from "../../../shared/client/format.ts";
import { Icon } from "../../../shared/client/icon.tsx";
import { ProgressBar } from "../../../shared/client/progress-bar.tsx";
import { StatusBadge } from "../../../shared/client/status-badge.tsx";

/** A running job: what it is, where it is in its work, how far. */
export function RunningTile({ job, time, onOpen }: TileProperties) {
  const seconds = job.startedAt === null ? null : (time - job.startedAt) / 1000;
  return (
    <li>
      <button type="button" class="tile" onClick={() => onOpen(job)}>
        <span class="tile-title">{titleOf(job)}</span>
        <b class="number">{`${job.percent}%`}</b>
        <span class="small soft">
          {job.state === "cancelling"
            ? "Cancelling"
            : job.stage === null
              ? "Rendering"
              : STAGE_WORDS[job.stage]}
        </span>
        <span class="small soft number">{seconds === null ? "" : formatDuration(seconds)}</span>
        <ProgressBar percent={job.percent} label={`Progress of ${titleOf(job)}`} />
      </button>
    </li>
  );
}

export function QueuedRow({ job, time, onOpen }: TileProperties) {
  return (
    <li>
      <button type="button" class="row" onClick={() => onOpen(job)}>
        <span class="row-title">{titleOf(job)}</span>
        <span class="small soft number">
          waits {formatDuration(Math.max(0, time - job.createdAt) / 1000)}
        </span>
      </button>
    </li>
  );
}

/** A job that has ended, with a frame of its video. */
export function EndedCard({ job, time, onOpen }: TileProperties) {
  const title = titleOf(job);
  const isFinished = job.state === "completed";
  return (
    <li class="card">
      <button type="button" onClick={() => onOpen(job)}>
        <div class="frame" data-state={job.state}>
          {isFinished ? (
            <>
              <img src={`/video-monitor/stills/${job.id}`} alt="" loading="lazy" decoding="async" />
              <span class="play-mark">
                <Icon name="play" />
              </span>
            </>
          ) : (
            <span class={`frame-note ${job.state === "failed" ? "bad" : ""}`}>
              <Icon name={job.state === "failed" ? "warning" : "stop"} />
            </span>
          )}
        </div>
        <div class="card-body">
          <h3>{title}</h3>
          <p class="card-facts small soft">
            <StatusBadge state={job.state} />
            <time dateTime={new Date(job.finishedAt ?? job.createdAt).toISOString()}>
              {formatAgo(job.finishedAt ?? job.createdAt, time)}
            </time>
          </p>
        </div>
      </button>
    </li>
  );
}

type TileProperties = { job: PublicJob; time: number; onOpen: (job: PublicJob) => void };

const KIND_WORDS: Record<PublicJob["kind"], string> = {
  "generate-video": "A video",
  "inspect-template": "A template is checked",
  "inspect-audio": "A sound is checked",
  "render-template": "A template is rendered",
  "make-film": "A film",
};

export function titleOf(job: PublicJob): string {
  return job.title ?? KIND_WORDS[job.kind];
}
