import type {
  Feature,
  SceneDescription,
  SubjectDescription,
  TimeOfDay,
} from "#contracts/prompt/scene-description.ts";
import {
  chooseBackdrops,
  chooseClouds,
  chooseHorizon,
  chooseKind,
  chooseSurface,
  chooseTime,
} from "./choose-setting.ts";
import { choosePalette } from "./palette.ts";
import type { Palette } from "./palette.ts";
import { between, createRandom } from "./seeded-random.ts";
import type { Random } from "./seeded-random.ts";

export type SceneKind = "landscape" | "space" | "underwater" | "abstract" | "clouds";
export type Backdrop =
  | "mountains"
  | "hills"
  | "city"
  | "forest"
  | "jungle"
  | "canyon"
  | "volcano"
  | "dunes"
  | "village"
  | "islands";
export type CloudKind = "clear" | "cirrus" | "cumulus" | "mixed" | "deck" | "overcast" | "storm";
export type Surface =
  | "sea"
  | "lake"
  | "river"
  | "beach"
  | "grass"
  | "field"
  | "sand"
  | "snow"
  | "street"
  | "road"
  | "none";

/** A description with every open question answered: what stands where, in which light. */
export interface ComposedScene {
  readonly description: SceneDescription;
  readonly seed: number;
  readonly durationSeconds: number;
  readonly kind: SceneKind;
  readonly timeOfDay: TimeOfDay;
  readonly palette: Palette;
  /** Where the ground or water begins, as a share of the height. */
  readonly horizon: number;
  readonly backdrops: readonly Backdrop[];
  readonly surface: Surface;
  /** The road crosses the frame, for a vehicle seen from the side. */
  readonly sideRoad: boolean;
  readonly light: {
    readonly kind: "sun" | "moon";
    readonly x: number;
    readonly y: number;
    readonly visible: boolean;
  };
  readonly cloudCover: number;
  readonly cloudKind: CloudKind;
  readonly rain: number;
  readonly snow: number;
  readonly fog: number;
  readonly wind: number;
  readonly lightning: boolean;
  readonly features: ReadonlySet<Feature>;
  readonly subjects: readonly SubjectDescription[];
  /** 1 is real time; a time lapse runs faster. */
  readonly pace: number;
  /** -1 or 1: which way the wind, the birds and the default camera go. */
  readonly direction: number;
  random(label: string): Random;
}

/** Settles every choice that the prompt left open, from the seed. */
export function composeScene(
  description: SceneDescription,
  seed: number,
  durationSeconds: number,
): ComposedScene {
  const random = createRandom(seed, "composition");
  const kind = chooseKind(description, random);
  const excluded = new Set(description.excluded);
  const features = new Set(description.features);
  const timeOfDay = chooseTime(description, features, random);
  const surface = chooseSurface(description, random);
  const backdrops = chooseBackdrops(description, surface, random);
  const weather = (name: SceneDescription["weathers"][number]): boolean =>
    description.weathers.includes(name);
  if (
    timeOfDay === "night" &&
    !weather("overcast") &&
    !weather("rain") &&
    !weather("storm") &&
    !excluded.has("stars")
  )
    features.add("stars");
  const low = timeOfDay === "sunset" || timeOfDay === "dawn" || timeOfDay === "golden-hour";
  const heavy = weather("overcast") || weather("rain") || weather("storm") || weather("snow");
  const clouds = chooseClouds(description, random);
  const side = random() < 0.5 ? -1 : 1;
  return {
    description,
    seed,
    durationSeconds,
    kind,
    timeOfDay,
    palette: choosePalette(description, timeOfDay, seed),
    horizon: chooseHorizon(description, surface, createRandom(seed, "horizon")),
    backdrops,
    surface,
    sideRoad:
      surface === "road" &&
      description.subjects.some(({ kind }) => kind === "car" || kind === "bicycle"),
    light: {
      kind:
        timeOfDay === "night" || (timeOfDay === "dusk" && features.has("moon")) ? "moon" : "sun",
      // On a third of the width, so that a subject can take the other one.
      x: 0.5 + side * between(random, low ? 0.1 : 0.14, low ? 0.22 : 0.32),
      y: low
        ? between(random, 0.72, 0.86)
        : timeOfDay === "dusk"
          ? 0.95
          : between(random, 0.2, 0.36),
      visible:
        !excluded.has("sun") &&
        !excluded.has("moon") &&
        (!heavy || features.has("sun") || features.has("moon")) &&
        (timeOfDay !== "dusk" || features.has("moon")),
    },
    ...clouds,
    rain: excluded.has("rain") ? 0 : weather("storm") ? 1 : weather("rain") ? 0.65 : 0,
    snow: excluded.has("snow") ? 0 : weather("snow") ? 1 : 0,
    fog: excluded.has("fog")
      ? 0
      : weather("fog") || features.has("mist")
        ? 0.75
        : description.moods.includes("mysterious")
          ? 0.5
          : 0.1,
    wind: (weather("storm") ? 1.6 : weather("wind") ? 1.2 : 0.5) * between(random, 0.8, 1.2),
    lightning: weather("storm") || features.has("lightning"),
    features,
    subjects: description.subjects,
    pace: description.cameraMoves.includes("timelapse") ? 5 : 1,
    direction: random() < 0.5 ? -1 : 1,
    random: (label) => createRandom(seed, label),
  };
}
