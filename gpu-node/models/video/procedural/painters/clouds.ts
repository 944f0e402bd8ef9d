import { mix } from "../colour.ts";
import type { Colour } from "../colour.ts";
import { createNoise, smoothStep } from "../noise.ts";
import { offscreen, shadePixels } from "../offscreen.ts";
import type { FrameSize, PainterFactory } from "../painter.ts";
import type { ComposedScene } from "../compose-scene.ts";

/** Two tiles of lit clouds that wrap and drift at different speeds. */
export const createCloudsPainter: PainterFactory = (scene, size) => {
  if (scene.cloudCover <= 0.06) return () => {};
  const { width } = size;
  const bottom = size.height * (scene.kind === "clouds" ? 1 : scene.horizon);
  const tiles = [
    {
      picture: cloudTile(scene, size, bottom, 11, scene.cloudCover * 0.8, 1.5),
      speed: 0.006,
      depth: 0.08,
    },
    { picture: cloudTile(scene, size, bottom, 29, scene.cloudCover, 1), speed: 0.013, depth: 0.16 },
  ];
  return (context, { seconds, view }) => {
    for (const { picture, speed, depth } of tiles) {
      const travel =
        scene.direction * seconds * speed * (0.5 + scene.wind) * scene.pace * 1.6 -
        view.pan * depth * 0.09;
      const start = -((((travel % 1) + 1) % 1) * picture.width);
      const y = -view.tilt * depth * 0.05 * size.height;
      for (let x = start; x < width; x += picture.width) context.drawImage(picture, x, y);
    }
  };
};

function cloudTile(
  scene: ComposedScene,
  size: FrameSize,
  bottom: number,
  salt: number,
  cover: number,
  scale: number,
) {
  const noise = createNoise(scene.seed ^ (salt * 7919));
  const { palette } = scene;
  const columns = 512;
  const rows = 200;
  const period = 8;
  const threshold = 0.68 - cover * 0.34;
  const warm: Colour = mix(palette.cloudLight, palette.glow, 0.4);
  const density = (x: number, y: number): number => {
    // Rows crowd towards the horizon, as a flat cloud deck does in perspective.
    const far = y / rows;
    const v = (scale * 2.2) / (1.12 - far);
    return noise.octavesPlane((x / columns) * period, v * 1.6 + salt, 5, period);
  };
  const tile = shadePixels(columns, rows, (x, y, pixels, offset) => {
    const value = density(x, y);
    const cover01 = smoothStep(threshold, threshold + 0.2, value);
    if (cover01 <= 0) return;
    const lit = smoothStep(-0.06, 0.09, value - density(x + 3, y - 7));
    const far = y / rows;
    const body = mix(palette.cloudShade, palette.cloudLight, 0.25 + lit * 0.75);
    const shade = mix(mix(body, warm, far * 0.45), palette.haze, far ** 3 * 0.5);
    const edge = smoothStep(0, 0.06, far) * 0.4 + 0.6;
    const fade = 1 - smoothStep(0.9, 1, far);
    pixels.set([shade[0], shade[1], shade[2], cover01 * edge * fade * 235], offset);
  });
  return offscreen(size.width * 1.5, bottom, (context) => {
    context.imageSmoothingQuality = "high";
    context.drawImage(tile, 0, 0, Math.ceil(size.width * 1.5), bottom);
  });
}
