import type { SubjectDescription } from "#contracts/prompt/scene-description.ts";
import type { ComposedScene } from "../compose-scene.ts";
import type { FrameSize } from "../painter.ts";
import { between } from "../seeded-random.ts";
import type { Random } from "../seeded-random.ts";
import { afloat, airborne, heights, planeOf, speedOf, still } from "./subject-kinds.ts";

/** One copy of a subject: its place, size and way, in shares of the frame. */
export interface SubjectPlace {
  readonly x: number;
  readonly y: number;
  readonly height: number;
  /** 1 before the viewer, less farther off. */
  readonly near: number;
  readonly speed: number;
  readonly phase: number;
  readonly bob: number;
  readonly facing: number;
}

/** Foot of what stands right before the viewer. */
const front = 0.93;

/** Puts every copy of a subject where it makes a picture: alone on the third that the light leaves free, groups in depth. */
export function placeSubject(
  subject: SubjectDescription,
  index: number,
  scene: ComposedScene,
  size: FrameSize,
): SubjectPlace[] {
  const { kind } = subject;
  const random = scene.random(`subject-${kind}`);
  const plane = planeOf(kind, scene);
  const copies = copiesOf(subject, scene);
  const open = scene.kind !== "landscape";
  const flies = airborne.has(kind) || open;
  const floats = afloat.has(kind) && !open;
  const speed = speedOf(kind);
  const base =
    heights[kind] *
    (plane === "horizon" && !still.has(kind) ? 0.5 : 1) *
    (open ? 1.2 : 1) *
    (size.width < size.height ? 0.7 : 1);
  const focus = focusOf(index, kind === "boat" || kind === "ship", scene, random);
  return Array.from({ length: copies }, (_, copy) => {
    const near = copies === 1 ? 1 : nearOf(copy, copies, random);
    const along = alongOf(copy);
    const y = heightAt(near, copy);
    const standing = plane === "ground" && !scene.sideRoad && kind !== "palm" && kind !== "tree";
    const scale = standing ? (y - scene.horizon) / (front - scene.horizon) : near;
    const pace = speed * (open ? 1.3 : 1) * (0.6 + near * 0.4);
    return {
      // Travellers reach their place in the middle of the shot.
      x: along - (scene.direction * pace * scene.durationSeconds) / 2,
      y,
      // Spires stay inside the frame.
      height: still.has(kind)
        ? Math.min(base * scale, (y - 0.06) / (kind === "castle" ? 1.36 : 1.1))
        : base * scale,
      near,
      speed: pace,
      phase: random() * 6.3,
      bob: flies ? 0.014 : floats ? 0.004 : 0,
      facing: still.has(kind) ? 1 : scene.direction,
    };
  }).sort((left, right) => left.near - right.near);

  function alongOf(copy: number): number {
    if (copies === 1) return focus;
    if (kind === "birds" && !open) return focus - scene.direction * Math.ceil(copy / 2) * 0.034;
    if (kind === "palm" || kind === "tree") {
      const away = [0, 0.17, -0.14, 0.33, -0.28][copy] ?? random() * 0.6 - 0.3;
      return focus + away * (focus > 0.5 ? 1 : -1);
    }
    if (open && copies > 3) return scatter(copy);
    return (copy + 0.35 + random() * 0.3) / copies;
  }

  function scatter(copy: number): number {
    return (copy * 0.618 + random() * 0.06) % 1;
  }

  function heightAt(near: number, copy: number): number {
    if (open) return Math.min(0.97, between(random, 0.26, 0.7) + base * near * 0.5);
    if (kind === "birds")
      return 0.24 + (copy % 2 === 0 ? 1 : -1) * Math.ceil(copy / 2) * 0.018 + random() * 0.012;
    if (airborne.has(kind))
      return Math.max(base * 1.05, between(random, 0.18, 0.34) + base * 0.5 + (1 - near) * 0.1);
    if (floats)
      return (
        scene.horizon +
        0.03 +
        near * near * (kind === "ship" ? 0.03 : (front - scene.horizon) * 0.34)
      );
    if (plane === "horizon") return scene.horizon + 0.014;
    if (scene.sideRoad) return 0.902;
    if (kind === "palm" || kind === "tree")
      return 0.93 - (1 - near) * (front - scene.horizon) * 0.45;
    return scene.horizon + (front - scene.horizon) * (0.12 + 0.88 * near);
  }
}

function nearOf(copy: number, copies: number, random: Random): number {
  return Math.max(0.36, 1 - (copy / copies) * 0.62 - random() * 0.08);
}

function focusOf(index: number, alongLight: boolean, scene: ComposedScene, random: Random): number {
  const side = scene.light.x > 0.5 ? 1 : -1;
  if (alongLight) return scene.light.x - side * between(random, 0.12, 0.2);
  if (index === 0) return 0.5 - side * between(random, 0.13, 0.22);
  if (index === 1) return 0.5 + side * between(random, 0.14, 0.26);
  return 0.18 + random() * 0.64;
}

function copiesOf(subject: SubjectDescription, scene: ComposedScene): number {
  const { kind, count } = subject;
  const flock = kind === "birds" ? 4 : kind === "fish" || kind === "butterfly" ? 3 : 1;
  // The word is its own plural.
  if (kind === "jellyfish" && count === "one") return 4;
  if (count === "one") return kind === "birds" && scene.kind === "landscape" ? 9 : 1;
  const copies = count === "few" ? 3 * (flock > 1 ? 2 : 1) : 8 * flock;
  return still.has(kind) ? Math.min(copies, 5) : copies;
}

/** Houses of a village along the horizon. */
export function placeVillage(scene: ComposedScene): SubjectPlace[] {
  const random = scene.random("village");
  return Array.from({ length: 13 }, () => {
    const near = random();
    return {
      x: -0.02 + random() * 1.04,
      y: scene.horizon - 0.02 + near * 0.045,
      height: 0.06 + near * 0.06,
      near: 0.7 + near * 0.3,
      speed: 0,
      phase: random() * 6.3,
      bob: 0,
      facing: random() < 0.5 ? -1 : 1,
    };
  }).sort((left, right) => left.y - right.y);
}
