import { throwIfAborted } from "../../../tasks/task-error.ts";
import type { VideoModel, VideoModelRequest } from "../video-model.ts";
import { createProceduralScene } from "./create-procedural-scene.ts";
import type { ProceduralScene } from "./create-procedural-scene.ts";
import { createImageFilm } from "./image-film/create-image-film.ts";
import { dominantColours } from "./image-film/dominant-colours.ts";

/** The embedded default: draws the prompt; needs no weights, no network and no GPU. */
export const proceduralVideoModel: VideoModel<"procedural"> = {
  id: "procedural",
  provenance:
    "Made by Framefleet's procedural model: an animation drawn by code, not by a neural network.",
  generate(request, signal) {
    const scene = createScene(request);
    return Promise.resolve({
      frameCount: scene.frameCount,
      frames: (function* () {
        for (let index = 0; index < scene.frameCount; index += 1) {
          throwIfAborted(signal);
          yield scene.drawFrame(index);
        }
      })(),
    });
  },
};

/** A film between the user's pictures where there are any, else the scene in their colours. */
function createScene(request: VideoModelRequest): ProceduralScene {
  const { initialImage, endFrame, references = [] } = request.images ?? {};
  // A drawn scene that ends in a picture takes on its colours beforehand.
  const models = references.length > 0 || endFrame === undefined ? references : [endFrame];
  const colours = initialImage === undefined ? dominantColours(models, 2) : [];
  const options = { ...request, colours };
  return initialImage === undefined && endFrame === undefined
    ? createProceduralScene(options)
    : createImageFilm({ ...options, initialImage, endFrame });
}
