import { blob, limb, oval, polygon } from "./silhouette.ts";
import type { Silhouette } from "./silhouette.ts";

/** A whale-like body whose tail beats. */
function swimmer(thickness: number, beat: number, fin: boolean): Silhouette {
  return (context, seconds, paint) => {
    const flex = Math.sin(seconds * beat) * 0.1;
    context.translate(0, -0.5);
    context.rotate(Math.sin(seconds * beat * 0.5) * 0.05);
    context.fillStyle = paint.body;
    blob(context, [
      [1.1, 0.02],
      [0.9, -thickness * 0.9],
      [0.2, -thickness * 1.15],
      [-0.6, -thickness * 0.35 + flex],
      [-1, flex * 2],
      [-0.6, thickness * 0.3 + flex],
      [0.2, thickness * 0.9],
      [0.9, thickness * 0.75],
    ]);
    polygon(context, [
      [-0.85, flex * 1.7],
      [-1.25, flex * 3 - 0.26],
      [-1.12, flex * 2.6],
      [-1.25, flex * 3 + 0.2],
    ]);
    polygon(context, [
      [0.35, thickness * 0.5],
      [0.02, thickness * 0.6 + 0.34 + flex],
      [0.1, thickness * 0.5],
    ]);
    if (fin)
      polygon(context, [
        [0.25, -thickness * 0.95],
        [-0.02, -thickness - 0.32],
        [-0.1, -thickness * 0.75],
      ]);
    context.fillStyle = paint.light;
    context.globalAlpha = 0.4;
    blob(context, [
      [1.02, 0.08],
      [0.6, thickness * 0.5],
      [0, thickness * 0.72],
      [-0.4, thickness * 0.2],
      [0.2, thickness * 0.3],
    ]);
    context.globalAlpha = 1;
    context.fillStyle = "#0b1020";
    oval(context, 0.82, -0.03, 0.028, 0.028);
  };
}

export const swimmers = {
  whale: swimmer(0.42, 1.3, false),
  dolphin: swimmer(0.26, 3, true),
  shark: swimmer(0.27, 2.2, true),
  fish: ((context, seconds, paint) => {
    const flex = Math.sin(seconds * 6) * 0.14;
    context.translate(0, -0.5);
    context.fillStyle = paint.accent;
    polygon(context, [
      [-0.42, 0],
      [-0.95, -0.36 + flex],
      [-0.78, flex],
      [-0.95, 0.36 + flex],
    ]);
    polygon(context, [
      [-0.25, -0.3],
      [0.05, -0.58],
      [0.3, -0.28],
    ]);
    context.fillStyle = paint.body;
    blob(context, [
      [0.75, 0],
      [0.5, -0.36],
      [-0.1, -0.42],
      [-0.65, 0],
      [-0.1, 0.42],
      [0.5, 0.36],
    ]);
    context.fillStyle = paint.light;
    context.globalAlpha = 0.7;
    blob(context, [
      [0.22, -0.34],
      [0.08, -0.1],
      [0.08, 0.1],
      [0.22, 0.34],
      [0.3, 0.1],
      [0.3, -0.1],
    ]);
    context.globalAlpha = 1;
    context.fillStyle = "#101522";
    oval(context, 0.47, -0.06, 0.06, 0.06);
  }) satisfies Silhouette,
  turtle: ((context, seconds, paint) => {
    const stroke = Math.sin(seconds * 2.2) * 0.3;
    context.translate(0, -0.5);
    context.fillStyle = paint.accent;
    oval(context, 0.86, -0.06, 0.2, 0.14);
    for (const [x, turn, length] of [
      [0.42, 0.9 + stroke, 0.5],
      [-0.5, 2.3 + stroke * 0.5, 0.28],
    ] as const)
      oval(
        context,
        x + Math.cos(turn) * length * 0.7 - 0.1,
        Math.sin(turn) * length * 0.7,
        length,
        0.1,
        turn,
      );
    context.fillStyle = paint.body;
    blob(context, [
      [0.8, 0.06],
      [0.5, -0.42],
      [-0.3, -0.48],
      [-0.85, 0.05],
      [-0.3, 0.25],
      [0.5, 0.22],
    ]);
    context.strokeStyle = paint.light;
    context.globalAlpha = 0.35;
    for (const x of [-0.4, 0, 0.4])
      limb(context, 0.04, [
        [x, -0.36],
        [x - 0.05, 0.1],
      ]);
    context.globalAlpha = 1;
  }) satisfies Silhouette,
} as const;
