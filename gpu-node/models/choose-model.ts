import { TaskError } from "../tasks/task-error.ts";
import type { TaskRun } from "../tasks/task-run.ts";
import type { ImageModel } from "./image/image-model.ts";
import { proceduralImageModel } from "./image/procedural/procedural-image-model.ts";
import { proceduralSpeechModel } from "./speech/procedural/procedural-speech-model.ts";
import type { SpeechModel } from "./speech/speech-model.ts";
import { proceduralVideoModel } from "./video/procedural/procedural-video-model.ts";
import type { VideoModel } from "./video/video-model.ts";
import type { CallModel } from "./remote/model-call.ts";
import { createRemoteImageModel } from "./remote/remote-image-model.ts";
import { createRemoteSpeechModel } from "./remote/remote-speech-model.ts";
import { createRemoteVideoModel } from "./remote/remote-video-model.ts";

/** How a task reaches the node's model servers; without a way it has the embedded models alone. */
export type ModelAccess = Pick<TaskRun, "callModel" | "workDirectory">;

/** The model of a catalogue key: an embedded one, or one of the node's servers. */
export function videoModelOf(key: string, access: ModelAccess): VideoModel {
  return key === proceduralVideoModel.id
    ? proceduralVideoModel
    : createRemoteVideoModel(key, reach(key, access));
}

export function imageModelOf(key: string, access: ModelAccess): ImageModel {
  return key === proceduralImageModel.id
    ? proceduralImageModel
    : createRemoteImageModel(key, reach(key, access));
}

export function speechModelOf(key: string, access: ModelAccess): SpeechModel {
  return key === proceduralSpeechModel.id
    ? proceduralSpeechModel
    : createRemoteSpeechModel(key, reach(key, access));
}

function reach(
  key: string,
  { callModel, workDirectory }: ModelAccess,
): { callModel: CallModel; workDirectory: string } {
  if (callModel === undefined)
    throw new TaskError("unsupported-task", `This node does not have the model ${key}.`);
  return { callModel, workDirectory };
}
