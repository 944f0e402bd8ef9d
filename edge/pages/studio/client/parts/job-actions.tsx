import { useState } from "preact/hooks";
import { Icon } from "../../../shared/client/icon.tsx";
import { cancelJob, deleteJob, pathOf, readJob, saveBlob } from "../api/jobs.ts";
import { messageOf } from "../api/request.ts";
import { canRetry, retryJob } from "../api/retry-job.ts";
import { isEnded, type ShownJob } from "../state/jobs-state.ts";
import { Dialog } from "../../../shared/client/dialog.tsx";
import type { ListContext } from "./list-context.ts";
import { sortRefusal } from "./use-submission.ts";

/** What can be done with a job in its state; one thing at a time. */
export function JobActions(properties: {
  context: ListContext;
  job: ShownJob;
  logsOpen: boolean;
  onToggleLogs: () => void;
}) {
  const { context, job, logsOpen, onToggleLogs } = properties;
  const { api, jobs, onRefusal } = context;
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [asks, setAsks] = useState(false);
  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setFailure(null);
    try {
      await work();
    } catch (error) {
      const refusal = sortRefusal(error);
      if (refusal.kind === "balance") onRefusal(refusal);
      else setFailure(messageOf(error));
    }
    setBusy(false);
  };
  const name = job.title ?? job.id;
  const ended = isEnded(job.state);
  return (
    <>
      <div class="card-actions">
        {job.state === "completed" ? (
          <button
            type="button"
            class="button small"
            disabled={busy}
            aria-label={`Download: ${name}`}
            onClick={() => void run(() => download(context, job))}
          >
            <Icon name="download" /> Download
          </button>
        ) : null}
        {ended ? null : (
          <button
            type="button"
            class="button small"
            disabled={busy || job.state === "cancelling"}
            aria-label={`Cancel: ${name}`}
            onClick={() =>
              void run(async () => {
                await cancelJob(api, job.id);
                await jobs.reload();
              })
            }
          >
            <Icon name="stop" /> Cancel
          </button>
        )}
        {ended && canRetry(job) ? (
          <button
            type="button"
            class="button small"
            disabled={busy}
            aria-label={`${job.state === "completed" ? "Make again" : "Retry"}: ${name}`}
            onClick={() =>
              void run(async () => {
                await retryJob(api, job.id);
                await jobs.reload();
              })
            }
          >
            <Icon name="retry" /> {job.state === "completed" ? "Again" : "Retry"}
          </button>
        ) : null}
        <span class="spacer" />
        <button
          type="button"
          class="icon-button"
          aria-label={`Log of: ${name}`}
          aria-expanded={logsOpen}
          title="Log"
          onClick={onToggleLogs}
        >
          <Icon name="logs" />
        </button>
        <button
          type="button"
          class="icon-button"
          disabled={busy}
          aria-label={`Delete: ${name}`}
          title="Delete"
          onClick={() => setAsks(true)}
        >
          <Icon name="trash" />
        </button>
      </div>
      {failure === null ? null : (
        <p class="field-error" role="alert">
          {failure}
        </p>
      )}
      {asks ? (
        <Dialog title="Delete this job?" onClose={() => setAsks(false)}>
          <p>
            Its record is gone at once{ended ? "" : ", and it is cancelled first"}. The files it
            made stay among your assets.
          </p>
          <div class="dialog-actions">
            <button type="button" class="button" onClick={() => setAsks(false)}>
              Keep
            </button>
            <button
              type="button"
              class="button danger"
              onClick={() => {
                setAsks(false);
                void run(async () => {
                  await deleteJob(api, job.id);
                  jobs.forget(job.id);
                });
              }}
            >
              <Icon name="trash" /> Delete
            </button>
          </div>
        </Dialog>
      ) : null}
    </>
  );
}

async function download({ api }: ListContext, job: ShownJob): Promise<void> {
  const { outputs } = await readJob(api, job.id);
  const video = outputs.find(({ name }) => name === "video") ?? outputs[0];
  if (!video) throw new Error("There is no file to download any more.");
  if (video.url === null) {
    const answer = await api.response(video.contentPath);
    return saveBlob(await answer.blob(), `${job.id}-${video.name}`);
  }
  // The browser's own download shows its progress and needs no memory.
  const link = document.createElement("a");
  link.href = `${pathOf(video.url)}&download=1`;
  link.download = "";
  link.click();
}
