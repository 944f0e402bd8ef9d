import { throwIfAborted } from "../../../tasks/task-error.ts";
import type { VideoModel } from "../video-model.ts";
import { createProceduralScene } from "./create-procedural-scene.ts";

/** The embedded default: draws the prompt; needs no weights, no network and no GPU. */
export const proceduralVideoModel: VideoModel<"procedural"> = {
  id: "procedural",
  provenance:
    "Made by Framefleet's procedural model: an animation drawn by code, not by a neural network.",
  generate(request, signal) {
    const scene = createProceduralScene(request);
    return {
      frameCount: scene.frameCount,
      frames: (function* () {
        for (let index = 0; index < scene.frameCount; index += 1) {
          throwIfAborted(signal);
          yield scene.drawFrame(index);
        }
      })(),
    };
  },
};
