import { TaskError } from "../../tasks/task-error.ts";

/**
 * The length to ask a model for: the shortest of its own that suffices, else its longest where that
 * will do. Throws `invalid-input` with the model's longest where nothing does.
 */
export function chooseDuration(
  durationsSeconds: readonly number[] | undefined,
  asked: { durationSeconds: number; leastSeconds: number; model: string },
): number {
  if (durationsSeconds === undefined) return asked.durationSeconds;
  const sorted = durationsSeconds.toSorted((one, other) => one - other);
  const longest = sorted.at(-1) ?? 0;
  const sufficient = sorted.find((seconds) => seconds >= asked.durationSeconds - 0.05);
  if (sufficient !== undefined) return sufficient;
  if (longest >= asked.leastSeconds) return longest;
  throw new TaskError(
    "invalid-input",
    `The model ${asked.model} makes videos of up to ${longest} s; asked for were ${asked.durationSeconds} s.`,
  );
}
