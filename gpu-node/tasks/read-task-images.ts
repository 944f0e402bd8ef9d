import type { Canvas } from "@napi-rs/canvas";
import { readImage } from "../media/read-image.ts";
import type { VideoModelImages } from "../models/video/video-model.ts";
import { TaskError } from "./task-error.ts";
import type { TaskFile } from "./task-run.ts";

const nameOfRole = {
  "initial-image": "initial image",
  "end-frame": "end frame",
  "reference-image": "reference image",
} as const;

type ImageRole = keyof typeof nameOfRole;

/**
 * Decodes all images of a task. Throws `invalid-input`, with the role in the message, for a file
 * that is not what it claims to be, is too large or cannot be decoded.
 */
export async function readTaskImages(images: readonly TaskFile[]): Promise<VideoModelImages> {
  const pictures: Record<ImageRole, Canvas[]> = {
    "initial-image": [],
    "end-frame": [],
    "reference-image": [],
  };
  for (const image of images) {
    const { role } = image;
    if (!isImageRole(role)) throw new TaskError("invalid-input", `A video is not made of ${role}.`);
    const outcome = await readImage(image.path, image.contentType);
    const name = nameOfRole[role];
    if (outcome.type === "unreadable") {
      throw new TaskError("invalid-input", `The ${name} could not be read: ${outcome.reason}.`);
    }
    pictures[role].push(outcome.picture);
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

function isImageRole(role: TaskFile["role"]): role is ImageRole {
  return Object.hasOwn(nameOfRole, role);
}
