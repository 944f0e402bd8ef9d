import { TASK_DEADLINE_BASE_SECONDS } from "#contracts/limits.ts";
import { measureWork } from "../../estimates/workload.ts";
import type { PlannedTask } from "../job.ts";
import type { JobWork } from "./job-work.ts";

type Inspection = Extract<JobWork, { kind: "inspect-template" | "inspect-audio" }>;

/** Plans the look at an uploaded file: one task that reads it and tells what is in it. */
export function planInspection(work: Inspection, mintId: () => string): PlannedTask[] {
  return [
    {
      id: mintId(),
      position: 0,
      spec: { kind: work.kind, parameters: { name: work.name }, inputs: [work.file] },
      requirements: { kind: work.kind },
      dependsOn: [],
      final: true,
      deadlineSeconds: TASK_DEADLINE_BASE_SECONDS,
      ...measureWork(work.kind, work.file.sizeBytes / 1_000_000),
    },
  ];
}
