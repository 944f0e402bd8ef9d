import { TASK_DEADLINE_BASE_SECONDS } from "#contracts/limits.ts";
import { measureWork, type Work } from "../../estimates/workload.ts";
import type { PlannedTask } from "../job.ts";
import type { JobWork } from "./job-work.ts";

/** A frame that takes longer than this many times the usual is stuck. */
const SLOWEST_FACTOR = 20;

/** Plans a template's render: one task for the whole range of frames. */
export function planTemplateRender(
  { parameters, inputs }: Extract<JobWork, { kind: "render-template" }>,
  mintId: () => string,
): PlannedTask[] {
  const { frames, width, height, encoding } = parameters;
  const work = measureRender(frames.end - frames.start, { width, height });
  return [
    {
      id: mintId(),
      position: 0,
      spec: { kind: "render-template", parameters, inputs: [...inputs] },
      requirements: { kind: "render-template", codec: encoding.codec },
      dependsOn: [],
      final: true,
      deadlineSeconds: Math.ceil(
        TASK_DEADLINE_BASE_SECONDS + work.expectedSeconds * SLOWEST_FACTOR,
      ),
      ...work,
    },
  ];
}

type Size = { width: number; height: number };

/** Node seconds that a render of so many frames takes on a node of speed 1. */
export function expectedRenderSeconds(frameCount: number, size: Size): number {
  return measureRender(frameCount, size).expectedSeconds;
}

function measureRender(frameCount: number, { width, height }: Size): Work {
  return measureWork("render-template", frameCount * ((width * height) / (1920 * 1080)));
}
