import type { JobState } from "#contracts/job.ts";

const WORDS: Record<JobState, string> = {
  queued: "Waiting",
  running: "Rendering",
  cancelling: "Cancelling",
  completed: "Finished",
  failed: "Failed",
  cancelled: "Cancelled",
};

/** A job's state in a word; the colour only repeats it. */
export function StatusBadge({ state }: { state: JobState }) {
  return (
    <span class="badge" data-state={state}>
      {WORDS[state]}
    </span>
  );
}
