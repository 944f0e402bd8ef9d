import type { MonitorState } from "../../state.ts";

/** The machines by what they are; which node is which is for operators. */
export function Fleet({ fleet }: Pick<MonitorState, "fleet">) {
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
                <span class="soft small">{device.kind === "gpu" ? "GPU" : "slots"}</span>
              </span>
              <span class="soft small number">
                {device.busySlots} of {device.slots} busy
              </span>
              <span class="slots" aria-hidden="true">
                {Array.from({ length: Math.min(device.slots, 48) }, (_, index) => (
                  <i key={index} data-busy={index < device.busySlots ? "" : undefined} />
                ))}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
