import { Dialog } from "../../../shared/client/dialog.tsx";
import { Icon } from "../../../shared/client/icon.tsx";
import { isEnded, type ShownJob } from "../state/jobs-state.ts";

/** Asks whether a job is to go, and says what goes with it. */
export function DeleteDialog(properties: {
  job: ShownJob;
  onKeep: () => void;
  onDelete: () => void;
}) {
  const { job, onKeep, onDelete } = properties;
  const [what, rest] = describe(job);
  return (
    <Dialog title={`Delete this ${what}?`} onClose={onKeep}>
      <p>{rest}</p>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onKeep}>
          Keep
        </button>
        <button type="button" class="button danger" onClick={onDelete}>
          <Icon name="trash" /> Delete
        </button>
      </div>
    </Dialog>
  );
}

function describe({ kind, state }: ShownJob): [what: string, rest: string] {
  switch (kind) {
    case "inspect-template":
      return ["template", "It and its files are gone at once. Videos made from it stay."];
    case "inspect-audio":
      return ["sound", "It and its file are gone at once. Videos made with it stay."];
    case "generate-video":
    case "render-template":
    case "make-film": {
      const first = isEnded(state) ? "" : ", and it is cancelled first";
      return [
        "job",
        `Its record is gone at once${first}. The files it made stay among your assets.`,
      ];
    }
  }
}
