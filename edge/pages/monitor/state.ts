import type { JobState } from "#contracts/job.ts";
import type { JobHistory } from "../../domain/jobs/read-job-history.ts";
import { EndedMinutes } from "../../domain/monitor/ended-minutes.ts";
import { hideSecrets } from "../../domain/monitor/hide-secrets.ts";
import { readMonitor, type Monitor } from "../../domain/monitor/read-monitor.ts";
import type { Services } from "../../domain/services.ts";
import { describeEvent, type LogLevel } from "../shared/describe-event.ts";

/** What `/video-monitor/state` answers. */
export type MonitorState = Monitor;

/** What `/video-monitor/logs/{jobId}` answers; times are Unix milliseconds. */
export type MonitorLogs = {
  state: JobState;
  percent: number;
  entries: { id: string; at: number; level: LogLevel; message: string }[];
};

type KeptState = { at: number; etag: string; body: string };

/** However many look on, the database is asked once in this time by each isolate. */
const KEPT_MILLISECONDS = 1000;

/** Reads the monitor's state, or answers what it read a moment ago. */
export class StateReader {
  #kept: KeptState | null = null;
  readonly #ended = new EndedMinutes();

  async read(services: Services): Promise<KeptState> {
    const now = services.clock.now();
    if (this.#kept !== null && now - this.#kept.at < KEPT_MILLISECONDS) return this.#kept;
    const state: MonitorState = await readMonitor(services, this.#ended);
    const body = JSON.stringify(state);
    const etag = `W/"${(await services.secrets.digest(body)).slice(0, 32)}"`;
    this.#kept = { at: now, etag, body };
    return this.#kept;
  }
}

/** A public job's log, in words that name nobody. */
export function presentLogs({ job, events }: JobHistory): MonitorLogs {
  const entries = events.flatMap((event) => {
    const line = describeEvent(event);
    if (line === null) return [];
    const { level, message } = line;
    return [{ id: event.eventId, at: event.at, level, message: hideSecrets(message) }];
  });
  return {
    state: job.state,
    percent: Math.round(job.percent),
    entries: entries.toSorted((a, b) => a.at - b.at),
  };
}
