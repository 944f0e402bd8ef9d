import type { Canvas } from "@napi-rs/canvas";
import { css, mix, parseColour, saturate } from "../colour.ts";
import type { Colour } from "../colour.ts";
import { atDepth, overscan } from "../camera.ts";
import type { Backdrop, ComposedScene } from "../compose-scene.ts";
import { createNoise, smoothStep } from "../noise.ts";
import { offscreen, shadePixels } from "../offscreen.ts";
import type { FrameSize, PainterFactory } from "../painter.ts";
import { craterShare, prepareEruption } from "./eruption.ts";

type RidgeKind = Extract<
  Backdrop,
  "mountains" | "hills" | "canyon" | "volcano" | "dunes" | "islands"
>;

interface RidgeLook {
  readonly layerCount: number;
  /** Height of the farthest and the nearest layer as shares of the frame. */
  readonly farHeight: number;
  readonly nearHeight: number;
  readonly rock: Colour;
  readonly growth: Colour;
}

const looks: Readonly<Record<RidgeKind, RidgeLook>> = {
  mountains: {
    layerCount: 3,
    farHeight: 0.46,
    nearHeight: 0.1,
    rock: [88, 96, 116],
    growth: [50, 84, 62],
  },
  hills: {
    layerCount: 3,
    farHeight: 0.2,
    nearHeight: 0.07,
    rock: [96, 128, 74],
    growth: [84, 136, 58],
  },
  canyon: {
    layerCount: 3,
    farHeight: 0.26,
    nearHeight: 0.3,
    rock: [206, 92, 48],
    growth: [170, 70, 38],
  },
  volcano: {
    layerCount: 3,
    farHeight: 0.42,
    nearHeight: 0.09,
    rock: [70, 60, 62],
    growth: [52, 48, 46],
  },
  dunes: {
    layerCount: 2,
    farHeight: 0.13,
    nearHeight: 0.09,
    rock: [218, 164, 96],
    growth: [214, 156, 90],
  },
  islands: {
    layerCount: 2,
    farHeight: 0.1,
    nearHeight: 0.075,
    rock: [80, 104, 92],
    growth: [52, 96, 66],
  },
};

/** Ranges of one kind, far to near, each hazier than the one before it; static pictures that slide in parallax. */
export function createRidgesPainter(kind: RidgeKind): PainterFactory {
  return (scene, size) => {
    const look = looks[kind];
    const layers = Array.from({ length: look.layerCount }, (_, index) => {
      const nearness = look.layerCount === 1 ? 1 : index / (look.layerCount - 1);
      return {
        depth: 0.1 + nearness * 0.4,
        ...ridgeLayer(scene, size, kind, look, index, nearness),
      };
    });
    // The two farthest ranges move almost alike: one picture of both draws faster.
    if (kind !== "volcano" && layers.length > 2) layers.splice(0, 2, joined(layers, size));
    const eruption =
      kind === "volcano" && !scene.description.excluded.includes("lava")
        ? prepareEruption(scene, size)
        : undefined;
    return (context, { seconds, view }) => {
      layers.forEach((layer, index) => {
        atDepth(context, view, layer.depth, size, () => {
          if (index === 0) eruption?.behind(context, seconds);
          context.drawImage(layer.picture, -overscan * size.width, layer.top);
          if (index === 0) eruption?.before(context, seconds);
        });
      });
    };
  };
}

interface Layer {
  readonly depth: number;
  readonly picture: Canvas;
  readonly top: number;
}

function joined(layers: readonly Layer[], size: FrameSize): Layer {
  const pair = layers.slice(0, 2);
  const top = Math.min(...pair.map((layer) => layer.top));
  const bottom = Math.max(...pair.map((layer) => layer.top + layer.picture.height));
  const picture = offscreen(size.width * (1 + overscan * 2), bottom - top, (context) => {
    for (const layer of pair) context.drawImage(layer.picture, 0, layer.top - top);
  });
  return { depth: pair[0]?.depth ?? 0, picture, top };
}

function ridgeLayer(
  scene: ComposedScene,
  size: FrameSize,
  kind: RidgeKind,
  look: RidgeLook,
  index: number,
  nearness: number,
): { picture: Canvas; top: number } {
  const { palette } = scene;
  const width = Math.ceil(size.width * (1 + overscan * 2));
  const peak = size.height * (look.farHeight + (look.nearHeight - look.farHeight) * nearness);
  const base =
    size.height * scene.horizon + (kind === "islands" ? 0 : size.height * 0.012 * nearness);
  const noise = createNoise(scene.seed + index * 131 + kind.length * 17);
  const profile = (share: number): number => ridgeHeight(kind, noise, share, nearness, scene);
  const height = Math.ceil(peak * 1.05);
  const asked = scene.description.colours[0];
  const natural = mix(look.rock, look.growth, nearness);
  const own =
    asked !== undefined && kind === "canyon" ? mix(natural, parseColour(asked), 0.55) : natural;
  const winter =
    scene.surface === "snow" || scene.description.season === "winter" || scene.snow > 0;
  const lit = mix(
    saturate(winter && kind !== "dunes" ? mix(own, [226, 234, 246], 0.62) : own, 0.9),
    palette.glow,
    0.25,
  );
  const haze = mix(palette.haze, palette.glow, 0.15);
  const body = mix(
    mix(palette.near, lit, Math.min(0.8, palette.daylight * 0.72 + (kind === "canyon" ? 0.2 : 0))),
    haze,
    (1 - nearness) ** 1.2 * (kind === "canyon" ? 0.5 : 0.6) + 0.03 + scene.fog * 0.12,
  );
  const snowLine =
    kind === "mountains"
      ? winter
        ? 0.12
        : 0.42 + nearness * 0.35
      : kind === "volcano"
        ? winter
          ? 0.5
          : 2
        : 2;
  const snowColour = mix(
    mix([250, 250, 255], palette.glow, 0.35),
    mix(palette.skyMiddle, haze, 0.5),
    1 - Math.min(1, palette.daylight * 0.9 + 0.12),
  );
  const columns = Math.min(900, Math.ceil(width / 2));
  const rows = Math.min(400, Math.ceil(height / 2));
  const heights = Array.from({ length: columns + 1 }, (_, x) => profile(x / columns));
  const rough = kind === "hills" || kind === "dunes" ? 0.25 : 1;
  const shadowSnow = mix(
    mix(snowColour, mix(palette.skyTop, [92, 124, 190], 0.35), 0.62),
    palette.near,
    0.16,
  );
  const leans = heights.map((_, x) => {
    const reach = Math.round(columns / 28);
    return Math.tanh(
      ((heights[Math.min(columns, x + reach)] ?? 0) - (heights[Math.max(0, x - reach)] ?? 0)) * 9,
    );
  });
  const lightSide = scene.light.x * columns;
  const texture = shadePixels(columns, rows, (x, y, pixels, offset) => {
    const altitude = 1 - y / rows;
    const ridge = heights[x] ?? 0;
    if (altitude > ridge + 0.06) return;
    const towards = x < lightSide ? 1 : -1;
    // Ribs lean outwards as they run down a slope, so a coordinate that follows them stays constant along one.
    const below = Math.max(0, ridge - altitude);
    const lean = leans[x] ?? 0;
    const u = (x / columns) * 34 + lean * below * (8 - nearness * 4) * rough;
    const v = below * (kind === "canyon" ? 2.5 : 3.6);
    const rib = noise.octavesPlane(u + 0.12, v, 5) - noise.octavesPlane(u - 0.12, v, 5);
    const slope = Math.tanh(rib * towards * 5.5 + lean * towards * 0.55);
    const lean01 =
      kind === "dunes"
        ? Math.min(columns - 1, Math.max(1, Math.round(x - towards * below * columns * 0.3)))
        : x;
    const facing =
      ((heights[lean01 + 1] ?? ridge) - (heights[lean01 - 1] ?? ridge)) * towards * columns * 0.05;
    const shade = Math.max(
      -1,
      Math.min(1, slope * rough + facing * (kind === "dunes" ? 1.1 : 0.12)),
    );
    let colour =
      shade > 0
        ? mix(body, mix(palette.glow, own, 0.3), shade * 0.55 * (0.35 + palette.daylight))
        : mix(body, mix(palette.near, palette.skyTop, 0.4), -shade * (0.5 + nearness * 0.22));
    if (kind === "canyon") {
      const band = noise.at(altitude * 17 + noise.at(u * 0.3) * 1.5);
      colour = mix(
        colour,
        mix([240, 176, 120], haze, 1 - nearness),
        (band - 0.5) * 0.8 * (0.3 + palette.daylight * 0.7),
      );
    }
    const relative = altitude / Math.max(ridge, 0.01);
    const snow = smoothStep(
      snowLine,
      snowLine + 0.22,
      altitude + (noise.octavesPlane(u * 0.9, v * 1.2 + 7, 4) - 0.5) * 0.55,
    );
    if (snow > 0)
      colour = mix(
        colour,
        mix(
          mix(snowColour, shadowSnow, smoothStep(0.35, -0.45, shade)),
          haze,
          (1 - nearness) * 0.26,
        ),
        snow * 0.94,
      );
    const mist =
      (1 - relative) ** 2 * (kind === "islands" ? 0.25 : 0.42) * (1 - nearness * 0.65) +
      (1 - altitude) ** 5 * scene.fog * 0.5;
    colour = mix(colour, haze, mist);
    pixels.set([colour[0], colour[1], colour[2], 255], offset);
  });
  const picture = offscreen(width, base - (base - height) + size.height * 0.02, (context) => {
    context.beginPath();
    context.moveTo(0, height);
    for (let x = 0; x <= width; x += 2) context.lineTo(x, height - profile(x / width) * height);
    context.lineTo(width, height + size.height * 0.02);
    context.lineTo(0, height + size.height * 0.02);
    context.closePath();
    context.fillStyle = css(mix(body, haze, 0.3));
    context.fill();
    context.clip();
    context.imageSmoothingQuality = "high";
    context.drawImage(texture, 0, 0, width, height);
  });
  return { picture, top: base - height };
}

/** A peak with slightly hollow flanks: 1 at its place, 0 beyond its reach. */
function tent(share: number, at: number, reach: number): number {
  return Math.max(0, 1 - Math.abs(share - at) / reach) ** 1.12;
}

function ridgeHeight(
  kind: RidgeKind,
  noise: ReturnType<typeof createNoise>,
  share: number,
  nearness: number,
  scene: ComposedScene,
): number {
  const stretch = 2.2 + nearness * 2.6;
  const x = share * stretch + 3;
  switch (kind) {
    case "mountains": {
      const focus = (0.5 + (scene.light.x > 0.5 ? -0.2 : 0.2) + overscan) / (1 + overscan * 2);
      let peak = nearness < 0.2 ? tent(share, focus, 0.3) : 0;
      for (let index = 0; index < 6; index += 1) {
        const at = (index + noise.at(index * 7.3 + 1)) / 6;
        const tall = 0.34 + 0.5 * noise.at(index * 3.7 + 9);
        peak = Math.max(peak, tall * tent(share, at, 0.16 + 0.12 * noise.at(index * 5.9 + 4)));
      }
      const fine = noise.octaves(x * 3.2, 5) - 0.5;
      return Math.min(1, Math.max(0.03, peak * 0.8 + 0.12 + fine * (0.12 + peak * 0.34)));
    }
    case "hills":
      return 0.22 + noise.octaves(x * 0.8, 2) * 0.75;
    case "dunes": {
      const wave = noise.at(x * 0.9);
      return 0.15 + (wave < 0.55 ? wave : 1.1 - wave) * 1.15 + noise.at(x * 2.1) * 0.12;
    }
    case "canyon": {
      const block = smoothStep(0.47, 0.53, noise.at(x * 1.25) * 0.75 + noise.at(x * 3.6) * 0.25);
      const step = smoothStep(0.5, 0.55, noise.at(x * 2.3 + 9)) * 0.22;
      return 0.14 + block * (0.55 + step) + noise.octaves(x * 9, 3) * 0.1;
    }
    case "volcano": {
      if (nearness > 0.3) return 0.25 + noise.octaves(x * 1.6, 4) * 0.6;
      const distance = Math.abs(share - craterShare(scene));
      const cone = Math.max(0, 1 - distance * 3.4) ** 1.55;
      return Math.min(cone, 0.86 + distance * 1.2) * 0.98 + noise.octaves(x * 5, 4) * 0.09;
    }
    case "islands": {
      const mass = smoothStep(0.5, 0.82, noise.at(x * 0.95 + 0.4) * 0.85 + 0.15 * noise.at(x * 3));
      return mass <= 0 ? -0.05 : mass * (0.45 + noise.octaves(x * 4, 4) * 0.55);
    }
  }
}
