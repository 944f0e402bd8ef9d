import type { SubjectDescription, SubjectKind } from "#contracts/prompt/scene-description.ts";
import { css, mix, parseColour, white } from "../colour.ts";
import type { Colour } from "../colour.ts";
import { overscan } from "../camera.ts";
import type { ComposedScene } from "../compose-scene.ts";
import { smoothStep } from "../noise.ts";
import type { FrameSize, Painter, PainterFactory } from "../painter.ts";
import { flyers } from "../silhouettes/flyers.ts";
import { landAnimals } from "../silhouettes/land-animals.ts";
import { landmarks } from "../silhouettes/landmarks.ts";
import { people } from "../silhouettes/people.ts";
import type { Silhouette, SubjectPaint } from "../silhouettes/silhouette.ts";
import { swimmers } from "../silhouettes/swimmers.ts";
import { vehicles } from "../silhouettes/vehicles.ts";

/** Where a subject is drawn: behind the water line, in the air (or the open sea, or space), or on the ground in front. */
export type SubjectPlane = "horizon" | "air" | "ground";

const silhouettes: Readonly<Record<SubjectKind, Silhouette>> = {
  ...flyers,
  ...landAnimals,
  ...landmarks,
  ...people,
  ...swimmers,
  ...vehicles,
};
const airborne = new Set<SubjectKind>([
  "birds",
  "dragon",
  "butterfly",
  "balloon",
  "airplane",
  "rocket",
  "kite",
  "satellite",
  "ufo",
]);
const afloat = new Set<SubjectKind>([
  "boat",
  "ship",
  "whale",
  "dolphin",
  "shark",
  "turtle",
  "fish",
  "jellyfish",
]);
const still = new Set<SubjectKind>([
  "lighthouse",
  "windmill",
  "castle",
  "house",
  "temple",
  "tree",
  "palm",
  "campfire",
]);
/** Height as a share of the frame. */
const heights: Partial<Record<SubjectKind, number>> = {
  birds: 0.035,
  dragon: 0.2,
  butterfly: 0.055,
  balloon: 0.24,
  airplane: 0.1,
  rocket: 0.3,
  kite: 0.1,
  satellite: 0.12,
  ufo: 0.13,
  boat: 0.17,
  ship: 0.12,
  whale: 0.16,
  dolphin: 0.09,
  shark: 0.12,
  turtle: 0.13,
  fish: 0.07,
  jellyfish: 0.2,
  car: 0.115,
  train: 0.1,
  lighthouse: 0.42,
  windmill: 0.34,
  castle: 0.34,
  house: 0.17,
  temple: 0.36,
  tree: 0.46,
  palm: 0.5,
  campfire: 0.12,
  person: 0.19,
  couple: 0.2,
  astronaut: 0.34,
  robot: 0.26,
  elephant: 0.24,
  rabbit: 0.11,
  cat: 0.16,
  dog: 0.17,
  penguin: 0.13,
  deer: 0.23,
  horse: 0.23,
};

interface Placed {
  readonly draw: Silhouette;
  readonly paint: SubjectPaint;
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly speed: number;
  readonly phase: number;
  readonly bob: number;
  readonly facing: number;
}

/** The subjects of one plane, as animated silhouettes in the scene's light. */
export function createSubjectsPainter(plane: SubjectPlane): PainterFactory {
  return (scene, size) => {
    const placed = scene.subjects.flatMap((subject, index) =>
      planeOf(subject.kind, scene) === plane ? place(subject, index, scene, size) : [],
    );
    if (plane === "horizon" && scene.backdrops.includes("village"))
      placed.push(...placeVillage(scene));
    return placed.length === 0 ? () => {} : paintAll(placed, scene, size, plane);
  };
}

function paintAll(
  placed: readonly Placed[],
  scene: ComposedScene,
  size: FrameSize,
  plane: SubjectPlane,
): Painter {
  const depth = plane === "ground" ? 0.7 : plane === "horizon" ? 0.42 : 0.3;
  return (context, { seconds, view }) => {
    for (const item of placed) {
      const travel = item.x + item.facing * item.speed * seconds * (0.7 + scene.pace * 0.3);
      const wrapped = item.speed === 0 ? travel : ((((travel + 0.2) % 1.4) + 1.4) % 1.4) - 0.2;
      const height = item.height * size.height * (1 + (view.zoom - 1) * (0.3 + 0.7 * depth));
      context.save();
      context.translate(
        wrapped * size.width - view.pan * depth * overscan * size.width,
        (item.y + Math.sin(seconds * 0.9 + item.phase) * item.bob) * size.height,
      );
      context.scale(height * item.facing, height);
      item.draw(context, seconds + item.phase, item.paint);
      context.restore();
    }
  };
}

function planeOf(kind: SubjectKind, scene: ComposedScene): SubjectPlane {
  if (scene.kind !== "landscape" || airborne.has(kind)) return "air";
  const water = scene.surface === "sea" || scene.surface === "lake" || scene.surface === "river";
  if (afloat.has(kind)) return "air";
  if (
    water ||
    (still.has(kind) && kind !== "palm" && kind !== "tree" && kind !== "campfire") ||
    kind === "train"
  )
    return "horizon";
  return "ground";
}

function place(
  subject: SubjectDescription,
  index: number,
  scene: ComposedScene,
  size: FrameSize,
): Placed[] {
  const { kind } = subject;
  const random = scene.random(`subject-${kind}`);
  const plane = planeOf(kind, scene);
  const flock = kind === "birds" ? 4 : kind === "fish" || kind === "butterfly" ? 3 : 1;
  const copies =
    subject.count === "one"
      ? kind === "birds" && scene.kind === "landscape"
        ? 5
        : 1
      : subject.count === "few"
        ? 3 * (flock > 1 ? 2 : 1)
        : 8 * flock;
  const base = heights[kind] ?? 0.2;
  const facing = scene.direction;
  const limited = still.has(kind) ? Math.min(copies, 5) : copies;
  return Array.from({ length: limited }, (_, copy) => {
    const near = limited === 1 ? 1 : 0.5 + random() * 0.5;
    const alone = limited === 1;
    const afloatHere = afloat.has(kind) && scene.kind === "landscape";
    const share = alone ? 0.34 + random() * 0.32 : (copy + 0.3 + random() * 0.4) / limited;
    const thirds = index === 0 ? share : 0.18 + random() * 0.64;
    const water = scene.horizon + 0.045 + near * near * (kind === "ship" ? 0.03 : 0.12);
    const sky =
      scene.kind === "landscape"
        ? 0.14 + random() * 0.34 + base * 0.4
        : 0.25 + random() * 0.45 + base * 0.5;
    const ground = plane === "horizon" ? scene.horizon + 0.012 : 0.93 - (1 - near) * 0.12;
    const alive = scene.kind === "landscape" ? 1 : 1.3;
    return {
      draw: silhouettes[kind],
      paint: paintOf(subject, scene, plane, near, random()),
      x: thirds,
      y: airborne.has(kind) || scene.kind !== "landscape" ? sky : afloatHere ? water : ground,
      height:
        base *
        (plane === "horizon" && !still.has(kind) ? 0.5 : 1) *
        near *
        (scene.kind === "landscape" ? 1 : 1.25) *
        (size.width < size.height ? 0.8 : 1),
      speed: still.has(kind) ? 0 : speedOf(kind) * alive * (0.7 + near * 0.5),
      phase: random() * 6.3,
      bob:
        airborne.has(kind) || afloat.has(kind) || scene.kind !== "landscape"
          ? afloatHere
            ? 0.004
            : 0.014
          : 0,
      facing: still.has(kind) ? 1 : facing,
    };
  });
}

function speedOf(kind: SubjectKind): number {
  if (kind === "car" || kind === "train" || kind === "airplane" || kind === "rocket") return 0.055;
  if (kind === "birds" || kind === "dragon" || kind === "horse" || kind === "dolphin") return 0.035;
  if (kind === "balloon" || kind === "astronaut" || kind === "jellyfish" || kind === "ship")
    return 0.007;
  return 0.016;
}

function placeVillage(scene: ComposedScene): Placed[] {
  const random = scene.random("village");
  return Array.from({ length: 13 }, () => {
    const near = random();
    return {
      draw: silhouettes.house,
      paint: paintOf({ kind: "house", count: "one" }, scene, "horizon", 0.7 + near * 0.3, random()),
      x: -0.02 + random() * 1.04,
      y: scene.horizon - 0.02 + near * 0.045,
      height: 0.055 + near * 0.045,
      speed: 0,
      phase: random() * 6.3,
      bob: 0,
      facing: random() < 0.5 ? -1 : 1,
    };
  }).sort((left, right) => left.y - right.y);
}

function paintOf(
  subject: SubjectDescription,
  scene: ComposedScene,
  plane: SubjectPlane,
  near: number,
  roll: number,
): SubjectPaint {
  const { palette } = scene;
  const open = scene.kind !== "landscape";
  const underwater = scene.kind === "underwater";
  const air: Colour = underwater ? [16, 96, 140] : palette.haze;
  const far = (1 - near) * 0.5 + (plane === "horizon" ? 0.12 : 0.02);
  const light = Math.min(1, palette.daylight + (open ? 0.5 : 0.12));
  const own = subject.colour === undefined ? undefined : parseColour(subject.colour);
  const natural = underwater
    ? mix([54, 92, 130], [96, 140, 170], roll)
    : mix(palette.near, [112, 92, 84], light * 0.35);
  const leafy =
    subject.kind === "tree"
      ? scene.features.has("petals")
        ? ([255, 176, 204] as const)
        : scene.description.season === "autumn"
          ? ([222, 120, 40] as const)
          : ([86, 136, 62] as const)
      : undefined;
  const vivid: Colour =
    own ??
    leafy ??
    mix(accents[Math.floor(roll * accents.length)] ?? palette.accent, palette.accent, 0.15);
  const shown = (colour: Colour, strength: number): string =>
    css(
      mix(
        mix(palette.near, colour, smoothStep(-0.2, 1, light) * strength + (1 - strength) * 0.4),
        air,
        far,
      ),
    );
  return {
    body:
      own === undefined
        ? css(
            mix(
              leafy === undefined ? natural : mix(palette.near, leafy, 0.3 + light * 0.4),
              air,
              far,
            ),
          )
        : shown(own, 0.9),
    shade: css(mix(mix(palette.near, natural, 0.35), air, far)),
    accent: shown(vivid, 1),
    light: shown(mix(mix(vivid, white, 0.65), palette.glow, 0.3), 1),
  };
}

const accents: readonly Colour[] = [
  [226, 68, 58],
  [240, 150, 40],
  [62, 142, 210],
  [236, 196, 64],
  [170, 84, 190],
  [60, 168, 132],
];
