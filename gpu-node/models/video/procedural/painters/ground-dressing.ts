import type { SKRSContext2D } from "@napi-rs/canvas";
import { css, mix, parseColour } from "../colour.ts";
import type { Colour } from "../colour.ts";
import type { ComposedScene } from "../compose-scene.ts";
import { litColour } from "../lighting.ts";
import { createNoise } from "../noise.ts";
import type { FrameSize } from "../painter.ts";
import type { Random } from "../seeded-random.ts";
import { drawCrops } from "./crops.ts";
import type { GroundFold } from "./ground.ts";
import { soilOf } from "./ground-shaders.ts";
import { drawRoad } from "./road.ts";
import { drawRock } from "./rock.ts";
import { drawBush, drawCactus, drawConifer } from "./small-trees.ts";

interface Spot {
  readonly x: number;
  readonly y: number;
  /** Size of a thing one frame height tall at this distance. */
  readonly scale: number;
  readonly near: number;
}

/** Draws what stands on a fold, once: tufts, flowers, stones, shrubs and small trees, far to near. */
export function dressFold(
  context: SKRSContext2D,
  scene: ComposedScene,
  size: FrameSize,
  fold: GroundFold,
): void {
  const { surface } = scene;
  const random = scene.random(`dressing-${fold.index}`);
  const haze = (1 - fold.nearness) ** 1.4 * (0.42 + scene.fog * 0.3);
  const spot = (): Spot => {
    const x = random() * fold.width;
    const down = random() ** 1.3;
    const near = fold.flat ? 0.04 + down * 0.96 : fold.nearness * 0.75 + down * 0.25;
    const crest = fold.rise - fold.edge(x / fold.width);
    return {
      x,
      y: crest + (0.01 + down * 0.99) * (fold.height - crest) * 0.96,
      scale: size.height * (0.2 + near * 0.9),
      near,
    };
  };
  const spots = (count: number): Spot[] =>
    Array.from({ length: count }, spot).sort((left, right) => left.y - right.y);
  if (surface === "field") return drawCrops(context, scene, size, fold);
  if (surface === "grass") return dressMeadow();
  if (surface === "snow") return dressSnow();
  if (surface === "road" && fold.flat) {
    dressDry(150);
    return drawRoad(context, scene, size, fold);
  }
  dressDry(surface === "sand" ? 3 : 46);

  function dressMeadow(): void {
    const [far, near] = soilOf(scene);
    standing(0.8, (x, y, tall) => {
      if (scene.backdrops.includes("volcano")) return;
      drawBush(context, scene, { x, foot: y, tall, haze: haze * 0.9 }, random);
    });
    drawTufts(spots(360), mix(far, near, 0.3 + fold.nearness * 0.5), haze, random);
    stones(scene.backdrops.includes("mountains") || scene.backdrops.includes("volcano") ? 7 : 2);
    const { features, description } = scene;
    if (
      !features.has("flowers") &&
      (description.season === "winter" || scene.backdrops.includes("volcano"))
    )
      return;
    const plenty = features.has("flowers") || description.terrains.includes("meadow") ? 420 : 90;
    drawFlowers(spots(plenty), random);
  }

  function dressSnow(): void {
    standing(0.75, (x, y, tall) => {
      const colour = litColour(scene.palette, [44, 84, 62], -0.2, haze * 0.9);
      drawConifer(context, { x, foot: y, tall: tall * 1.5, colour }, random, snowCap());
    });
    drawTufts(spots(fold.nearness > 0.5 ? 16 : 5), [142, 118, 84], haze, random);
    stones(3);
  }

  function dressDry(shrubs: number): void {
    const dry = scene.backdrops.some((name) => name === "dunes" || name === "canyon");
    if (surface === "road" && dry)
      standing(1, (x, y, tall) => {
        if (random() < 0.4)
          drawCactus(context, scene, { x, foot: y, tall: tall * 1.5, haze }, random);
      });
    drawTufts(spots(shrubs), dry ? [168, 148, 84] : [120, 140, 66], haze, random);
    if (surface !== "sand" || scene.backdrops.includes("canyon")) stones(dry ? 9 : 3);
  }

  function snowCap(): Colour {
    return mix(litColour(scene.palette, [246, 250, 255], 0.6, haze), scene.palette.haze, 0.08);
  }

  function standing(share: number, draw: (x: number, y: number, tall: number) => void): void {
    if (fold.index > 1 || fold.flat || random() > share) return;
    const noise = createNoise(scene.seed + fold.index * 7);
    for (let item = 0; item < 44; item += 1) {
      const at = random();
      if (noise.at(at * 5) < 0.52) continue;
      const x = at * fold.width;
      draw(
        x,
        fold.rise - fold.edge(at) + size.height * (0.004 + random() * 0.018),
        size.height * (0.036 + random() * 0.04) * (1 + fold.index * 0.8),
      );
    }
  }

  function stones(count: number): void {
    const grey: Colour = scene.backdrops.includes("canyon")
      ? [176, 96, 62]
      : scene.backdrops.includes("volcano")
        ? [66, 58, 60]
        : scene.backdrops.includes("dunes")
          ? [180, 132, 88]
          : [128, 128, 128];
    for (const { x, y, scale } of spots(count)) {
      const wide = scale * (0.012 + random() ** 2 * 0.045);
      drawRock(
        context,
        scene,
        {
          x,
          foot: y,
          wide,
          tall: wide * (0.45 + random() * 0.3),
          own: grey,
          haze,
          snow: surface === "snow",
        },
        random,
      );
    }
  }

  function drawTufts(places: readonly Spot[], own: Colour, distance: number, roll: Random): void {
    context.lineCap = "round";
    for (const { x, y, scale, near } of places) {
      const tone = roll();
      const tall = scale * (0.008 + roll() * 0.02);
      context.strokeStyle = css(
        litColour(
          scene.palette,
          mix(own, [226, 214, 120], tone * 0.35),
          tone * 1.5 - 0.75,
          distance * (1 - near * 0.4),
        ),
        0.85,
      );
      context.lineWidth = Math.max(0.7, scale * 0.0014);
      context.beginPath();
      for (let blade = 0; blade < 5; blade += 1) {
        const lean = (blade - 2) * 0.28 + (roll() - 0.5) * 0.4;
        context.moveTo(x + lean * tall * 0.2, y);
        context.quadraticCurveTo(
          x + lean * tall * 0.3,
          y - tall * 0.6,
          x + lean * tall,
          y - tall * (1 - Math.abs(lean) * 0.3),
        );
      }
      context.stroke();
    }
  }

  function drawFlowers(places: readonly Spot[], roll: Random): void {
    const clusters = createNoise(scene.seed + 71);
    const asked = scene.description.colours[0];
    const own = asked === undefined ? undefined : parseColour(asked);
    for (const { x, y, scale } of places) {
      const patch = clusters.plane(
        x / (size.height * 0.35),
        y / (size.height * 0.08) + fold.index * 9,
      );
      if (patch < 0.42) continue;
      const kind =
        flowerTones[Math.floor(patch * 37 + roll() * 1.6) % flowerTones.length] ?? flowerTones[0];
      const colour = litColour(scene.palette, own ?? kind, 0.2 + roll() * 0.5, haze * 0.8);
      const radius = Math.max(0.8, scale * (0.0026 + roll() * 0.0022));
      context.fillStyle = css(colour);
      context.beginPath();
      for (let petal = 0; petal < 4; petal += 1) {
        const angle = petal * 1.571 + roll();
        const px = x + Math.cos(angle) * radius * 0.75;
        const py = y - radius * 3 + Math.sin(angle) * radius * 0.5;
        context.moveTo(px + radius, py);
        context.ellipse(px, py, radius * 0.8, radius * 0.6, 0, 0, Math.PI * 2);
      }
      context.fill();
      if (radius < 1.6) continue;
      context.fillStyle = css(litColour(scene.palette, [252, 214, 86], 0.3, haze));
      context.beginPath();
      context.ellipse(x, y - radius * 3, radius * 0.45, radius * 0.38, 0, 0, Math.PI * 2);
      context.fill();
    }
  }
}

const flowerTones: readonly [Colour, ...Colour[]] = [
  [236, 84, 82],
  [250, 206, 76],
  [176, 124, 226],
  [255, 150, 184],
  [252, 250, 244],
  [108, 142, 245],
];
