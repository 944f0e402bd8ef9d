import { useEffect, useRef } from "preact/hooks";
import type { LogLevel } from "../describe-event.ts";
import { formatClock } from "./format.ts";

export type LogEntry = { id: string; at: number; level: LogLevel; message: string };

/** Log lines, oldest first; follows its end while the reader is there. */
export function LogList({ entries, label }: { entries: readonly LogEntry[]; label: string }) {
  const list = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  useEffect(() => {
    const element = list.current;
    if (element && follows.current) element.scrollTop = element.scrollHeight;
  }, [entries.length]);
  const note = () => {
    const element = list.current;
    if (!element) return;
    follows.current = element.scrollHeight - element.scrollTop - element.clientHeight < 24;
  };
  return (
    <div class="logs" ref={list} onScroll={note} tabIndex={0} role="log" aria-label={label}>
      <ol>
        {entries.map((entry) => (
          <li key={entry.id} data-level={entry.level}>
            <time dateTime={new Date(entry.at).toISOString()}>{formatClock(entry.at)}</time>
            <span>{entry.message}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
