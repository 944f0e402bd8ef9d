import { z } from "zod";
import { Uuid } from "#contracts/job.ts";
import type { PlannedTaskSpec, TaskSpec } from "#contracts/task.ts";
import { OutputName, TaskInput, type PlannedInput } from "#contracts/task-inputs.ts";

/** What a finished task of the job has made. */
export const MadeOutput = TaskInput.pick({
  assetId: true,
  contentType: true,
  sizeBytes: true,
  sha256: true,
}).extend({ taskId: Uuid, output: OutputName });
export type MadeOutput = z.infer<typeof MadeOutput>;

/**
 * A planned task as a node is given it: inputs that other tasks were to make have become what they
 * made, and are left out where they made none. All of those tasks are done by then.
 */
export function resolveInputs(planned: PlannedTaskSpec, made: readonly MadeOutput[]): TaskSpec {
  const { inputs, ...rest } = planned;
  if (inputs === undefined) return rest;
  return { ...rest, inputs: inputs.flatMap((input) => resolve(input, made)) };
}

function resolve(input: PlannedInput, made: readonly MadeOutput[]): TaskInput[] {
  if ("assetId" in input) return [input];
  const { taskId, output, ...place } = input;
  const found = made.find((one) => one.taskId === taskId && one.output === output);
  if (!found) return [];
  const { taskId: _taskId, output: _output, ...facts } = found;
  return [{ ...place, ...facts }];
}
