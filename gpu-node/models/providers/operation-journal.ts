import { createHash } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { JSONValue } from "@ai-sdk/provider";
import { z } from "zod";
import { wallClockMilliseconds } from "../../clock.ts";

const Entry = z.object({ provider: z.string(), operation: z.json() });

const longestDays = 2;

/** Names of one remote operation of one task: the same call of the same task finds it again. */
export interface OperationPlace {
  readonly taskId: string;
  readonly provider: string;
  /** What was asked for. */
  readonly call: unknown;
}

/**
 * Remembers which remote operations were begun, in one small file each, so that an agent that was
 * killed asks for their results instead of paying twice.
 */
export class OperationJournal {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Removes what is so old that no server keeps its result. */
  async sweep(): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.#directory)) {
      const path = join(this.#directory, name);
      const ageMilliseconds = wallClockMilliseconds() - (await stat(path)).mtimeMs;
      if (ageMilliseconds > longestDays * 86_400_000) await rm(path, { recursive: true });
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

  /** The task is over: nobody will ask again. */
  async forgetTask(taskId: string): Promise<void> {
    await rm(join(this.#directory, taskId), { recursive: true, force: true });
  }

  #fileOf({ taskId, provider, call }: OperationPlace): string {
    const digest = createHash("sha256")
      .update(JSON.stringify([provider, call]))
      .digest("hex");
    return join(this.#directory, taskId, `${digest}.json`);
  }
}
