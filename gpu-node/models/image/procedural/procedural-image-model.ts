import { throwIfAborted } from "../../../tasks/task-error.ts";
import { createProceduralScene } from "../../video/procedural/create-procedural-scene.ts";
import type { ImageModel } from "../image-model.ts";

const framesPerSecond = 25;
/** Petals have spread, waves have rolled in and fireworks have opened by then. */
const momentSeconds = 2.1;

/** The embedded default: one moment of the drawn scene of the same prompt and seed. */
export const proceduralImageModel: ImageModel<"procedural"> = {
  id: "procedural",
  draw(request, signal) {
    throwIfAborted(signal);
    const scene = createProceduralScene({
      ...request,
      framesPerSecond,
      durationSeconds: momentSeconds * 2,
    });
    return Promise.resolve(scene.drawPicture(Math.round(momentSeconds * framesPerSecond)));
  },
};
