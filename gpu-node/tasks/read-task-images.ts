import type { Canvas } from "@napi-rs/canvas";
import type { TaskInput } from "#contracts/task.ts";
import { readImage } from "../media/read-image.ts";
import type { VideoModelImages } from "../models/video/video-model.ts";
import { TaskError } from "./task-error.ts";

/** An input of the task and the file it was fetched into. */
export interface TaskImage {
  readonly role: TaskInput["role"];
  readonly contentType: string;
  readonly path: string;
}

const nameOfRole: Readonly<Record<TaskInput["role"], string>> = {
  "initial-image": "initial image",
  "end-frame": "end frame",
  "reference-image": "reference image",
};

/**
 * Decodes all images of a task. Throws `invalid-input`, with the role in the message, for a file
 * that is not what it claims to be, is too large or cannot be decoded.
 */
export async function readTaskImages(images: readonly TaskImage[]): Promise<VideoModelImages> {
  const pictures: Record<TaskInput["role"], Canvas[]> = {
    "initial-image": [],
    "end-frame": [],
    "reference-image": [],
  };
  for (const image of images) {
    const outcome = await readImage(image.path, image.contentType);
    const name = nameOfRole[image.role];
    if (outcome.type === "unreadable") {
      throw new TaskError("invalid-input", `The ${name} could not be read: ${outcome.reason}.`);
    }
    pictures[image.role].push(outcome.picture);
  }
  const [initialImage, ...otherInitials] = pictures["initial-image"];
  const [endFrame, ...otherEnds] = pictures["end-frame"];
  if (otherInitials.length + otherEnds.length > 0)
    throw new TaskError(
      "invalid-input",
      "A video has one initial image and one end frame at most.",
    );
  return {
    ...(initialImage === undefined ? {} : { initialImage }),
    ...(endFrame === undefined ? {} : { endFrame }),
    references: pictures["reference-image"],
  };
}
