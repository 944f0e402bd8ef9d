import type { TaskSpec } from "#contracts/task.ts";

/** The work with the node time that can still be paid for, where its kind can be stopped by that. */
export function limitMilliseconds(spec: TaskSpec, leftMilliseconds: number): TaskSpec {
  if (spec.kind !== "render-template") return spec;
  const { parameters } = spec;
  const planned = parameters.maximumMilliseconds ?? Number.POSITIVE_INFINITY;
  const maximumMilliseconds = Math.max(1, Math.min(planned, leftMilliseconds));
  return { ...spec, parameters: { ...parameters, maximumMilliseconds } };
}
