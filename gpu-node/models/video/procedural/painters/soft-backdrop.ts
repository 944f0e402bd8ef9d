import { offscreen } from "../offscreen.ts";
import type { PainterFactory } from "../painter.ts";

/**
 * Runs painters of soft things (sky, haloes, clouds) on a smaller canvas and draws that up in
 * one go: what has no sharp edge looks the same and costs a quarter.
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
    return (context, moment) => {
      for (const paint of painters) {
        soft.save();
        paint(soft, moment);
        soft.restore();
      }
      context.drawImage(
        canvas,
        0,
        0,
        size.width,
        (rows / small.height) * size.height,
      );
    };
  };
}
