import type { MonitorState } from "../../state.ts";
import { formatCount, formatDuration } from "../../../shared/client/format.ts";

/** The few numbers that are read from across the room. */
export function Figures({ state, time }: { state: MonitorState; time: number }) {
  const { fleet, queue, lastHour } = state;
  const count = (kind: "completed" | "failed") =>
    lastHour.minutes.reduce((sum, minute) => sum + minute[kind], 0);
  const share = fleet.slots === 0 ? 0 : Math.round((fleet.busySlots / fleet.slots) * 100);
  const age = queue.oldestReadyAt === null ? null : Math.max(0, time - queue.oldestReadyAt) / 1000;
  return (
    <dl class="figures">
      <Figure
        name="Rendering"
        value={formatCount(queue.leasedTasks)}
        note={queue.leasedTasks === 1 ? "task on a node" : "tasks on nodes"}
      />
      <Figure
        name="Queue"
        value={formatCount(queue.readyTasks)}
        note={age === null ? "nothing waits" : `oldest waits ${formatDuration(age)}`}
        tone={age !== null && age > 60 ? "warm" : undefined}
      />
      <Figure
        name="Fleet in use"
        value={fleet.slots === 0 ? "–" : `${share}%`}
        note={
          fleet.slots === 0
            ? "no slot is online"
            : `${fleet.busySlots} of ${fleet.slots} ${fleet.slots === 1 ? "slot" : "slots"}`
        }
        share={share}
      />
      <Figure
        name="Nodes online"
        value={formatCount(fleet.nodesOnline)}
        note={fleet.nodesOffline === 0 ? "none is missing" : `${fleet.nodesOffline} offline`}
        tone={fleet.nodesOnline === 0 ? "bad" : undefined}
      />
      <Figure name="Finished" value={formatCount(count("completed"))} note="in the last hour" />
      <Figure
        name="Failed"
        value={formatCount(count("failed"))}
        note="in the last hour"
        tone={count("failed") > 0 ? "bad" : undefined}
      />
    </dl>
  );
}

function Figure(properties: {
  name: string;
  value: string;
  note: string;
  tone?: "warm" | "bad" | undefined;
  share?: number;
}) {
  const { name, value, note, tone, share } = properties;
  return (
    <div class="panel figure" data-tone={tone}>
      <dt>{name}</dt>
      <dd class="number">{value}</dd>
      <dd class="small soft number">{note}</dd>
      {share === undefined ? null : (
        <dd class="gauge" aria-hidden="true">
          <span style={{ transform: `scaleX(${share / 100})` }} />
        </dd>
      )}
    </div>
  );
}
