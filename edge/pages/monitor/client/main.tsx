import { render } from "preact";
import { useState } from "preact/hooks";
import type { PublicJob } from "../../../domain/monitor/read-monitor.ts";
import { useNow } from "../../shared/client/clock.ts";
import { Icon } from "../../shared/client/icon.tsx";
import { ThemeToggle } from "../../shared/client/theme-toggle.tsx";
import type { MonitorState } from "../state.ts";
import { useMonitorState } from "./follow-state.ts";
import { Charts } from "./parts/charts.tsx";
import { Figures } from "./parts/figures.tsx";
import { Fleet } from "./parts/fleet.tsx";
import { JobDialog } from "./parts/job-dialog.tsx";
import { EndedCard, QueuedRow, RunningTile } from "./parts/job-tile.tsx";

function App() {
  const { state, connected, clockOffset } = useMonitorState();
  const time = useNow(1000) + clockOffset;
  const [opened, setOpened] = useState<PublicJob | null>(null);
  return (
    <>
      <header class="top">
        <a class="brand" href="/video-monitor">
          Framefleet <span>Monitor</span>
        </a>
        <div class="top-facts">
          <span role="status" class="badge" data-state={connected ? "live" : "failed"}>
            {connected ? "Live" : "No answer, trying again"}
          </span>
          <ThemeToggle />
        </div>
      </header>
      {state === null ? (
        <main class="boot" id="content" aria-busy={connected}>
          {connected ? (
            <>
              <div class="skeleton" />
              <div class="skeleton" />
              <div class="skeleton" />
            </>
          ) : (
            <div class="empty" role="alert">
              <Icon name="warning" />
              <h2>The server does not answer</h2>
              <p>This page goes on asking and fills itself as soon as it can.</p>
            </div>
          )}
        </main>
      ) : (
        <main class="wall" id="content">
          <h1 class="visually-hidden">Video monitor</h1>
          <Figures state={state} time={time} />
          <div class="wall-columns">
            <div class="wall-jobs">
              <Now jobs={state.jobs} time={time} onOpen={setOpened} />
              <Lately jobs={state.jobs.ended} time={time} onOpen={setOpened} />
            </div>
            <div class="wall-side">
              <Charts lastHour={state.lastHour} />
              <Fleet fleet={state.fleet} time={time} />
            </div>
          </div>
          <p class="small soft foot">
            Jobs are shown of accounts that opted in; the figures are of the whole deployment.
          </p>
        </main>
      )}
      {opened === null ? null : (
        <JobDialog key={opened.id} job={opened} onClose={() => setOpened(null)} />
      )}
    </>
  );
}

type JobsProperties<Jobs> = { jobs: Jobs; time: number; onOpen: (job: PublicJob) => void };

function Now({ jobs, time, onOpen }: JobsProperties<MonitorState["jobs"]>) {
  return (
    <section class="panel now" aria-labelledby="now-title">
      <h2 id="now-title">Now</h2>
      {jobs.running.length === 0 ? (
        <p class="soft quiet-note">Nothing is being rendered for a public account.</p>
      ) : (
        <ul class="tiles">
          {jobs.running.map((job) => (
            <RunningTile key={job.id} job={job} time={time} onOpen={onOpen} />
          ))}
        </ul>
      )}
      {jobs.queued.length === 0 ? null : (
        <>
          <h3 class="soft">Waiting</h3>
          <ul class="rows">
            {jobs.queued.toReversed().map((job) => (
              <QueuedRow key={job.id} job={job} time={time} onOpen={onOpen} />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Lately({ jobs, time, onOpen }: JobsProperties<PublicJob[]>) {
  return (
    <section aria-labelledby="lately-title">
      <h2 id="lately-title">Lately</h2>
      {jobs.length === 0 ? (
        <div class="empty">
          <Icon name="film" />
          <h3>No job has ended yet</h3>
          <p>Videos of accounts that opted in appear here once they are finished.</p>
        </div>
      ) : (
        <ul class="cards">
          {jobs.map((job) => (
            <EndedCard key={job.id} job={job} time={time} onOpen={onOpen} />
          ))}
        </ul>
      )}
    </section>
  );
}

const root = document.getElementById("app");
if (root) {
  root.replaceChildren();
  render(<App />, root);
}
