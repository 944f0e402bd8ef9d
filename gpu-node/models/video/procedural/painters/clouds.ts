import type { Canvas } from "@napi-rs/canvas";
import { offscreen } from "../offscreen.ts";
import type { PainterFactory } from "../painter.ts";
import { between } from "../seeded-random.ts";
import { cirrusTile, deckTile } from "./cloud-tiles.ts";
import { cumulusSprite } from "./cumulus.ts";

interface DriftingTile {
  readonly picture: Canvas;
  readonly speed: number;
  readonly depth: number;
}

/** The clouds of the scene's kind of sky, drifting with the wind: tiles that wrap, and heaps that cross. */
export const createCloudsPainter: PainterFactory = (scene, size) => {
  const { width } = size;
  const bottom = size.height * (scene.kind === "clouds" ? 1 : scene.horizon);
  const { cloudKind } = scene;
  const random = scene.random("clouds");
  const tiles: DriftingTile[] = [];
  const addTile = (tile: Canvas, speed: number, depth: number): void => {
    tiles.push({
      picture: offscreen(width * 1.5, bottom, (context) => {
        context.imageSmoothingQuality = "high";
        context.drawImage(tile, 0, 0, Math.ceil(width * 1.5), bottom);
      }),
      speed,
      depth,
    });
  };
  if (cloudKind === "cirrus" || cloudKind === "mixed") addTile(cirrusTile(scene, 5), 0.004, 0.05);
  if (cloudKind === "deck" || cloudKind === "overcast" || cloudKind === "storm") {
    addTile(deckTile(scene, 11, scene.cloudCover * 0.8, 1.5), 0.006, 0.08);
    addTile(deckTile(scene, 29, scene.cloudCover, cloudKind === "deck" ? 1 : 0.6), 0.013, 0.16);
  }
  const heapCount =
    cloudKind === "cumulus"
      ? Math.round(5 + scene.cloudCover * 9)
      : cloudKind === "mixed" || cloudKind === "storm"
        ? 5
        : cloudKind === "deck"
          ? 2
          : 0;
  const weight = cloudKind === "storm" ? 1 : 0.15;
  const sprites = Array.from({ length: Math.min(6, heapCount) }, (_, index) => {
    const distance = 0.08 + (index / 6) * 0.62;
    return cumulusSprite(scene, index, {
      columns: 210,
      rows: index % 2 === 0 ? 96 : 74,
      distance,
      bank: false,
      weight,
    });
  });
  const heaps = Array.from({ length: heapCount }, (_, index) => {
    const far = Math.min(1, (index % 6) / 5 + (random() - 0.5) * 0.1);
    const sprite = sprites[index % Math.max(1, sprites.length)];
    const wide =
      (0.52 - far * 0.36) * between(random, 0.75, 1.25) * (cloudKind === "storm" ? 1.5 : 1);
    const low = cloudKind === "deck" ? 0.82 : 0.16 + far * 0.66;
    return {
      sprite,
      // Golden-ratio steps keep neighbours apart, so that heaps never bunch up.
      x: (index * 0.618 + random() * 0.2 + scene.light.x * 0.3) % 1,
      y: low + between(random, -0.08, 0.05),
      wide,
      speed: 0.003 + (1 - far) * 0.009,
      depth: 0.05 + (1 - far) * 0.12,
    };
  }).sort((left, right) => left.wide - right.wide);
  if (tiles.length + heaps.length === 0) return () => {};
  return (context, { seconds, view }) => {
    const drift = scene.direction * seconds * (0.5 + scene.wind) * scene.pace * 1.6;
    for (const { picture, speed, depth } of tiles) {
      const travel = drift * speed - view.pan * depth * 0.09;
      const start = -((((-travel % 1) + 1) % 1) * picture.width);
      const y = -view.tilt * depth * 0.05 * size.height;
      for (let x = start; x < width; x += picture.width) context.drawImage(picture, x, y);
    }
    for (const heap of heaps) {
      if (heap.sprite === undefined) continue;
      const span = 1 + heap.wide;
      const place = heap.x * span + drift * heap.speed - view.pan * heap.depth * 0.09;
      const x = ((((place % span) + span) % span) - heap.wide) * width;
      const tall = (heap.wide * width * heap.sprite.height) / heap.sprite.width;
      const y = heap.y * bottom - tall * 0.8 - view.tilt * heap.depth * 0.05 * size.height;
      context.drawImage(heap.sprite, x, y, heap.wide * width, tall);
    }
  };
};
