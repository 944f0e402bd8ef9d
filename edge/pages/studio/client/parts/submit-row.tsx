import { formatCount } from "../../../shared/client/format.ts";
import type { AccountView } from "../api/jobs.ts";

/** The button that makes it, what it costs and what is left then. */
export function SubmitRow(properties: {
  words: string;
  busy: boolean;
  /** In tokens; null where the price is known only afterwards. */
  cost: number | null;
  account: AccountView | null;
  disabled?: boolean;
}) {
  const { words, busy, cost, account, disabled } = properties;
  const left = account && cost !== null ? account.balances.tokens - cost : null;
  return (
    <div class="submit-row">
      <button type="submit" class="button primary wide" disabled={busy || disabled}>
        {busy ? "Sending …" : words}
        {cost === null || busy ? null : (
          <span class="cost number">{cost === 0 ? "free" : `${formatCount(cost)} tokens`}</span>
        )}
      </button>
      <p class={`small number ${left !== null && left < 0 ? "warm" : "soft"}`} aria-live="polite">
        {left === null
          ? "\u00a0"
          : left < 0
            ? `${formatCount(-left)} tokens short`
            : `${formatCount(left)} tokens left afterwards`}
      </p>
    </div>
  );
}
