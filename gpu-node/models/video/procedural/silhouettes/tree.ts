import type { SKRSContext2D } from "@napi-rs/canvas";
import { css, mix } from "../colour.ts";
import type { Colour } from "../colour.ts";
import { litColour } from "../lighting.ts";
import { offscreen } from "../offscreen.ts";
import { leafColour } from "../painters/small-trees.ts";
import type { PreparedSilhouette } from "./silhouette.ts";

interface Branch {
  readonly from: readonly [number, number];
  readonly bend: readonly [number, number];
  readonly to: readonly [number, number];
  readonly width: number;
}

/** Width and height of the sprite, in heights of the tree. */
const sprite = { wide: 1.36, tall: 1.12 } as const;
/** The crown ends this far over the foot. */
const crownFoot = 0.26;

/** A broad tree grown branch by branch, leaves in clusters at its twigs, lit from the scene's side. */
export const prepareTree: PreparedSilhouette = ({ scene, pixels, random, distance }) => {
  const { palette } = scene;
  const blossom = scene.features.has("petals");
  const bare = scene.description.season === "winter" && !blossom;
  const branches: Branch[] = [];
  const tips: (readonly [number, number])[] = [];
  grow([0, 0.02], -Math.PI / 2 + (random() - 0.5) * 0.16, 0.27, 0.062, 0);
  const side = scene.light.x > 0.5 ? 1 : -1;
  const roll = random();
  const tones: Colour[] = blossom
    ? [
        [255, 176, 204],
        [248, 148, 188],
        [255, 206, 224],
      ]
    : [
        leafColour(scene, roll),
        leafColour(scene, (roll + 0.13) % 1),
        leafColour(scene, (roll + 0.3) % 1),
      ];
  const bark = blossom ? ([70, 46, 44] as const) : ([92, 66, 48] as const);
  const draw = (tall: number, paint: (context: SKRSContext2D) => void) =>
    offscreen(sprite.wide * pixels, tall * pixels, (context) => {
      context.scale(pixels, pixels);
      context.translate(sprite.wide / 2, sprite.tall - 0.06);
      paint(context);
    });
  const wood = draw(sprite.tall, (context) => {
    if (!bare) leaves(context, 0, -0.85, 1.15);
    drawBranches(context);
  });
  const crownTall = sprite.tall - 0.06 - crownFoot;
  const crown = bare
    ? undefined
    : draw(crownTall, (context) => {
        leaves(context, 1, -0.2, 1);
        leaves(context, 2, 0.3, 0.9);
        leaves(context, 3, 0.85, 0.66);
      });
  return (context, seconds) => {
    context.drawImage(wood, -sprite.wide / 2, 0.06 - sprite.tall, sprite.wide, sprite.tall);
    if (crown === undefined) return;
    const sway =
      (Math.sin(seconds * 0.9) * 0.6 + Math.sin(seconds * 2.1 + 1) * 0.25) *
      0.006 *
      (1 + scene.wind * 1.4);
    // A shear about the foot: the top of the crown moves most.
    context.transform(1, 0, -sway, 1, 0, 0);
    context.drawImage(crown, -sprite.wide / 2, 0.06 - sprite.tall, sprite.wide, crownTall);
  };

  function grow(
    from: readonly [number, number],
    angle: number,
    length: number,
    width: number,
    level: number,
  ): void {
    const turn = angle + (random() - 0.5) * 0.34;
    const to = [from[0] + Math.cos(turn) * length, from[1] + Math.sin(turn) * length] as const;
    const bend = [
      (from[0] + to[0]) / 2 + (random() - 0.5) * length * 0.22,
      (from[1] + to[1]) / 2 + (random() - 0.5) * length * 0.1,
    ] as const;
    branches.push({ from, bend, to, width });
    if (level >= 2) tips.push(to);
    if (level >= 5) return;
    const children = level === 0 ? 3 : random() < 0.45 ? 3 : 2;
    for (let child = 0; child < children; child += 1) {
      const spread = (child - (children - 1) / 2) * (level === 0 ? 0.74 : 0.66);
      // Boughs reach outwards, twigs turn up to the light.
      const lift = (-Math.PI / 2 - turn) * 0.13;
      grow(
        to,
        turn + spread + lift + (random() - 0.5) * 0.24,
        length * (0.66 + random() * 0.16),
        width * 0.6,
        level + 1,
      );
    }
  }

  function drawBranches(context: SKRSContext2D): void {
    context.lineCap = "round";
    for (const [shift, facing, share] of [
      [0, -0.5, 1],
      [0.18, 0.55, 0.34],
    ] as const) {
      context.strokeStyle = css(litColour(palette, bark, facing, distance));
      for (const branch of branches) {
        const move = side * branch.width * shift;
        context.lineWidth = Math.max(0.0018, branch.width * share);
        context.beginPath();
        context.moveTo(branch.from[0] + move, branch.from[1]);
        context.quadraticCurveTo(
          branch.bend[0] + move,
          branch.bend[1],
          branch.to[0] + move,
          branch.to[1],
        );
        context.stroke();
      }
      if (shift > 0) continue;
      context.fillStyle = css(litColour(palette, bark, facing, distance));
      context.beginPath();
      context.moveTo(-0.065, 0.035);
      context.quadraticCurveTo(-0.026, -0.02, -0.03, -0.12);
      context.lineTo(0.03, -0.12);
      context.quadraticCurveTo(0.026, -0.02, 0.07, 0.035);
      context.fill();
    }
    if (!bare || scene.surface !== "snow") return;
    context.strokeStyle = css(litColour(palette, [246, 250, 255], 0.6, distance), 0.85);
    for (const branch of branches) {
      context.lineWidth = Math.max(0.0016, branch.width * 0.35);
      context.beginPath();
      context.moveTo(branch.from[0], branch.from[1] - branch.width * 0.4);
      context.quadraticCurveTo(
        branch.bend[0],
        branch.bend[1] - branch.width * 0.4,
        branch.to[0],
        branch.to[1] - branch.width * 0.3,
      );
      context.stroke();
    }
  }

  function leaves(context: SKRSContext2D, layer: number, facing: number, share: number): void {
    tones.forEach((own, tone) => {
      const colour = litColour(palette, own, facing + (tone - 1) * 0.12, distance);
      context.fillStyle = css(layer === 3 ? mix(colour, palette.glow, 0.18) : colour);
      context.beginPath();
      tips.forEach(([x, y], index) => {
        if ((index + layer) % tones.length !== tone) return;
        const count = layer === 0 ? 9 : 7;
        for (let leaf = 0; leaf < count; leaf += 1) {
          const angle = random() * Math.PI * 2;
          const away = Math.sqrt(random()) * 0.062 * share;
          // Lit layers sit on the shoulder towards the light.
          const cx = x + Math.cos(angle) * away * 1.2 + side * (layer - 1) * 0.008;
          const cy = y + Math.sin(angle) * away - (layer - 1) * 0.012;
          const size = (layer === 0 ? 0.017 : 0.0125) * (0.65 + random() * 0.7);
          context.moveTo(cx + size, cy);
          context.ellipse(cx, cy, size, size * 0.62, random() * 3.1, 0, Math.PI * 2);
        }
      });
      context.fill();
    });
  }
};
