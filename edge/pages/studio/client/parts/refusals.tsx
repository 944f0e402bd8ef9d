import { useState } from "preact/hooks";
import { formatCount, formatDuration } from "../../../shared/client/format.ts";
import { Icon } from "../../../shared/client/icon.tsx";
import type { AccountView, JobView } from "../api/jobs.ts";
import { openJobs } from "../state/use-jobs.ts";
import { Dialog } from "../../../shared/client/dialog.tsx";
import type { Refusal } from "./use-submission.ts";

/** What of a refusal is shown beside the form: the queue, or whatever no field has to answer for. */
export function RefusalNotice({ refusal, jobs }: { refusal: Refusal; jobs: readonly JobView[] }) {
  if (refusal.kind === "queue") return <QueueNotice refusal={refusal} jobs={jobs} />;
  if (refusal.kind !== "other") return null;
  return (
    <div class="notice" data-kind="bad" role="alert">
      <Icon name="warning" />
      <p>{refusal.message}</p>
    </div>
  );
}

function QueueNotice(properties: {
  refusal: Extract<Refusal, { kind: "queue" }>;
  jobs: readonly JobView[];
}) {
  const { refusal } = properties;
  const { retryAfterSeconds } = refusal;
  const open = openJobs(properties.jobs);
  const running = open.filter((job) => job.state !== "queued");
  const remaining = running.map((job) => job.estimatedSeconds * (1 - job.percent / 100));
  const next = remaining.length === 0 ? null : Math.min(...remaining);
  return (
    <div class="notice" data-kind="warm" role="alert">
      <Icon name="clock" />
      <div>
        <p>{refusal.message}</p>
        <p class="small number">
          {running.length} rendering, {open.length - running.length} waiting
          {next === null
            ? ""
            : `. The next place is free in about ${formatDuration(Math.max(1, next))}`}
          {retryAfterSeconds === null ? "" : `. Try again in ${formatDuration(retryAfterSeconds)}`}
        </p>
      </div>
    </div>
  );
}

/** How to go on when the tokens do not suffice. */
export function TopUpDialog(properties: {
  refusal: Extract<Refusal, { kind: "balance" }>;
  account: AccountView | null;
  onRefresh: () => Promise<void>;
  onClose: () => void;
}) {
  const { refusal, account, onRefresh, onClose } = properties;
  const [copied, setCopied] = useState(false);
  const { currency } = refusal;
  const available = account?.balances[currency] ?? refusal.available ?? 0;
  const enough = refusal.cost !== null && available >= refusal.cost;
  const title = TITLES[currency][enough ? "enough" : "short"];
  return (
    <Dialog title={title} onClose={onClose}>
      {refusal.cost === null ? (
        <p class="notice" data-kind="warm">
          {refusal.message}
        </p>
      ) : (
        <Sums cost={refusal.cost} available={available} currency={currency} />
      )}
      <p>
        Balances are topped up by whoever runs this deployment. Send them your account id, and look
        again once they have topped it up. Nothing of the form is lost.
      </p>
      <div class="copy-row">
        <code class="mono">{account?.id ?? "…"}</code>
        <button
          type="button"
          class="button small"
          onClick={() => {
            void navigator.clipboard.writeText(account?.id ?? "").then(() => setCopied(true));
          }}
        >
          <Icon name="copy" /> {copied ? "Copied" : "Copy"}
        </button>
      </div>
      <div class="dialog-actions">
        <button type="button" class="button" onClick={() => void onRefresh()}>
          Look again
        </button>
        <button type="button" class="button primary" onClick={onClose}>
          {enough ? "Back to the form" : "Close"}
        </button>
      </div>
    </Dialog>
  );
}

const TITLES = {
  tokens: { enough: "There are enough tokens now", short: "Not enough tokens" },
  milliseconds: { enough: "There is enough render time now", short: "Not enough render time" },
};

function Sums(properties: {
  cost: number;
  available: number;
  currency: "tokens" | "milliseconds";
}) {
  const { cost, available, currency } = properties;
  const format = (amount: number) =>
    currency === "tokens" ? formatCount(amount) : formatDuration(Math.ceil(amount / 1000));
  return (
    <dl class="sums number">
      <div>
        <dt>This costs</dt>
        <dd>{format(cost)}</dd>
      </div>
      <div>
        <dt>You have</dt>
        <dd>{format(available)}</dd>
      </div>
      <div data-strong>
        <dt>Missing</dt>
        <dd>{format(Math.max(0, cost - available))}</dd>
      </div>
    </dl>
  );
}
