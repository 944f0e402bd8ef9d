import { cameraView } from "../camera.ts";
import { offscreen } from "../offscreen.ts";
import type { PainterFactory } from "../painter.ts";

/** The soft layers move slowly enough to be drawn anew this often. */
const drawsPerSecond = 12;

/**
 * Runs painters of soft things (sky, haloes, clouds) on a smaller canvas, a dozen times a second,
 * and shows that enlarged: what has no sharp edge looks the same at a fraction of the cost.
 */
export function createSoftBackdropPainter(factories: readonly PainterFactory[]): PainterFactory {
  return (scene, size) => {
    const share = size.height >= 900 ? 0.5 : 0.6;
    const small = {
      width: Math.max(1, Math.round(size.width * share)),
      height: Math.max(1, Math.round(size.height * share)),
    };
    // Ground or water hides the rest; the margin lets the camera tilt and zoom.
    const rows = Math.ceil(
      scene.kind === "landscape"
        ? Math.min(small.height, small.height * (scene.horizon + 0.1))
        : small.height,
    );
    const canvas = offscreen(small.width, rows, () => {});
    const soft = canvas.getContext("2d");
    const painters = factories.map((create) => create(scene, small));
    const shownRows = Math.ceil((rows / small.height) * size.height);
    const shown = offscreen(size.width, shownRows, () => {});
    const shownContext = shown.getContext("2d");
    const rate = drawsPerSecond * scene.pace;
    let drawnStep = -1;
    return (context, { seconds }) => {
      // A step depends on the time alone, so that frames may be drawn in any order.
      const step = Math.floor(seconds * rate + 1e-6);
      if (step !== drawnStep) {
        drawnStep = step;
        draw(step / rate);
      }
      context.drawImage(shown, 0, 0);
    };

    function draw(seconds: number): void {
      const progress = Math.min(1, seconds / Math.max(scene.durationSeconds, 0.001));
      const view = cameraView(scene.description.cameraMoves, progress, seconds, scene.direction);
      for (const paint of painters) {
        soft.save();
        paint(soft, { seconds, progress, view });
        soft.restore();
      }
      shownContext.drawImage(canvas, 0, 0, size.width, shownRows);
    }
  };
}
