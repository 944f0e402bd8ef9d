import { useEffect, useRef, useState } from "preact/hooks";
import { STAGE_WORDS } from "../../../shared/describe-event.ts";
import { formatDuration } from "../../../shared/client/format.ts";
import { Icon } from "../../../shared/client/icon.tsx";
import { pathOf, readJob, readWaiting, type JobDetail } from "../api/jobs.ts";
import type { Api } from "../api/request.ts";
import type { ShownJob } from "../state/jobs-state.ts";
import { Poster } from "./poster.tsx";
import { useFilmMessage } from "./use-film-message.ts";
import { useObjectUrl } from "./use-object-url.ts";
import { useVisible } from "./use-visible.ts";

const WAITING_MILLISECONDS = 10_000;

type Properties = { api: Api; job: ShownJob; isVisible: boolean };

/** A job's picture: what it made, or in the same room how far it is. */
export function JobMedia({ api, job }: { api: Api; job: ShownJob }) {
  const frame = useRef<HTMLDivElement>(null);
  const isVisible = useVisible(frame);
  return (
    <div class="frame" ref={frame} data-state={job.state}>
      {job.state === "completed" ? (
        <Finished api={api} job={job} isVisible={isVisible} />
      ) : (
        <Unfinished api={api} job={job} isVisible={isVisible} />
      )}
    </div>
  );
}

function Finished(properties: Properties) {
  const { api, job, isVisible } = properties;
  switch (job.kind) {
    case "inspect-template": {
      const alt = `A frame of: ${job.title ?? "the template"}`;
      return <Poster api={api} templateId={job.id} alt={alt} isVisible={isVisible} />;
    }
    case "inspect-audio":
      return (
        <p class="frame-note">
          <Icon name="sound" />
          <span>Ready to lie under a template's video</span>
        </p>
      );
    case "generate-video":
    case "render-template":
    case "make-film":
      return <Video {...properties} />;
  }
}

function Video({ api, job, isVisible }: Properties) {
  const detail = useDetail(api, job, isVisible);
  const [plays, setPlays] = useState(false);
  const [isUnknown, setUnknown] = useState(false);
  const outputs = detail?.outputs ?? [];
  const video = outputs.find(({ name }) => name === "video")?.url;
  const still = outputs.find(({ name }) => name === "thumbnail")?.url;
  const captions = outputs.find(({ name }) => name === "captions-vtt")?.contentPath;
  const title = job.title ?? "the video";
  if (isUnknown) {
    return (
      <p class="frame-note" role="status">
        <Icon name="warning" />
        <span>This browser cannot play it. Download it instead.</span>
      </p>
    );
  }
  if (plays && video) {
    return (
      <video
        src={pathOf(video)}
        controls
        autoplay
        playsInline
        loop
        aria-label={title}
        onError={() => setUnknown(true)}
      >
        {captions ? <Captions api={api} path={captions} /> : null}
      </video>
    );
  }
  return (
    <>
      {still ? <img src={pathOf(still)} alt={`A frame of: ${title}`} decoding="async" /> : null}
      {video ? (
        <button
          type="button"
          class="play"
          aria-label={`Play: ${title}`}
          onClick={() => setPlays(true)}
        >
          <span>
            <Icon name="play" />
          </span>
        </button>
      ) : null}
      {detail && !video ? <p class="frame-note">Its video is not there any more</p> : null}
    </>
  );
}

/** Films show their words in the picture already: these are for who turns them on. */
function Captions({ api, path }: { api: Api; path: string }) {
  const url = useObjectUrl(api, path);
  return url === null ? null : <track kind="captions" src={url} label="Captions" srcLang="en" />;
}

function Unfinished({ api, job, isVisible }: Properties) {
  const reason = useWaiting(api, job, isVisible);
  const scenes = useFilmMessage(api, job, isVisible);
  switch (job.state) {
    case "queued":
      return (
        <p class="frame-note">
          <Icon name="clock" />
          <span>{job.notice ?? reason ?? "Waiting for a free place"}</span>
        </p>
      );
    case "failed":
      return (
        <p class="frame-note bad">
          <Icon name="warning" />
          <span title={job.error?.message ?? ""}>{job.error?.message ?? "It failed."}</span>
        </p>
      );
    case "cancelled":
      return <p class="frame-note">Cancelled</p>;
    default:
      return (
        <p class="frame-note running">
          <b class="number">{`${Math.round(job.percent)}%`}</b>
          <span title={scenes ?? ""}>
            {job.state === "cancelling" ? "Cancelling" : (scenes ?? stageOf(job))}
          </span>
        </p>
      );
  }
}

function stageOf({ stage, percent, startedAt, estimatedSeconds }: ShownJob): string {
  const words = stage === null ? "Rendering" : STAGE_WORDS[stage];
  const left = estimatedSeconds * (1 - percent / 100);
  return startedAt === null || percent === 0
    ? words
    : `${words}, about ${formatDuration(left)} left`;
}

/** The job with its files, once somebody sees it; links are signed for a week. */
function useDetail(api: Api, job: ShownJob, isVisible: boolean): JobDetail | null {
  const [detail, setDetail] = useState<JobDetail | null>(null);
  useEffect(() => {
    if (!isVisible || detail !== null) return;
    readJob(api, job.id).then(setDetail, () => undefined);
  }, [api, job.id, isVisible, detail]);
  return detail;
}

/** Why a job waits, in the dispatcher's words, while somebody sees it. */
function useWaiting(api: Api, { id, state }: ShownJob, isVisible: boolean): string | null {
  const [reason, setReason] = useState<string | null>(null);
  const asks = isVisible && state === "queued";
  useEffect(() => {
    if (!asks) return;
    const ask = () =>
      readWaiting(api, id).then(
        ({ tasks }) => {
          const task = tasks.find((one) => one.reason !== null);
          if (task?.reason) setReason(task.reason.message);
        },
        () => undefined,
      );
    void ask();
    const timer = setInterval(() => void ask(), WAITING_MILLISECONDS);
    return () => clearInterval(timer);
  }, [api, id, asks]);
  return reason;
}
