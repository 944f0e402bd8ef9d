import type { Backdrop, ComposedScene } from "./compose-scene.ts";
import type { PainterFactory } from "./painter.ts";
import { createAbstractPainter } from "./painters/abstract.ts";
import { createBeachPainter } from "./painters/beach.ts";
import { createCelestialPainter } from "./painters/celestial.ts";
import { createCityPainter } from "./painters/city.ts";
import { createCloudSeaPainter } from "./painters/cloud-sea.ts";
import { createCloudsPainter } from "./painters/clouds.ts";
import {
  createAuroraPainter,
  createDriftersPainter,
  createRainbowPainter,
} from "./painters/effects.ts";
import { createPlumePainter } from "./painters/eruption.ts";
import { createFireworksPainter } from "./painters/fireworks.ts";
import { createForestPainter } from "./painters/forest.ts";
import { createGradingPainter } from "./painters/grading.ts";
import { createGroundPainter } from "./painters/ground.ts";
import { createPrecipitationPainter } from "./painters/precipitation.ts";
import { createRidgesPainter } from "./painters/ridges.ts";
import { createShorePainter } from "./painters/shore.ts";
import { createSkyPainter } from "./painters/sky.ts";
import { createSoftBackdropPainter } from "./painters/soft-backdrop.ts";
import { createSpacePainter } from "./painters/space.ts";
import { createStarsPainter } from "./painters/stars.ts";
import { createSubjectsPainter } from "./painters/subjects.ts";
import { createUnderwaterLightPainter, createUnderwaterPainter } from "./painters/underwater.ts";
import { createWaterPainter } from "./painters/water.ts";

/** Far things first, whatever the order of the words. */
const backdropOrder: readonly Backdrop[] = [
  "volcano",
  "mountains",
  "islands",
  "canyon",
  "dunes",
  "hills",
  "jungle",
  "forest",
  "city",
  "village",
];

/** Layers of what falls, drifts and flashes in front of all others. */
export const fallingPainters: ReadonlySet<PainterFactory> = new Set([
  createPrecipitationPainter,
  createDriftersPainter,
]);

/** The layers of a scene from back to front. */
export function choosePainters(scene: ComposedScene): PainterFactory[] {
  switch (scene.kind) {
    case "space":
      return [createSpacePainter, createSubjectsPainter("air"), createGradingPainter];
    case "underwater":
      return [
        createSoftBackdropPainter([createUnderwaterLightPainter]),
        createUnderwaterPainter,
        createSubjectsPainter("air"),
        createGradingPainter,
      ];
    case "abstract":
      return [
        createAbstractPainter,
        createSubjectsPainter("air"),
        createDriftersPainter,
        createGradingPainter,
      ];
    case "clouds":
      return [
        createSoftBackdropPainter([createSkyPainter, createCelestialPainter, createCloudsPainter]),
        createStarsPainter,
        createCloudSeaPainter,
        createSubjectsPainter("air"),
        createPrecipitationPainter,
        createDriftersPainter,
        createGradingPainter,
      ];
    case "landscape":
      return landscapePainters(scene);
  }
}

function landscapePainters(scene: ComposedScene): PainterFactory[] {
  const { surface } = scene;
  const backdrops = backdropOrder
    .filter((name) => scene.backdrops.includes(name))
    .map(painterOfBackdrop);
  const wet =
    surface === "sea" ||
    surface === "lake" ||
    surface === "river" ||
    surface === "beach" ||
    surface === "street";
  const dry =
    surface === "grass" ||
    surface === "field" ||
    surface === "sand" ||
    surface === "snow" ||
    surface === "road";
  return [
    createSoftBackdropPainter([
      createSkyPainter,
      createAuroraPainter,
      createCelestialPainter,
      createRainbowPainter,
      createCloudsPainter,
      createPlumePainter,
    ]),
    createStarsPainter,
    ...backdrops,
    createFireworksPainter,
    createSubjectsPainter("horizon"),
    ...(wet ? [createWaterPainter, createShorePainter] : []),
    ...(dry ? [createGroundPainter] : []),
    ...(surface === "beach" ? [createBeachPainter] : []),
    createSubjectsPainter("air"),
    createSubjectsPainter("ground"),
    createPrecipitationPainter,
    createDriftersPainter,
    createGradingPainter,
  ];
}

function painterOfBackdrop(name: Backdrop): PainterFactory {
  switch (name) {
    case "city":
      return createCityPainter;
    case "forest":
      return createForestPainter(false);
    case "jungle":
      return createForestPainter(true);
    case "village":
      return createRidgesPainter("hills");
    case "mountains":
    case "hills":
    case "canyon":
    case "volcano":
    case "dunes":
    case "islands":
      return createRidgesPainter(name);
  }
}
