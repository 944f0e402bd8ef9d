import type { SubjectKind } from "#contracts/prompt/scene-description.ts";
import type { ComposedScene } from "../compose-scene.ts";

/** Where a subject is drawn: behind the water line, in the air (or the open sea, or space), or on the ground in front. */
export type SubjectPlane = "horizon" | "air" | "ground";

export const airborne: ReadonlySet<SubjectKind> = new Set<SubjectKind>([
  "birds",
  "eagle",
  "dragon",
  "butterfly",
  "balloon",
  "airplane",
  "rocket",
  "kite",
  "satellite",
  "ufo",
]);
export const afloat: ReadonlySet<SubjectKind> = new Set<SubjectKind>([
  "boat",
  "ship",
  "whale",
  "dolphin",
  "shark",
  "turtle",
  "fish",
  "jellyfish",
]);
export const still: ReadonlySet<SubjectKind> = new Set<SubjectKind>([
  "lighthouse",
  "windmill",
  "castle",
  "house",
  "temple",
  "tree",
  "palm",
  "campfire",
]);

/** Height right before the viewer, as a share of the frame. */
export const heights: Readonly<Record<SubjectKind, number>> = {
  birds: 0.04,
  eagle: 0.15,
  dragon: 0.24,
  butterfly: 0.06,
  balloon: 0.4,
  airplane: 0.13,
  rocket: 0.36,
  kite: 0.14,
  satellite: 0.16,
  ufo: 0.15,
  boat: 0.36,
  ship: 0.2,
  whale: 0.2,
  dolphin: 0.13,
  shark: 0.15,
  turtle: 0.16,
  fish: 0.075,
  jellyfish: 0.3,
  car: 0.17,
  train: 0.1,
  bicycle: 0.36,
  lighthouse: 0.58,
  windmill: 0.44,
  castle: 0.5,
  house: 0.24,
  temple: 0.44,
  tree: 0.78,
  palm: 0.74,
  campfire: 0.2,
  person: 0.36,
  couple: 0.36,
  astronaut: 0.4,
  robot: 0.42,
  elephant: 0.42,
  rabbit: 0.2,
  cat: 0.3,
  dog: 0.3,
  wolf: 0.34,
  bear: 0.36,
  penguin: 0.24,
  deer: 0.44,
  horse: 0.4,
  camel: 0.42,
};

/** Widths of the frame per second, for one right before the viewer. */
export function speedOf(kind: SubjectKind): number {
  if (still.has(kind)) return 0;
  if (kind === "train" || kind === "airplane" || kind === "rocket") return 0.055;
  if (kind === "birds" || kind === "dragon" || kind === "horse" || kind === "dolphin") return 0.045;
  if (kind === "balloon" || kind === "astronaut" || kind === "jellyfish" || kind === "ship")
    return 0.007;
  if (kind === "car" || kind === "bicycle") return 0.012;
  if (kind === "deer") return 0.01;
  return 0.018;
}

/** The plane on which a kind stands, floats or flies in this scene. */
export function planeOf(kind: SubjectKind, scene: ComposedScene): SubjectPlane {
  if (scene.kind !== "landscape" || airborne.has(kind) || afloat.has(kind)) return "air";
  const water = scene.surface === "sea" || scene.surface === "lake" || scene.surface === "river";
  const inFront = kind === "palm" || kind === "tree" || kind === "campfire";
  if (water || kind === "train" || (still.has(kind) && !inFront)) return "horizon";
  return "ground";
}
