import { throwIfAborted } from "../../../tasks/task-error.ts";
import { cameraView } from "../../video/procedural/camera.ts";
import { createProceduralScene } from "../../video/procedural/create-procedural-scene.ts";
import { createDriftersPainter } from "../../video/procedural/painters/effects.ts";
import { createPrecipitationPainter } from "../../video/procedural/painters/precipitation.ts";
import { sceneOfPrompt } from "../../video/procedural/scene-of-prompt.ts";
import type { DrawnImage, FallingPainter, ImageModel, ImageModelRequest } from "../image-model.ts";

const framesPerSecond = 25;
/** Waves have rolled in and fireworks have opened by then. */
const momentSeconds = 2.1;
const durationSeconds = momentSeconds * 2;

/** The embedded default: one moment of the drawn scene of the same prompt and seed. */
export const proceduralImageModel: ImageModel<"procedural"> = {
  id: "procedural",
  draw(request, signal): Promise<DrawnImage> {
    throwIfAborted(signal);
    const scene = createProceduralScene({
      ...request,
      framesPerSecond,
      durationSeconds,
      withoutFalling: true,
    });
    const picture = scene.drawPicture(Math.round(momentSeconds * framesPerSecond));
    return Promise.resolve({ picture, falling: (size) => createFallingPainter(request, size) });
  },
};

/** The same weather as the scene's own, seen by a camera that stands still. */
function createFallingPainter(
  { prompt, seed }: ImageModelRequest,
  size: { width: number; height: number },
): FallingPainter {
  const scene = sceneOfPrompt({ prompt, seed, durationSeconds });
  const painters = [createPrecipitationPainter, createDriftersPainter].map((create) =>
    create(scene, size),
  );
  const view = cameraView(["static"], 0, 0, 1);
  return (context, seconds) => {
    for (const paint of painters) {
      context.save();
      paint(context, { seconds, progress: 0.5, view });
      context.restore();
    }
  };
}
