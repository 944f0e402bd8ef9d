import { formatCount } from "../../../shared/client/format.ts";
import { Icon } from "../../../shared/client/icon.tsx";
import { ThemeToggle } from "../../../shared/client/theme-toggle.tsx";
import type { AccountView } from "../api/jobs.ts";
import type { Liveness } from "../live/follow-account.ts";

const LIVENESS: Record<Liveness, { words: string; state: string; title: string }> = {
  connecting: { words: "Connecting", state: "queued", title: "Opening the live connection" },
  live: { words: "Live", state: "live", title: "Changes arrive over a WebSocket as they happen" },
  polling: {
    words: "Polling",
    state: "warm",
    title: "No live connection: asking every 3 seconds, and trying to connect again",
  },
  offline: { words: "Offline", state: "failed", title: "The server does not answer" },
};

export function Header(properties: {
  account: AccountView | null;
  liveness: Liveness | null;
  onSignOut: (() => void) | null;
}) {
  const { account, liveness, onSignOut } = properties;
  const connection = liveness === null ? null : LIVENESS[liveness];
  return (
    <header class="top">
      <a class="brand" href="/studio">
        Framefleet <span>Studio</span>
      </a>
      <div class="top-facts">
        {connection ? (
          <span
            role="status"
            class="badge liveness"
            data-state={connection.state}
            title={connection.title}
          >
            {connection.words}
          </span>
        ) : null}
        {onSignOut === null ? null : (
          <span class="balance" title="Tokens of this account">
            <Icon name="wallet" />
            <b class="number">{account ? formatCount(account.balances.tokens) : "–"}</b>
            <span class="soft">tokens</span>
          </span>
        )}
        <ThemeToggle />
        {onSignOut === null ? null : (
          <button
            type="button"
            class="icon-button"
            onClick={onSignOut}
            aria-label="Sign out"
            title="Sign out"
          >
            <Icon name="exit" />
          </button>
        )}
      </div>
    </header>
  );
}
