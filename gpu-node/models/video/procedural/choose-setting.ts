import type {
  Feature,
  SceneDescription,
  SubjectKind,
  Terrain,
  TimeOfDay,
} from "#contracts/prompt/scene-description.ts";
import type { Backdrop, CloudKind, SceneKind, Surface } from "./compose-scene.ts";
import { between, pick } from "./seeded-random.ts";
import type { Random } from "./seeded-random.ts";

const landscapeTimes: readonly [TimeOfDay, ...TimeOfDay[]] = [
  "dawn",
  "morning",
  "noon",
  "golden-hour",
  "sunset",
  "dusk",
  "night",
];
/** What flies or towers needs sky. */
const skyward: ReadonlySet<SubjectKind> = new Set<SubjectKind>([
  "balloon",
  "birds",
  "eagle",
  "dragon",
  "airplane",
  "kite",
  "ufo",
  "castle",
  "lighthouse",
  "temple",
]);
const openSkies: readonly [CloudKind, ...CloudKind[]] = [
  "cirrus",
  "cumulus",
  "mixed",
  "deck",
  "cumulus",
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

export function chooseKind(description: SceneDescription, random: Random): SceneKind {
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

export function chooseTime(
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

export function chooseSurface(description: SceneDescription, random: Random): Surface {
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
  if (has("field") || (description.features.includes("flowers") && !has("meadow"))) return "field";
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

export function chooseBackdrops(
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

/** Flying things and lights in the sky ask for a low horizon, fields and roads for a high one. */
export function chooseHorizon(
  description: SceneDescription,
  surface: Surface,
  random: Random,
): number {
  const { features, subjects, terrains } = description;
  const high =
    features.some((name) =>
      ["fireworks", "aurora", "lanterns", "rainbow", "meteors"].includes(name),
    ) || subjects.some(({ kind }) => skyward.has(kind));
  if (surface === "street") return between(random, 0.7, 0.78);
  if (surface === "beach") return between(random, 0.48, 0.58);
  if (high) return between(random, 0.64, 0.74);
  if (surface === "field" || surface === "snow") return between(random, 0.46, 0.58);
  if (surface === "road") return between(random, 0.5, 0.58);
  if (terrains.includes("canyon") || terrains.includes("volcano"))
    return between(random, 0.62, 0.72);
  return random() < 0.5 ? between(random, 0.5, 0.56) : between(random, 0.62, 0.7);
}

/** How much of the sky is covered, from 0 to 1, and by what. */
export function chooseClouds(
  description: SceneDescription,
  random: Random,
): { cloudCover: number; cloudKind: CloudKind } {
  const weather = (name: SceneDescription["weathers"][number]): boolean =>
    description.weathers.includes(name);
  const cover = between(random, 0.22, 0.5);
  const roll = random();
  if (
    description.excluded.includes("clouds") ||
    weather("clear") ||
    description.features.some((name) => ["fireworks", "aurora", "meteors", "stars"].includes(name))
  )
    return { cloudCover: 0.12, cloudKind: roll < 0.6 ? "clear" : "cirrus" };
  if (weather("storm")) return { cloudCover: 0.95, cloudKind: "storm" };
  if (weather("overcast") || weather("rain")) return { cloudCover: 0.85, cloudKind: "overcast" };
  if (weather("cloudy") || description.features.includes("clouds"))
    return { cloudCover: 0.65, cloudKind: roll < 0.75 ? "cumulus" : "mixed" };
  if (weather("snow")) return { cloudCover: 0.6, cloudKind: "deck" };
  return { cloudCover: cover, cloudKind: pick(random, openSkies) };
}
