import { useEffect, useRef, useState } from "preact/hooks";
import { STAGE_WORDS } from "../../../shared/describe-event.ts";
import { formatDuration } from "../../../shared/client/format.ts";
import { Icon } from "../../../shared/client/icon.tsx";
import { pathOf, readJob, readWaiting, type JobDetail } from "../api/jobs.ts";
import type { Api } from "../api/request.ts";
import type { ShownJob } from "../state/jobs-state.ts";

const WAITING_MILLISECONDS = 10_000;

/** A job's picture: the finished video, or in the same room how far it is. */
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

type Properties = { api: Api; job: ShownJob; isVisible: boolean };

function Finished({ api, job, isVisible }: Properties) {
  const detail = useDetail(api, job, isVisible);
  const [plays, setPlays] = useState(false);
  const outputs = detail?.outputs ?? [];
  const video = outputs.find(({ name }) => name === "video")?.url;
  const still = outputs.find(({ name }) => name === "thumbnail")?.url;
  const captions = outputs.find(({ name }) => name === "captions-vtt")?.contentPath;
  const title = job.title ?? "the video";
  if (plays && video) {
    return (
      <video src={pathOf(video)} controls autoplay playsInline loop aria-label={title}>
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
      {detail && !video ? <p class="frame-note">No video among its files</p> : null}
    </>
  );
}

/** Captions lie behind the credential, so that they are read and handed over as bytes. */
function Captions({ api, path }: { api: Api; path: string }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    let made: string | null = null;
    api.response(path).then(
      async (answer) => setUrl((made = URL.createObjectURL(await answer.blob()))),
      () => undefined,
    );
    return () => {
      if (made) URL.revokeObjectURL(made);
    };
  }, [api, path]);
  return url ? <track kind="captions" src={url} default label="Captions" /> : null;
}

function Unfinished({ api, job, isVisible }: Properties) {
  const reason = useWaiting(api, job, isVisible);
  switch (job.state) {
    case "queued":
      return (
        <p class="frame-note">
          <Icon name="clock" />
          <span>{reason ?? "Waiting for a free place"}</span>
        </p>
      );
    case "failed":
      return (
        <p class="frame-note bad">
          <Icon name="warning" />
          <span>{job.error?.message ?? "It failed."}</span>
        </p>
      );
    case "cancelled":
      return <p class="frame-note">Cancelled</p>;
    default:
      return (
        <p class="frame-note running">
          <b class="number">{`${Math.round(job.percent)}%`}</b>
          <span>{job.state === "cancelling" ? "Cancelling" : stageOf(job)}</span>
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

function useVisible(element: { current: Element | null }): boolean {
  const [isVisible, setVisible] = useState(false);
  useEffect(() => {
    if (!element.current) return;
    const observer = new IntersectionObserver(
      (entries) => setVisible(entries.at(-1)?.isIntersecting ?? false),
      { rootMargin: "200px" },
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return isVisible;
}
