import { atDepth, overscan } from "../camera.ts";
import { css, mix } from "../colour.ts";
import { offscreen } from "../offscreen.ts";
import type { PainterFactory } from "../painter.ts";
import { cumulusSprite } from "./cumulus.ts";

/** A sea of cloud below the viewer: banks in ranks, the near ones larger and faster. */
export const createCloudSeaPainter: PainterFactory = (scene, size) => {
  const { width, height } = size;
  const { palette } = scene;
  const ranks = [0, 1, 2, 3].map((index) => {
    const nearness = index / 3;
    const sprite = cumulusSprite(scene, 40 + index, {
      columns: 460,
      rows: 100 + index * 22,
      distance: 0.62 - nearness * 0.58,
      bank: true,
      weight: 0.1 + nearness * 0.2,
    });
    const wide = width * (1.15 + overscan * 2 + nearness * 0.7);
    const tall = height * (0.2 + nearness * 0.3);
    const top = height * (0.52 + nearness * 0.17);
    const picture = offscreen(wide, Math.min(tall, height * 1.06 - top), (context) => {
      context.imageSmoothingQuality = "high";
      context.drawImage(sprite, 0, 0, Math.ceil(wide), tall);
    });
    return {
      picture,
      top,
      left: -overscan * width - nearness * width * 0.3,
      depth: 0.15 + nearness * 0.75,
      bob: 0.004 + nearness * 0.004,
    };
  });
  const floor = offscreen(8, height * 0.5, (context) => {
    const gradient = context.createLinearGradient(0, 0, 0, height * 0.5);
    gradient.addColorStop(0, css(palette.haze, 0));
    gradient.addColorStop(0.25, css(mix(palette.haze, palette.cloudLight, 0.3), 0.9));
    gradient.addColorStop(1, css(mix(palette.cloudShade, palette.haze, 0.3)));
    context.fillStyle = gradient;
    context.fillRect(0, 0, 8, height * 0.5);
  });
  return (context, { seconds, view }) => {
    context.drawImage(floor, 0, Math.round(height * 0.52), width, height * 0.5);
    ranks.forEach((rank, index) => {
      atDepth(context, view, rank.depth, size, () =>
        context.drawImage(
          rank.picture,
          rank.left + scene.direction * seconds * width * 0.0012 * (index + 1) * scene.pace,
          rank.top + Math.sin(seconds * 0.5 + index * 1.7) * height * rank.bob,
        ),
      );
    });
  };
};
