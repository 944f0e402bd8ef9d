import { GPU_READINGS_STALE_SECONDS } from "#contracts/limits.ts";
import type { PublicDevice, PublicGpu } from "../../../../domain/monitor/sum-up-fleet.ts";
import { formatAgo } from "../../../shared/client/format.ts";

/** The GPUs of one kind, a row each; a row keeps its height whatever is known of its GPU. */
export function GpuTable({ device, time }: { device: PublicDevice; time: number }) {
  return (
    <table class="gpus small number">
      <caption class="visually-hidden">{device.name}: each GPU</caption>
      <thead>
        <tr class="soft">
          <th scope="col">
            <span class="visually-hidden">Number</span>
          </th>
          <th scope="col">Load</th>
          <th scope="col">
            Memory <abbr title="GiB">GiB</abbr>
          </th>
          <th scope="col">°C</th>
          <th scope="col">W</th>
        </tr>
      </thead>
      <tbody>
        {device.gpus.map((gpu, index) => (
          <tr key={index}>
            <th scope="row" data-busy={gpu.isBusy === true ? "" : undefined}>
              {index + 1}
              {gpu.isBusy === true ? <span class="visually-hidden"> busy</span> : null}
            </th>
            <Readings gpu={gpu} time={time} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Readings({ gpu, time }: { gpu: PublicGpu; time: number }) {
  const lack = findLack(gpu, time);
  if (lack !== null) {
    return (
      <td colSpan={4} class="soft" data-lack>
        {lack}
      </td>
    );
  }
  const { utilizationPercent, memoryUsedMebibytes, memoryMebibytes } = gpu;
  const share =
    memoryUsedMebibytes === null || memoryMebibytes === null || memoryMebibytes === 0
      ? null
      : memoryUsedMebibytes / memoryMebibytes;
  return (
    <>
      <td>
        {utilizationPercent === null ? UNKNOWN : `${Math.round(utilizationPercent)}%`}
        <Bar share={utilizationPercent === null ? null : utilizationPercent / 100} />
      </td>
      <td>
        {inGibibytes(memoryUsedMebibytes)}{" "}
        <span class="soft">/ {inGibibytes(memoryMebibytes)}</span>
        <Bar share={share} />
      </td>
      <td>{whole(gpu.temperatureCelsius)}</td>
      <td>{whole(gpu.powerWatts)}</td>
    </>
  );
}

const UNKNOWN = "–";

/** Why there are no readings that say how the GPU is now; null where there are. */
function findLack({ state, toldAt }: PublicGpu, time: number): string | null {
  if (toldAt === null || state === "untold") return "nothing told yet";
  // Counted here too: a server that does not answer sends no newer state.
  const isOld = time - toldAt > GPU_READINGS_STALE_SECONDS * 1000;
  if (state === "stale" || isOld) return `stale: last told ${formatAgo(toldAt, time)}`;
  return state === "unreadable" ? "the driver does not answer" : null;
}

function Bar({ share }: { share: number | null }) {
  return (
    <span class="meter" aria-hidden="true">
      <span style={{ transform: `scaleX(${Math.min(1, share ?? 0)})` }} />
    </span>
  );
}

function whole(value: number | null): string {
  return value === null ? UNKNOWN : String(Math.round(value));
}

function inGibibytes(mebibytes: number | null): string {
  return mebibytes === null ? UNKNOWN : (mebibytes / 1024).toFixed(1);
}
