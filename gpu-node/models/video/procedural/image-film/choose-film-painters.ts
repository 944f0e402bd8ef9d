import type { Feature, Weather } from "#contracts/prompt/scene-description.ts";
import type { ComposedScene } from "../compose-scene.ts";
import type { PainterFactory } from "../painter.ts";
import {
  createAuroraPainter,
  createDriftersPainter,
  createRainbowPainter,
} from "../painters/effects.ts";
import { createFireworksPainter } from "../painters/fireworks.ts";
import { createLightRaysPainter } from "../painters/light-rays.ts";
import { createMotesPainter } from "../painters/motes.ts";
import { createPrecipitationPainter } from "../painters/precipitation.ts";
import { createStarsPainter } from "../painters/stars.ts";
import { createWeatherLightPainter } from "../painters/weather-light.ts";

/** The scene without what it only assumes: over a picture lies nothing that was not asked for. */
export function sceneOverPicture(scene: ComposedScene): ComposedScene {
  const { description } = scene;
  const asksForFog = description.weathers.includes("fog") || description.features.includes("mist");
  return {
    ...scene,
    features: new Set(description.features),
    fog: asksForFog ? scene.fog : 0,
  };
}

/** Weather, lights and small things of the prompt, drawn over a picture of the user. */
export function chooseFilmPainters(scene: ComposedScene): PainterFactory[] {
  const asks = (...names: Feature[]): boolean => names.some((name) => scene.features.has(name));
  const clouded = (["rain", "storm", "snow", "overcast", "fog"] satisfies Weather[]).some((name) =>
    scene.description.weathers.includes(name),
  );
  const isNight = scene.description.timeOfDay === "night" || scene.description.timeOfDay === "dusk";
  const falls = scene.rain > 0 || scene.snow > 0;
  return [
    createWeatherLightPainter,
    ...(asks("aurora") ? [createAuroraPainter] : []),
    ...(asks("rainbow") ? [createRainbowPainter] : []),
    ...(asks("stars", "meteors", "galaxy") ? [createStarsPainter] : []),
    ...(asks("fireworks") ? [createFireworksPainter] : []),
    ...(asks("sun") || !(clouded || isNight || scene.kind === "space")
      ? [createLightRaysPainter]
      : []),
    ...(falls ? [] : [createMotesPainter]),
    createPrecipitationPainter,
    createDriftersPainter,
  ];
}
