import type { TaskRequirements, TaskSpec } from "#contracts/task.ts";

type TaskKind = TaskSpec["kind"];

/**
 * What a task of a kind usually takes on a node of speed 1: to start, and for each unit of its work.
 * Units: frames of 720p for `generate-video`, frames of 1080p for `render-template`, seconds of film
 * for scenes and assemblies, megabytes for inspections. Counts until nodes were measured.
 */
const USUAL_WORK: Readonly<Record<TaskKind, { startSeconds: number; secondsPerUnit: number }>> = {
  "generate-video": { startSeconds: 2, secondsPerUnit: 0.03 },
  "render-template": { startSeconds: 2, secondsPerUnit: 1 / 40 },
  "render-scene": { startSeconds: 2, secondsPerUnit: 1 },
  "assemble-film": { startSeconds: 3, secondsPerUnit: 0.5 },
  "inspect-template": { startSeconds: 2, secondsPerUnit: 1 / 50 },
  "inspect-audio": { startSeconds: 2, secondsPerUnit: 1 / 50 },
};

/** How much work a task is. */
export type Work = {
  /** In its kind's unit; starting counts as the units that could be done in that time. */
  workUnits: number;
  /** On a node of speed 1. */
  expectedSeconds: number;
};

/** The work of a task that makes `amount` units of its kind. */
export function measureWork(kind: TaskKind, amount: number): Work {
  const { startSeconds, secondsPerUnit } = USUAL_WORK[kind];
  const expectedSeconds = startSeconds + amount * secondsPerUnit;
  return { workUnits: expectedSeconds / secondsPerUnit, expectedSeconds };
}

/** Seconds that a unit takes on a node of speed 1; kinds of newer planners count in seconds. */
export function usualSecondsPerUnit(kind: string): number {
  return Object.hasOwn(USUAL_WORK, kind) ? USUAL_WORK[kind as TaskKind].secondsPerUnit : 1;
}

/** Tasks of one class take a node equally long for a unit: same kind, models and codec. */
export function workloadClassOf({ kind, model, models, codec }: TaskRequirements): string {
  const keys = [...new Set([...(model === undefined ? [] : [model]), ...(models ?? [])])];
  return [kind, keys.toSorted().join("+"), codec ?? ""].join(" ");
}
