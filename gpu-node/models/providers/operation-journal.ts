import { createHash } from "node:crypto";
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { JSONValue } from "@ai-sdk/provider";
import { z } from "zod";
import { monotonicMilliseconds, wallClockMilliseconds } from "../../clock.ts";

const Entry = z.object({ provider: z.string(), operation: z.json() });

const longestDays = 2;
const sweepHours = 6;

/** Names of one remote operation of one task: the same call of the same task finds it again. */
export interface OperationPlace {
  readonly taskId: string;
  readonly provider: string;
  /** What was asked for. */
  readonly call: unknown;
}

/**
 * Remembers which remote operations were begun, in one small file each, and what was made in one
 * answer, so that an agent that was killed has their results instead of paying twice.
 */
export class OperationJournal {
  readonly #directory: string;
  #sweptMilliseconds = monotonicMilliseconds();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Removes what is so old that no server keeps its result. */
  async sweep(): Promise<void> {
    this.#sweptMilliseconds = monotonicMilliseconds();
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.#directory)) {
      const path = join(this.#directory, name);
      const { mtimeMs = null } = (await stat(path).catch(() => null)) ?? {};
      // Gone meanwhile: its task is over.
      if (mtimeMs === null) continue;
      const ageMilliseconds = wallClockMilliseconds() - mtimeMs;
      if (ageMilliseconds > longestDays * 86_400_000)
        await rm(path, { recursive: true, force: true });
    }
  }

  /** Null: it was not begun, or the file does not say so any more. */
  async find(place: OperationPlace): Promise<JSONValue | null> {
    try {
      const entry = Entry.parse(JSON.parse(await readFile(this.#fileOf(place), "utf8")));
      return entry.provider === place.provider ? (entry.operation as JSONValue) : null;
    } catch {
      return null;
    }
  }

  /** Returns when the entry would outlive a crash of the machine. */
  async keep(place: OperationPlace, operation: JSONValue): Promise<void> {
    const path = this.#fileOf(place);
    await mkdir(join(this.#directory, place.taskId), { recursive: true, mode: 0o700 });
    const file = await open(`${path}.new`, "w", 0o600);
    try {
      await file.writeFile(JSON.stringify({ provider: place.provider, operation }));
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.new`, path);
  }

  async forget(place: OperationPlace): Promise<void> {
    await rm(this.#fileOf(place), { force: true });
  }

  /**
   * Keeps what was made in one answer, whose request nobody could ask for again. What cannot be
   * kept is only paid for again should the agent end now.
   */
  async keepResult(place: OperationPlace, path: string): Promise<void> {
    const kept = this.#fileOf(place, "result");
    try {
      await this.#sweepAtTimes();
      await mkdir(join(this.#directory, place.taskId), { recursive: true, mode: 0o700 });
      await copyFile(path, `${kept}.new`);
      await using file = await open(`${kept}.new`, "r+");
      await file.sync();
      await rename(`${kept}.new`, kept);
    } catch {
      await rm(`${kept}.new`, { force: true }).catch(() => {});
    }
  }

  /** Copies what was made to a path; false where nothing was kept. */
  async takeResult(place: OperationPlace, path: string): Promise<boolean> {
    try {
      await copyFile(this.#fileOf(place, "result"), path);
      return true;
    } catch {
      return false;
    }
  }

  /** The task is over: nobody will ask again. */
  async forgetTask(taskId: string): Promise<void> {
    await rm(join(this.#directory, taskId), { recursive: true, force: true });
  }

  /** Tasks whose leases were lost are never over here: an agent that runs for long forgets them. */
  async #sweepAtTimes(): Promise<void> {
    const now = monotonicMilliseconds();
    if (now - this.#sweptMilliseconds < sweepHours * 3_600_000) return;
    await this.sweep();
  }

  #fileOf({ taskId, provider, call }: OperationPlace, extension = "json"): string {
    const digest = createHash("sha256")
      .update(JSON.stringify([provider, call]))
      .digest("hex");
    return join(this.#directory, taskId, `${digest}.${extension}`);
  }
}
