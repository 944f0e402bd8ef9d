import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Linux counts processor time in hundredths of a second. */
const tickMilliseconds = 10;
const sampleMilliseconds = 500;
/** Queues hand over what they have after a second, so a shorter silence says nothing. */
const quietSamples = 4;
const quietShare = 0.1;
const quietLimitSeconds = 120;

/**
 * Processor time that the processes of a group have used, in milliseconds: all of them, or those
 * which are called so.
 */
export function groupProcessorMilliseconds(groupId: number, name?: string): number {
  let ticks = 0;
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const fields = readStat(entry);
    if (Number(fields?.[2]) !== groupId || (name && nameOf(entry) !== name)) continue;
    ticks += Number(fields?.[11]) + Number(fields?.[12]);
  }
  return ticks * tickMilliseconds;
}

/** Memory that the processes of a group which are called so hold now, in bytes. */
export function groupResidentBytes(groupId: number, name: string): number {
  let bytes = 0;
  for (const entry of readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    if (Number(readStat(entry)?.[2]) !== groupId) continue;
    const status = readStatus(entry);
    const [, kibibytes] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
    if (nameOf(entry) === name) bytes += Number(kibibytes ?? 0) * 1024;
  }
  return bytes;
}

function nameOf(processId: string): string | undefined {
  return /^Name:\s+(.*)$/m.exec(readStatus(processId))?.[1];
}

/** Ids of a group's processes that have not ended; what only waits to be reaped has. */
export function listGroup(groupId: number): number[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .filter((entry) => {
      const [state, , group] = readStat(entry) ?? [];
      return Number(group) === groupId && state !== "Z" && state !== "X";
    })
    .map(Number);
}

/** Ids of the process groups that children of this process lead. */
export function listGroupsStartedBy(processId: number): number[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .filter((entry) => {
      const [, parent, group] = readStat(entry) ?? [];
      return Number(parent) === processId && group === entry;
    })
    .map(Number);
}

/**
 * Waits until the group has had nothing to do for two seconds: nothing of one round may weigh on
 * the next. Throws when it never rests.
 */
export async function waitUntilQuiet(groupId: number): Promise<void> {
  const end = performance.now() + quietLimitSeconds * 1000;
  let before = groupProcessorMilliseconds(groupId);
  for (let quiet = 0; quiet < quietSamples;) {
    if (performance.now() > end) throw new Error(`no rest after ${quietLimitSeconds} s`);
    await sleep(sampleMilliseconds);
    const now = groupProcessorMilliseconds(groupId);
    quiet = now - before < sampleMilliseconds * quietShare ? quiet + 1 : 0;
    before = now;
  }
}

/** The fields of `/proc/{id}/stat` after the name, state first; none once the process is gone. */
function readStat(processId: string): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${processId}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}

/** `/proc/{id}/status`; nothing once the process is gone. */
function readStatus(processId: string): string {
  try {
    return readFileSync(`/proc/${processId}/status`, "utf8");
  } catch {
    return "";
  }
}
