import { useEffect, useState } from "preact/hooks";
import { describeEvent } from "../../../shared/describe-event.ts";
import { LogList, type LogEntry } from "../../../shared/client/log-list.tsx";
import type { EventMessage } from "../../../../dialects/native/event-views.ts";
import { readEvents } from "../api/jobs.ts";
import { messageOf, type Api } from "../api/request.ts";
import type { EventListeners } from "../state/use-jobs.ts";

/** What a job's feed has logged, and what it goes on to log while this is open. */
export function JobLogs(properties: { api: Api; jobId: string; listeners: EventListeners }) {
  const { api, jobId, listeners } = properties;
  const [entries, setEntries] = useState<readonly LogEntry[] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    const add = (events: readonly EventMessage[]) =>
      setEntries((known) => {
        const byId = new Map((known ?? []).map((entry) => [entry.id, entry]));
        for (const event of events) {
          const line = describeEvent(event);
          if (line)
            byId.set(event.eventId, { id: event.eventId, at: Date.parse(event.at), ...line });
        }
        return [...byId.values()].toSorted((a, b) => a.at - b.at);
      });
    const listen = (event: EventMessage) => {
      if ("jobId" in event && event.jobId === jobId) add([event]);
    };
    listeners.add(listen);
    readEvents(api, jobId).then(
      ({ events }) => add(events),
      (error: unknown) => setFailure(messageOf(error)),
    );
    return () => void listeners.delete(listen);
  }, [api, jobId, listeners]);
  if (failure !== null) return <p class="field-error">{failure}</p>;
  if (entries === null) return <div class="logs skeleton" aria-busy="true" />;
  if (entries.length === 0) return <p class="logs soft">Nothing was logged, or it is long ago.</p>;
  return <LogList entries={entries} label="Log of the job" />;
}
