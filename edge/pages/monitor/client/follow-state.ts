import { useEffect, useState } from "preact/hooks";
import type { MonitorState } from "../../monitor/state.ts";
import { now } from "../../shared/client/clock.ts";

export type Followed = {
  state: MonitorState | null;
  /** True while the last answer was good. */
  connected: boolean;
  /** What the server's clock is ahead of this device's, in milliseconds. */
  clockOffset: number;
};

const POLL_MILLISECONDS = 2000;
const FAILED_MILLISECONDS = 5000;

/** The monitor's state, asked for again and again while the page is looked at. */
export function useMonitorState(): Followed {
  const [followed, setFollowed] = useState<Followed>({
    state: null,
    connected: true,
    clockOffset: 0,
  });
  useEffect(() => {
    const ending = new AbortController();
    let etag: string | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async () => {
      const headers: Record<string, string> = etag === null ? {} : { "if-none-match": etag };
      const answer = await fetch("/video-monitor/state", {
        headers,
        cache: "no-store",
        credentials: "omit",
        signal: ending.signal,
      });
      if (!answer.ok && answer.status !== 304) throw new Error(`${answer.status}`);
      const clockOffset = Number(answer.headers.get("server-time") ?? now()) - now();
      etag = answer.headers.get("etag");
      const state = answer.status === 304 ? null : ((await answer.json()) as MonitorState);
      setFollowed((known) => {
        const isSame = state === null && known.connected;
        if (isSame && Math.abs(clockOffset - known.clockOffset) < 1000) return known;
        return { state: state ?? known.state, connected: true, clockOffset };
      });
    };
    const goOn = async () => {
      clearTimeout(timer);
      let wait = POLL_MILLISECONDS;
      try {
        // A page that nobody sees asks nothing; it catches up when it is looked at again.
        if (!document.hidden) await ask();
      } catch {
        wait = FAILED_MILLISECONDS;
        if (!ending.signal.aborted) setFollowed((known) => ({ ...known, connected: false }));
      }
      if (!ending.signal.aborted) timer = setTimeout(() => void goOn(), wait);
    };
    const wake = () => {
      if (!document.hidden) void goOn();
    };
    document.addEventListener("visibilitychange", wake);
    void goOn();
    return () => {
      ending.abort();
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", wake);
    };
  }, []);
  return followed;
}
