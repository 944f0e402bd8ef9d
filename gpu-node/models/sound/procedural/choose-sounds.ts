import type { ComposedScene } from "../../video/procedural/compose-scene.ts";
import { createBirds } from "./generators/birds.ts";
import { createCityHum } from "./generators/city-hum.ts";
import { createCrickets } from "./generators/crickets.ts";
import { createFire } from "./generators/fire.ts";
import { createMusicalPad } from "./generators/musical-pad.ts";
import { createRain } from "./generators/rain.ts";
import { createSpaceDrone } from "./generators/space-drone.ts";
import { createStream } from "./generators/stream.ts";
import { createThunder } from "./generators/thunder.ts";
import { createUnderwater } from "./generators/underwater.ts";
import { createWaves } from "./generators/waves.ts";
import { createWind } from "./generators/wind.ts";
import type { SoundGenerator } from "./sound-setting.ts";

const generators = {
  birds: createBirds,
  "city-hum": createCityHum,
  crickets: createCrickets,
  fire: createFire,
  "musical-pad": createMusicalPad,
  rain: createRain,
  "space-drone": createSpaceDrone,
  stream: createStream,
  thunder: createThunder,
  underwater: createUnderwater,
  waves: createWaves,
  wind: createWind,
} as const satisfies Record<string, SoundGenerator>;

export type SoundName = keyof typeof generators;

/** A layer of a soundtrack; 1 is the level of the loudest usual layer. */
export interface SoundLayer {
  readonly name: SoundName;
  readonly level: number;
  readonly generate: SoundGenerator;
}

/** What is heard in a scene, by what is seen in it. Never empty. */
export function chooseSounds(scene: ComposedScene): SoundLayer[] {
  const levels = new Map<SoundName, number>(
    scene.kind === "landscape" || scene.kind === "clouds"
      ? outdoorLevels(scene)
      : sealedLevels(scene.kind),
  );
  const withoutMusic = /\b(?:no|without) (?:any )?music\b/.test(scene.description.normalisedPrompt);
  if (withoutMusic && levels.size > 1) levels.delete("musical-pad");
  return [...levels].map(([name, level]) => ({ name, level, generate: generators[name] }));
}

function sealedLevels(kind: "space" | "underwater" | "abstract"): [SoundName, number][] {
  switch (kind) {
    case "space":
      return [
        ["space-drone", 1],
        ["musical-pad", 0.4],
      ];
    case "underwater":
      return [
        ["underwater", 1],
        ["musical-pad", 0.4],
      ];
    case "abstract":
      return [
        ["musical-pad", 1],
        ["space-drone", 0.25],
      ];
  }
}

function outdoorLevels(scene: ComposedScene): [SoundName, number][] {
  const { surface, features, description, timeOfDay, backdrops } = scene;
  const kinds = new Set(description.subjects.map(({ kind }) => kind));
  const isCity = surface === "street" || backdrops.includes("city");
  const isCold = surface === "snow" || description.season === "winter" || scene.snow > 0;
  const isDry = surface === "sand" || backdrops.includes("dunes");
  const isWet = scene.rain > 0;
  const isDark = timeOfDay === "night" || timeOfDay === "dusk";
  const isBurning = kinds.has("campfire") || features.has("lava") || backdrops.includes("volcano");
  const hasLife =
    !isCity && !isCold && !isWet && !isDry && !isBurning && scene.kind === "landscape";
  const atSea = surface === "sea" || surface === "beach";
  const windLevel =
    scene.kind === "clouds"
      ? 0.9
      : Math.min(1, 0.12 + (scene.wind - 0.4) * 0.75 + (isCold ? 0.25 : 0) + (isDry ? 0.3 : 0));
  const wanted: [SoundName, number, boolean][] = [
    ["wind", windLevel, windLevel > 0.1],
    ["waves", scene.rain > 0.9 ? 1 : 0.85, atSea],
    ["waves", 0.3, surface === "lake"],
    ["stream", description.terrains.includes("waterfall") ? 1 : 0.6, surface === "river"],
    ["rain", 0.4 + scene.rain * 0.5, isWet],
    ["thunder", 1.5, scene.lightning],
    ["city-hum", isWet ? 0.5 : 0.8, isCity],
    ["city-hum", 0.35, surface === "road" && kinds.has("car")],
    ["birds", 0.4, !isDark && !isWet && !isCity && (kinds.has("birds") || (hasLife && !atSea))],
    ["crickets", 0.3, isDark && !atSea && (hasLife || kinds.has("campfire")) && !isCold && !isWet],
    ["fire", 0.9, isBurning],
    ["musical-pad", scene.rain > 0 || atSea ? 0.35 : 0.5, true],
  ];
  return wanted.flatMap(([name, level, applies]): [SoundName, number][] =>
    applies ? [[name, level]] : [],
  );
}
