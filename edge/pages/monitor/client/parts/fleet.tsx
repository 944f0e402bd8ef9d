import type { PublicDevice } from "../../../../domain/monitor/sum-up-fleet.ts";
import type { MonitorState } from "../../state.ts";
import { GpuTable } from "./gpu-table.tsx";

/** The machines by what they are; which node is which is for operators. */
export function Fleet({ fleet, time }: Pick<MonitorState, "fleet"> & { time: number }) {
  return (
    <section class="panel fleet" aria-labelledby="fleet-title">
      <h2 id="fleet-title">Fleet</h2>
      {fleet.devices.length === 0 ? (
        <p class="soft">
          No node is online. Jobs wait until one comes; nothing that was accepted is lost.
        </p>
      ) : (
        <ul>
          {fleet.devices.map((device) => (
            <li key={device.name}>
              <span>
                {device.name}{" "}
                <span class="soft small">{device.kind === "gpu" ? "GPU" : "slots, no GPU"}</span>
              </span>
              <span class="soft small number">{sayBusy(device)}</span>
              {device.gpus.length > 0 ? (
                <GpuTable device={device} time={time} />
              ) : (
                <span class="slots" aria-hidden="true">
                  {Array.from({ length: Math.min(device.slots, 48) }, (_, index) => (
                    <i key={index} data-busy={index < device.busySlots ? "" : undefined} />
                  ))}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
      {fleet.gpusLeftOut === 0 ? null : (
        <p class="soft small number">{fleet.gpusLeftOut} more GPUs are not shown one by one.</p>
      )}
    </section>
  );
}

/** A GPU that is cut into slices takes no work itself. */
function sayBusy({ slots, busySlots }: PublicDevice): string {
  return slots === 0 ? "in slices" : `${busySlots} of ${slots} busy`;
}
