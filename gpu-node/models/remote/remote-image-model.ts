import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { inspectImage } from "../../media/inspect-image.ts";
import { readImage } from "../../media/read-image.ts";
import { TaskError } from "../../tasks/task-error.ts";
import type { ImageModel } from "../image/image-model.ts";
import { coverFit } from "../video/procedural/image-film/cover-fit.ts";
import type { CallModel } from "./model-call.ts";

/** An image model of one of the node's servers; its picture is cut to the size that was asked for. */
export function createRemoteImageModel(
  key: string,
  { callModel, workDirectory }: { callModel: CallModel; workDirectory: string },
): ImageModel {
  return {
    id: key,
    async draw({ prompt, seed, width, height }) {
      const call = { kind: "image", model: key, prompt, seed, width, height } as const;
      const { file } = await callModel(call, () => {});
      const path = join(workDirectory, file);
      const contentType = inspectImage(await readFile(path))?.contentType ?? "nothing";
      const outcome = await readImage(path, contentType);
      if (outcome.type === "unreadable")
        throw new TaskError(
          "model-failed",
          `The picture of the model ${key} is not readable: ${outcome.reason}.`,
        );
      return { picture: coverFit(outcome.picture, { width, height }, 1) };
    },
  };
}
