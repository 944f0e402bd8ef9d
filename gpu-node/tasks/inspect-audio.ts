import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AudioInspection } from "#contracts/template.ts";
import { inspectUserAudio } from "../media/inspect-user-audio.ts";
import { describeOutput } from "./describe-output.ts";
import { TaskError } from "./task-error.ts";
import type { TaskFinished, TaskRun } from "./task-run.ts";

/** Does an `inspect-audio` task: decodes the whole file. Throws TaskError. */
export async function inspectAudio(run: TaskRun): Promise<TaskFinished> {
  const [file] = run.files;
  if (file === undefined) throw new TaskError("invalid-input", "The task has no audio file.");
  run.onProgress({ stage: "preparing", percent: 0, message: "Decoding the audio" });
  let told = 0;
  const outcome = await inspectUserAudio(file.path, {
    signal: run.signal,
    onProgress: (seconds, ofSeconds) => {
      const percent = Math.min(95, Math.floor((seconds / Math.max(ofSeconds, seconds)) * 95));
      if (percent <= told) return;
      told = percent;
      run.onProgress({ stage: "generating", percent });
    },
  });
  if (outcome.type === "unreadable")
    throw new TaskError("invalid-input", `Unsupported audio codec: ${outcome.reason}`);
  const path = join(run.workDirectory, "inspection.json");
  const { type: _, ...facts } = outcome;
  await writeFile(path, JSON.stringify(AudioInspection.parse(facts)));
  const outputs = [await describeOutput("inspection", path, "application/json")];
  return { type: "finished", outputs, model: "ffmpeg" };
}
