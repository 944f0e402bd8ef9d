import { TASK_DEADLINE_BASE_SECONDS, TASK_DEADLINE_PER_VIDEO_SECOND } from "#contracts/limits.ts";
import type { GenerateVideoParameters, TaskRequirements } from "#contracts/task.ts";
import type { PlannedInput } from "#contracts/task-inputs.ts";
import type { PlannedTask } from "../job.ts";

const CODEC_OF_CONTAINER = {
  mp4: "h264",
  mov: "h264",
  webm: "vp9",
  avi: "mpeg4",
} as const satisfies Record<GenerateVideoParameters["container"], TaskRequirements["codec"]>;

/** Node seconds that a second of 720p video takes on a node of speed 1, until nodes were measured. */
const SECONDS_PER_VIDEO_SECOND = 0.9;

/** Plans the tasks of a `generate-video` job: one task whose outputs are the job's outputs. */
export function planGenerateVideo(
  parameters: GenerateVideoParameters,
  inputs: readonly PlannedInput[] | undefined,
  mintId: () => string,
): PlannedTask[] {
  const megapixels = (parameters.width * parameters.height) / (1280 * 720);
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
        TASK_DEADLINE_BASE_SECONDS +
          parameters.durationSeconds * TASK_DEADLINE_PER_VIDEO_SECOND * megapixels,
      ),
      expectedSeconds: 2 + parameters.durationSeconds * SECONDS_PER_VIDEO_SECOND * megapixels,
    },
  ];
}
