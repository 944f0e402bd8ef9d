import { useEffect, useState } from "preact/hooks";
import type { PublicJob } from "../../../../domain/monitor/read-monitor.ts";
import type { MonitorLogs } from "../../state.ts";
import { Dialog } from "../../../shared/client/dialog.tsx";
import { LogList } from "../../../shared/client/log-list.tsx";
import { ProgressBar } from "../../../shared/client/progress-bar.tsx";
import { StatusBadge } from "../../../shared/client/status-badge.tsx";
import { titleOf } from "./job-tile.tsx";

const POLL_MILLISECONDS = 2000;

/** A job in full: its video once there is one, and its log as it grows. */
export function JobDialog({ job, onClose }: { job: PublicJob; onClose: () => void }) {
  const logs = useLogs(job.id);
  const state = logs === null || logs === "gone" ? job.state : logs.state;
  const percent = logs === null || logs === "gone" ? job.percent : logs.percent;
  return (
    <Dialog title={titleOf(job)} onClose={onClose}>
      <p class="card-facts">
        <StatusBadge state={state} />
        <span class="small soft mono">{job.id}</span>
      </p>
      {state === "completed" ? (
        <div class="frame">
          <video src={`/video-monitor/media/${job.id}`} controls autoplay playsInline loop muted />
        </div>
      ) : state === "running" || state === "cancelling" ? (
        <ProgressBar percent={percent} label="Progress" />
      ) : null}
      {logs === "gone" ? (
        <p class="notice" data-kind="warm">
          This job is not on the monitor any more.
        </p>
      ) : logs === null ? (
        <div class="logs skeleton" aria-busy="true" />
      ) : logs.entries.length === 0 ? (
        <p class="logs soft">Nothing was logged yet.</p>
      ) : (
        <LogList entries={logs.entries} label="Log of the job" />
      )}
    </Dialog>
  );
}

function useLogs(jobId: string): MonitorLogs | "gone" | null {
  const [logs, setLogs] = useState<MonitorLogs | "gone" | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ending = new AbortController();
    const ask = async () => {
      const { signal } = ending;
      const answer = await fetch(`/video-monitor/logs/${jobId}`, { signal, credentials: "omit" });
      if (answer.status === 404) return setLogs("gone");
      const read = (await answer.json()) as MonitorLogs;
      setLogs(read);
      const ended = ["completed", "failed", "cancelled"].includes(read.state);
      if (!ended) timer = setTimeout(() => void ask().catch(() => undefined), POLL_MILLISECONDS);
    };
    ask().catch(() => undefined);
    return () => {
      ending.abort();
      clearTimeout(timer);
    };
  }, [jobId]);
  return logs;
}
