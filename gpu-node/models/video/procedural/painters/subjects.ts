import type { SubjectDescription, SubjectKind } from "#contracts/prompt/scene-description.ts";
import { atDepth } from "../camera.ts";
import { css, mix } from "../colour.ts";
import type { ComposedScene } from "../compose-scene.ts";
import type { FrameSize, Painter, PainterFactory } from "../painter.ts";
import { prepareCastle } from "../silhouettes/castle.ts";
import { flyers } from "../silhouettes/flyers.ts";
import { hoofedAnimals } from "../silhouettes/hoofed.ts";
import { prepareJellyfish } from "../silhouettes/jellyfish.ts";
import { landAnimals } from "../silhouettes/land-animals.ts";
import { landmarks } from "../silhouettes/landmarks.ts";
import { prepareLighthouse } from "../silhouettes/lighthouse.ts";
import { preparePalm } from "../silhouettes/palm.ts";
import { people } from "../silhouettes/people.ts";
import type { PreparedSilhouette, Silhouette } from "../silhouettes/silhouette.ts";
import { swimmers } from "../silhouettes/swimmers.ts";
import { prepareTree } from "../silhouettes/tree.ts";
import { vehicles } from "../silhouettes/vehicles.ts";
import { placeSubject, placeVillage } from "./place-subjects.ts";
import type { SubjectPlace } from "./place-subjects.ts";
import { planeOf } from "./subject-kinds.ts";
import type { SubjectPlane } from "./subject-kinds.ts";
import { paintOf } from "./subject-paint.ts";

const plain =
  (silhouette: Silhouette): PreparedSilhouette =>
  () =>
    silhouette;
const simple = {
  ...flyers,
  ...hoofedAnimals,
  ...landAnimals,
  ...landmarks,
  ...people,
  ...swimmers,
  ...vehicles,
};
const prepared = {
  castle: prepareCastle,
  jellyfish: prepareJellyfish,
  lighthouse: prepareLighthouse,
  palm: preparePalm,
  tree: prepareTree,
};

function prepare(kind: SubjectKind): PreparedSilhouette {
  return kind in prepared
    ? prepared[kind as keyof typeof prepared]
    : plain(simple[kind as keyof typeof simple]);
}

interface Placed {
  readonly place: SubjectPlace;
  readonly draw: (context: Parameters<Silhouette>[0], seconds: number) => void;
}

/** The subjects of one plane, animated, in the scene's light. */
export function createSubjectsPainter(plane: SubjectPlane): PainterFactory {
  return (scene, size) => {
    const placed = scene.subjects.flatMap((subject, index) =>
      planeOf(subject.kind, scene) === plane
        ? placeSubject(subject, index, scene, size).map((place, copy) =>
            ready(subject, place, scene, size, plane, copy),
          )
        : [],
    );
    if (plane === "horizon" && scene.backdrops.includes("village"))
      for (const [copy, place] of placeVillage(scene).entries())
        placed.push(ready({ kind: "house", count: "one" }, place, scene, size, plane, copy));
    return placed.length === 0 ? () => {} : paintAll(placed, scene, size, plane);
  };
}

function ready(
  subject: SubjectDescription,
  place: SubjectPlace,
  scene: ComposedScene,
  size: FrameSize,
  plane: SubjectPlane,
  copy: number,
): Placed {
  const random = scene.random(`${subject.kind}-${place.phase}`);
  const paint = paintOf(
    subject,
    scene,
    plane,
    place.near,
    // Neighbours get tones that lie apart.
    (scene.random(subject.kind)() + copy * 0.382) % 1,
  );
  const distance =
    (1 - place.near) * 0.4 + (plane === "horizon" ? 0.14 + scene.fog * 0.2 : scene.fog * 0.08);
  const silhouette = prepare(subject.kind)({
    scene,
    paint,
    pixels: place.height * size.height,
    distance,
    random,
  });
  return { place, draw: (context, seconds) => silhouette(context, seconds, paint) };
}

function paintAll(
  placed: readonly Placed[],
  scene: ComposedScene,
  size: FrameSize,
  plane: SubjectPlane,
): Painter {
  const depth = plane === "ground" ? 0.7 : plane === "horizon" ? 0.38 : 0.3;
  const shadow = css(mix(scene.palette.near, scene.palette.skyTop, 0.25), 0.34);
  const side = scene.light.x > 0.5 ? 1 : -1;
  return (context, { seconds, view }) =>
    atDepth(context, view, depth, size, () => {
      for (const { place, draw } of placed) {
        const travel = place.x + place.facing * place.speed * seconds * (0.7 + scene.pace * 0.3);
        const x = place.speed === 0 ? travel : ((((travel + 0.3) % 1.6) + 1.6) % 1.6) - 0.3;
        const height = place.height * size.height;
        context.save();
        context.translate(
          x * size.width,
          (place.y + Math.sin(seconds * 0.9 + place.phase) * place.bob) * size.height,
        );
        if (plane === "ground") {
          context.fillStyle = shadow;
          context.beginPath();
          context.ellipse(
            -side * height * 0.12,
            0,
            height * 0.36,
            height * 0.024,
            0,
            0,
            Math.PI * 2,
          );
          context.fill();
        }
        context.scale(height * place.facing, height);
        draw(context, seconds + place.phase);
        context.restore();
      }
    });
}
