import { useState } from "preact/hooks";
import { Icon, type IconName } from "../../../shared/client/icon.tsx";
import { cancelJob, deleteJob, downloadVideo } from "../api/jobs.ts";
import { messageOf } from "../api/request.ts";
import { canRetry, retryJob } from "../api/retry-job.ts";
import { deleteSound } from "../api/sounds.ts";
import { deleteTemplate } from "../api/templates.ts";
import { isEnded, type ShownJob } from "../state/jobs-state.ts";
import { DeleteDialog } from "./delete-dialog.tsx";
import type { ListContext } from "./list-context.ts";
import { sortRefusal } from "./use-submission.ts";

/** What of a job is folded out under its actions. */
export type OpenedPart = "logs" | "scenes" | null;

/** What can be done with a job in its state; one thing at a time. */
export function JobActions(properties: {
  context: ListContext;
  job: ShownJob;
  opened: OpenedPart;
  onToggle: (part: OpenedPart) => void;
}) {
  const { context, job, opened, onToggle } = properties;
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
  const isDone = job.state === "completed";
  const isCheck = job.kind === "inspect-template" || job.kind === "inspect-audio";
  return (
    <>
      <div class="card-actions">
        {isDone && !isCheck ? (
          <Action
            icon="download"
            words="Download"
            label={`Download: ${name}`}
            disabled={busy}
            onClick={() => void run(() => downloadVideo(api, job.id))}
          />
        ) : null}
        {isDone && job.kind === "inspect-template" ? (
          <Action
            icon="layers"
            words="Use"
            label={`Use the template: ${name}`}
            disabled={busy}
            onClick={() => context.onUseTemplate({ id: job.id, name })}
          />
        ) : null}
        {ended ? null : (
          <Action
            icon="stop"
            words="Cancel"
            label={`Cancel: ${name}`}
            disabled={busy || job.state === "cancelling"}
            onClick={() =>
              void run(async () => {
                await cancelJob(api, job.id);
                await jobs.reload();
              })
            }
          />
        )}
        {ended && canRetry(job) ? (
          <Action
            icon="retry"
            words={isDone ? "Again" : "Retry"}
            label={`${isDone ? "Make again" : "Retry"}: ${name}`}
            disabled={busy}
            onClick={() =>
              void run(async () => {
                await retryJob(api, job.id);
                await jobs.reload();
              })
            }
          />
        ) : null}
        <span class="spacer" />
        {isDone && job.kind === "make-film" ? (
          <IconAction
            icon="scenes"
            title="Scenes and captions"
            label={`Scenes of: ${name}`}
            expanded={opened === "scenes"}
            onClick={() => onToggle("scenes")}
          />
        ) : null}
        <IconAction
          icon="logs"
          title="Log"
          label={`Log of: ${name}`}
          expanded={opened === "logs"}
          onClick={() => onToggle("logs")}
        />
        <IconAction
          icon="trash"
          title="Delete"
          label={`Delete: ${name}`}
          disabled={busy}
          onClick={() => setAsks(true)}
        />
      </div>
      {failure === null ? null : (
        <p class="field-error" role="alert">
          {failure}
        </p>
      )}
      {asks ? (
        <DeleteDialog
          job={job}
          onKeep={() => setAsks(false)}
          onDelete={() => {
            setAsks(false);
            void run(async () => {
              await remove(context, job);
              jobs.forget(job.id);
            });
          }}
        />
      ) : null}
    </>
  );
}

/** A template and a sound are their check's job: with it goes their file. */
function remove({ api }: ListContext, { id, kind }: ShownJob): Promise<unknown> {
  switch (kind) {
    case "inspect-template":
      return deleteTemplate(api, id);
    case "inspect-audio":
      return deleteSound(api, id);
    case "generate-video":
    case "render-template":
    case "make-film":
      return deleteJob(api, id);
  }
}

type ActionProperties = {
  icon: IconName;
  label: string;
  disabled?: boolean;
  onClick: () => void;
};

function Action({ icon, words, label, disabled, onClick }: ActionProperties & { words: string }) {
  return (
    <button
      type="button"
      class="button small"
      disabled={disabled}
      aria-label={label}
      onClick={onClick}
    >
      <Icon name={icon} /> {words}
    </button>
  );
}

function IconAction(properties: ActionProperties & { title: string; expanded?: boolean }) {
  const { icon, title, label, disabled, expanded, onClick } = properties;
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      aria-expanded={expanded}
      title={title}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
