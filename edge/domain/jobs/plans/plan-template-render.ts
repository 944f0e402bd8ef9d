import { TASK_DEADLINE_BASE_SECONDS } from "#contracts/limits.ts";
import type { PlannedTask } from "../job.ts";
import type { JobWork } from "./job-work.ts";

/** Node seconds per 1080p frame on a node of speed 1, until nodes were measured. */
const SECONDS_PER_FRAME = 1 / 40;
/** A frame that takes longer than this many times the usual is stuck. */
const SLOWEST_FACTOR = 20;

/** Plans a template's render: one task for the whole range of frames. */
export function planTemplateRender(
  { parameters, inputs }: Extract<JobWork, { kind: "render-template" }>,
  mintId: () => string,
): PlannedTask[] {
  const { frames, width, height, encoding } = parameters;
  const size = { width, height };
  const drawingSeconds = drawSeconds(frames.end - frames.start, size);
  return [
    {
      id: mintId(),
      position: 0,
      spec: { kind: "render-template", parameters, inputs: [...inputs] },
      requirements: { kind: "render-template", codec: encoding.codec },
      dependsOn: [],
      final: true,
      deadlineSeconds: Math.ceil(TASK_DEADLINE_BASE_SECONDS + drawingSeconds * SLOWEST_FACTOR),
      expectedSeconds: expectedRenderSeconds(frames.end - frames.start, size),
    },
  ];
}

type Size = { width: number; height: number };

/** Node seconds that a render of so many frames takes on a node of speed 1. */
export function expectedRenderSeconds(frameCount: number, size: Size): number {
  return 2 + drawSeconds(frameCount, size);
}

function drawSeconds(frameCount: number, { width, height }: Size): number {
  return frameCount * ((width * height) / (1920 * 1080)) * SECONDS_PER_FRAME;
}
