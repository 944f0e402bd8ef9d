import { formatCount } from "../../../shared/client/format.ts";
import type { Jobs } from "../state/use-jobs.ts";
import { RefusalNotice } from "./refusals.tsx";
import type { Submission } from "./use-submission.ts";

/** The button that makes it, what it costs, what is left then, and why it was refused. */
export function SubmitRow(properties: {
  words: string;
  submission: Submission;
  jobs: Jobs;
  /** In tokens; null where the price is known only afterwards. */
  cost: number | null;
  disabled?: boolean;
  /** What to say in place of what is left of the tokens. */
  note?: string;
}) {
  const { words, submission, jobs, cost, disabled, note } = properties;
  const { busy, refusal } = submission;
  const balance = jobs.account?.balances.tokens ?? null;
  const left = balance === null || cost === null ? null : balance - cost;
  return (
    <div class="submit-row">
      {refusal ? <RefusalNotice refusal={refusal} jobs={jobs.jobs} /> : null}
      <button type="submit" class="button primary wide" disabled={busy || disabled}>
        {busy ? "Sending …" : words}
        {cost === null || busy ? null : (
          <span class="cost number">{cost === 0 ? "free" : `${formatCount(cost)} tokens`}</span>
        )}
      </button>
      {note === undefined ? null : <p class="small soft number">{note}</p>}
      {cost === null ? null : (
        <p class={`small number ${left !== null && left < 0 ? "warm" : "soft"}`} aria-live="polite">
          {describeRest(left)}
        </p>
      )}
    </div>
  );
}

function describeRest(left: number | null): string {
  if (left === null) return "\u00a0";
  if (left < 0) return `${formatCount(-left)} tokens short`;
  return `${formatCount(left)} tokens left afterwards`;
}
