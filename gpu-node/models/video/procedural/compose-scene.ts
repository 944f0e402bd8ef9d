import type {
  Feature,
  SceneDescription,
  SubjectDescription,
  Terrain,
  TimeOfDay,
} from "#contracts/prompt/scene-description.ts";
import { choosePalette } from "./palette.ts";
import type { Palette } from "./palette.ts";
import { between, createRandom, pick } from "./seeded-random.ts";
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
  readonly light: {
    readonly kind: "sun" | "moon";
    readonly x: number;
    readonly y: number;
    readonly visible: boolean;
  };
  readonly cloudCover: number;
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

const landscapeTimes: readonly [TimeOfDay, ...TimeOfDay[]] = [
  "dawn",
  "morning",
  "noon",
  "golden-hour",
  "sunset",
  "dusk",
  "night",
];
const backdropOf: Partial<Record<Terrain, Backdrop>> = {
  mountains: "mountains",
  hills: "hills",
  city: "city",
  forest: "forest",
  jungle: "jungle",
  canyon: "canyon",
  volcano: "volcano",
  desert: "dunes",
  village: "village",
  island: "islands",
  waterfall: "mountains",
};

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
  const horizonByTerrain =
    surface === "none" ? 0.82 : surface === "street" ? 0.74 : surface === "beach" ? 0.56 : 0.62;
  const cloudCover =
    excluded.has("clouds") || weather("clear")
      ? 0.05
      : weather("storm")
        ? 0.95
        : weather("overcast") || weather("rain")
          ? 0.85
          : weather("cloudy") || features.has("clouds")
            ? 0.65
            : between(random, 0.22, 0.5);
  return {
    description,
    seed,
    durationSeconds,
    kind,
    timeOfDay,
    palette: choosePalette(description, timeOfDay, seed),
    horizon: horizonByTerrain + between(random, -0.04, 0.04),
    backdrops,
    surface,
    light: {
      kind:
        timeOfDay === "night" || (timeOfDay === "dusk" && features.has("moon")) ? "moon" : "sun",
      x: low ? between(random, 0.3, 0.7) : between(random, 0.18, 0.82),
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
    cloudCover,
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

function chooseKind(description: SceneDescription, random: Random): SceneKind {
  const { terrains } = description;
  const has = (name: Terrain): boolean => terrains.includes(name);
  if (has("underwater")) return "underwater";
  const grounded = terrains.filter(
    (terrain) =>
      backdropOf[terrain] !== undefined ||
      ["sea", "beach", "lake", "meadow", "snowfield"].includes(terrain),
  );
  if ((has("space") || has("planet")) && grounded.length === 0) return "space";
  if (has("abstract") && grounded.length === 0) return "abstract";
  if (
    has("sky") &&
    grounded.length === 0 &&
    description.features.includes("clouds") &&
    terrains.length === 1
  )
    return "clouds";
  if (grounded.length > 0 || terrains.length > 0) return "landscape";
  const kinds = description.subjects.map((subject) => subject.kind);
  if (kinds.some((kind) => ["fish", "jellyfish", "turtle", "shark"].includes(kind)))
    return "underwater";
  if (kinds.some((kind) => ["astronaut", "satellite", "rocket", "ufo"].includes(kind)))
    return "space";
  if (kinds.some((kind) => ["airplane", "dragon"].includes(kind))) return "clouds";
  if (description.recognisedTermCount === 0) return random() < 0.6 ? "abstract" : "landscape";
  const placeless =
    description.timeOfDay === undefined &&
    description.weathers.length === 0 &&
    description.features.length === 0 &&
    kinds.length === 0 &&
    description.season === undefined;
  return placeless ? "abstract" : "landscape";
}

function chooseTime(
  description: SceneDescription,
  features: ReadonlySet<Feature>,
  random: Random,
): TimeOfDay {
  if (description.timeOfDay !== undefined) return description.timeOfDay;
  if (
    ["stars", "moon", "aurora", "fireworks", "lanterns", "fireflies", "meteors", "galaxy"].some(
      (name) => features.has(name as Feature),
    )
  )
    return "night";
  if (
    description.subjects.some(
      (subject) => subject.kind === "campfire" || subject.kind === "lighthouse",
    )
  )
    return "dusk";
  if (description.styles.includes("neon")) return "night";
  if (features.has("rainbow")) return "morning";
  return pick(random, landscapeTimes);
}

function chooseSurface(description: SceneDescription, random: Random): Surface {
  const { terrains } = description;
  const has = (name: Terrain): boolean => terrains.includes(name);
  const kinds = description.subjects.map((subject) => subject.kind);
  if (has("beach") || kinds.includes("palm")) return "beach";
  if (
    has("sea") ||
    has("island") ||
    kinds.some((kind) => ["whale", "dolphin", "ship", "lighthouse"].includes(kind))
  )
    return "sea";
  if (has("river") || has("waterfall")) return "river";
  if (has("lake") || kinds.includes("boat")) return "lake";
  if (has("snowfield") || kinds.includes("penguin")) return "snow";
  if (has("city")) return "street";
  if (has("desert") || has("canyon")) return has("road") || kinds.includes("car") ? "road" : "sand";
  if (has("road") || kinds.some((kind) => ["car", "bicycle"].includes(kind))) return "road";
  if (has("field") || description.features.includes("flowers")) return "field";
  const wintry = description.season === "winter" || description.weathers.includes("snow");
  if (wintry) return "snow";
  if (
    has("meadow") ||
    has("hills") ||
    has("village") ||
    has("forest") ||
    has("jungle") ||
    has("mountains") ||
    has("volcano")
  )
    return "grass";
  return pick(random, ["lake", "grass", "sea", "grass"]);
}

function chooseBackdrops(
  description: SceneDescription,
  surface: Surface,
  random: Random,
): Backdrop[] {
  const asked = [...new Set(description.terrains.flatMap((terrain) => backdropOf[terrain] ?? []))];
  if (asked.length > 0) return asked;
  if (surface === "sea" || surface === "beach") return random() < 0.5 ? ["islands"] : [];
  if (surface === "sand") return ["dunes"];
  if (surface === "snow" || surface === "lake" || surface === "river") return ["mountains"];
  if (surface === "field") return ["hills"];
  return [pick(random, ["hills", "mountains", "forest"])];
}
