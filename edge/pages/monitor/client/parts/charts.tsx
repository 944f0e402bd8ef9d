import type { MonitorState } from "../../state.ts";
import { formatDuration } from "../../../shared/client/format.ts";
import { BarChart } from "./bar-chart.tsx";

/** Throughput, failures and waiting times of the last hour, all of them measured. */
export function Charts({ lastHour }: Pick<MonitorState, "lastHour">) {
  const { minutes } = lastHour;
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const completed = minutes.map((minute) => minute.completed);
  const failed = minutes.map((minute) => minute.failed);
  const waits = minutes.map((minute) => (minute.averageWaitMilliseconds ?? 0) / 1000);
  const measured = minutes.flatMap((minute) => minute.averageWaitMilliseconds ?? []);
  const average = measured.length === 0 ? 0 : sum(measured) / measured.length / 1000;
  const ended = sum(completed) + sum(failed);
  const share = ended === 0 ? 0 : Math.round((sum(failed) / ended) * 100);
  const jobs = (count: number) => `${count} ${count === 1 ? "job" : "jobs"}`;
  return (
    <section class="panel charts" aria-label="The last hour">
      <BarChart
        title="Finished"
        say={jobs}
        empty="No job has finished in the last hour."
        series={[{ name: "finished", tone: "good", values: completed }]}
      >
        {jobs(sum(completed))} in the last hour
      </BarChart>
      <BarChart
        title="Failed"
        say={jobs}
        empty="No job has failed in the last hour."
        series={[{ name: "failed", tone: "bad", values: failed }]}
      >
        {jobs(sum(failed))}, {share}% of those that ended
      </BarChart>
      <BarChart
        title="Wait before rendering"
        say={formatDuration}
        empty="No job has waited in the last hour."
        series={[{ name: "wait", tone: "accent", values: waits }]}
      >
        {formatDuration(average)} on average
      </BarChart>
    </section>
  );
}
