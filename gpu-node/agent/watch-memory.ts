import { readFile } from "node:fs/promises";
import { pause } from "../clock.ts";

/** Resident memory of a process, or null where the system does not say (any but Linux). */
async function residentMebibytes(processId: number): Promise<number | null> {
  try {
    // In kilobytes, whatever the page size is, unlike statm.
    const status = await readFile(`/proc/${processId}/status`, "utf8");
    const kibibytes = /^VmRSS:\s+(\d+) kB/m.exec(status)?.[1];
    return kibibytes === undefined ? null : Number(kibibytes) / 1024;
  } catch {
    return null;
  }
}

/** Calls `onExceeded` once when the process uses more than the cap; ends with the signal. */
export async function watchMemoryLoop(input: {
  processId: number;
  capMebibytes: number;
  onExceeded: (usedMebibytes: number) => void;
  signal: AbortSignal;
}): Promise<void> {
  while (!input.signal.aborted) {
    const used = await residentMebibytes(input.processId);
    if (used !== null && used > input.capMebibytes && !input.signal.aborted) {
      input.onExceeded(used);
      return;
    }
    await pause(200, input.signal);
  }
}
