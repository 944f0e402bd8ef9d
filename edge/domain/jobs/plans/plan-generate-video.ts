import { TASK_DEADLINE_BASE_SECONDS, TASK_DEADLINE_PER_VIDEO_SECOND } from "#contracts/limits.ts";
import type { GenerateVideoParameters, TaskRequirements } from "#contracts/task.ts";
import type { PlannedInput } from "#contracts/task-inputs.ts";
import { measureWork } from "../../estimates/workload.ts";
import type { PlannedTask } from "../job.ts";

const CODEC_OF_CONTAINER = {
  mp4: "h264",
  mov: "h264",
  webm: "vp9",
  avi: "mpeg4",
} as const satisfies Record<GenerateVideoParameters["container"], TaskRequirements["codec"]>;

/** Plans the tasks of a `generate-video` job: one task whose outputs are the job's outputs. */
export function planGenerateVideo(
  parameters: GenerateVideoParameters,
  inputs: readonly PlannedInput[] | undefined,
  mintId: () => string,
): PlannedTask[] {
  const { durationSeconds, framesPerSecond } = parameters;
  const size = (parameters.width * parameters.height) / (1280 * 720);
  return [
    {
      id: mintId(),
      position: 0,
      spec: { kind: "generate-video", parameters, ...(inputs && { inputs: [...inputs] }) },
      requirements: {
        kind: "generate-video",
        model: parameters.model,
        codec: CODEC_OF_CONTAINER[parameters.container],
      },
      dependsOn: [],
      final: true,
      deadlineSeconds: Math.ceil(
        TASK_DEADLINE_BASE_SECONDS + durationSeconds * TASK_DEADLINE_PER_VIDEO_SECOND * size,
      ),
      ...measureWork("generate-video", durationSeconds * framesPerSecond * size),
    },
  ];
}
