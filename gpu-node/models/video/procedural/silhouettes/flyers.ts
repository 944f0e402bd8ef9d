import { blob, limb, oval, polygon } from "./silhouette.ts";
import { dragon } from "./dragon.ts";
import type { Silhouette } from "./silhouette.ts";

const bird: Silhouette = (context, seconds, paint) => {
  const flap = Math.sin(seconds * 6.5) * 0.55 + 0.15;
  context.translate(0, -0.5);
  context.fillStyle = paint.body;
  blob(context, [
    [0.5, -0.02],
    [0.2, -0.12],
    [-0.3, -0.06],
    [-0.6, 0],
    [-0.3, 0.1],
    [0.2, 0.1],
  ]);
  for (const side of [1, 0.8]) {
    context.beginPath();
    context.moveTo(0.22, -0.03);
    context.quadraticCurveTo(0.12 * side, -flap * 0.75, -0.35 * side, -flap * 1.25 * side);
    context.quadraticCurveTo(-0.05, -flap * 0.35, -0.2, 0.02);
    context.fill();
  }
};

/** A bird of prey that sails on spread wings, fingers apart, and beats them now and then. */
const eagle: Silhouette = (context, seconds, paint) => {
  const beat = Math.max(0, Math.sin(seconds * 0.8)) ** 6 * Math.sin(seconds * 9);
  const rise = 0.62 + beat * 0.45 + Math.sin(seconds * 0.7) * 0.06;
  context.translate(0, -0.4);
  context.rotate(-0.1 + Math.sin(seconds * 0.6) * 0.05);
  for (const [fill, reach, shift] of [
    [paint.shade, -0.86, 0.06],
    [paint.body, 1, 0],
  ] as const) {
    // The far wing points ahead, the near one trails; both lift towards their fingers.
    context.fillStyle = fill;
    context.beginPath();
    context.moveTo(0.2 + shift, -0.04);
    context.bezierCurveTo(
      0.3 * reach,
      -rise * 0.75,
      0.62 * reach,
      -rise * 0.95,
      1.02 * reach,
      -rise * 1.3,
    );
    for (let finger = 0; finger < 6; finger += 1) {
      const out = 1.3 - finger * 0.1;
      const lift = -rise * (1.52 - finger * 0.2);
      context.quadraticCurveTo((out - 0.06) * reach, lift - 0.03, out * reach, lift);
      context.lineTo((out - 0.17) * reach, lift + 0.13);
    }
    context.bezierCurveTo(0.5 * reach, -rise * 0.2, 0.2 * reach, 0.06, -0.16 + shift, 0.1);
    context.fill();
  }
  context.fillStyle = paint.body;
  blob(context, [
    [0.46, -0.02],
    [0.26, -0.13],
    [-0.1, -0.09],
    [-0.38, -0.01],
    [-0.1, 0.14],
    [0.28, 0.12],
  ]);
  context.fillStyle = paint.light;
  polygon(context, [
    [-0.24, -0.03],
    [-0.6, -0.09],
    [-0.66, 0.02],
    [-0.6, 0.12],
    [-0.22, 0.07],
  ]);
  oval(context, 0.4, -0.04, 0.11, 0.085);
  context.fillStyle = "#e6a23c";
  polygon(context, [
    [0.48, -0.08],
    [0.6, -0.02],
    [0.56, 0.04],
    [0.48, 0],
  ]);
};

const butterfly: Silhouette = (context, seconds, paint) => {
  const open = 0.35 + 0.65 * Math.abs(Math.sin(seconds * 5));
  context.translate(0, -0.5);
  context.rotate(0.3);
  for (const side of [-1, 1]) {
    context.save();
    context.scale(side * open, 1);
    context.fillStyle = paint.accent;
    blob(context, [
      [0, -0.05],
      [0.2, -0.5],
      [0.62, -0.55],
      [0.6, -0.1],
      [0.1, 0.05],
    ]);
    blob(context, [
      [0, 0],
      [0.4, 0],
      [0.5, 0.35],
      [0.2, 0.5],
      [0.02, 0.15],
    ]);
    context.fillStyle = paint.light;
    oval(context, 0.36, -0.33, 0.07, 0.09);
    context.restore();
  }
  context.strokeStyle = "#1a1420";
  limb(context, 0.06, [
    [0, -0.28],
    [0, 0.3],
  ]);
};

const balloon: Silhouette = (context, seconds, paint) => {
  context.rotate(Math.sin(seconds * 0.7) * 0.03);
  const colours = [paint.accent, paint.light];
  context.save();
  context.beginPath();
  context.moveTo(-0.09, -0.22);
  context.bezierCurveTo(-0.56, -0.58, -0.4, -1.02, 0, -1.02);
  context.bezierCurveTo(0.4, -1.02, 0.56, -0.58, 0.09, -0.22);
  context.clip();
  for (let gore = 0; gore < 8; gore += 1) {
    const from = Math.sin((gore / 8 - 0.5) * Math.PI) * 0.42;
    const to = Math.sin(((gore + 1) / 8 - 0.5) * Math.PI) * 0.42;
    context.fillStyle = colours[gore % 2] ?? paint.accent;
    context.fillRect(from, -1.05, to - from + 0.004, 0.9);
  }
  const shade = context.createLinearGradient(-0.4, 0, 0.42, 0);
  shade.addColorStop(0, "rgba(255,255,255,0.25)");
  shade.addColorStop(0.4, "rgba(0,0,0,0)");
  shade.addColorStop(1, "rgba(10,6,30,0.5)");
  context.fillStyle = shade;
  context.fillRect(-0.5, -1.05, 1, 1);
  context.restore();
  context.strokeStyle = "#2c2018";
  limb(context, 0.008, [
    [-0.08, -0.23],
    [-0.05, -0.1],
  ]);
  limb(context, 0.008, [
    [0.08, -0.23],
    [0.05, -0.1],
  ]);
  context.fillStyle = "#59371f";
  context.fillRect(-0.06, -0.1, 0.12, 0.1);
};

const airplane: Silhouette = (context, seconds, paint) => {
  context.translate(0, -0.5 + Math.sin(seconds * 0.9) * 0.02);
  context.rotate(-0.06);
  context.fillStyle = paint.light;
  blob(context, [
    [1.05, 0.02],
    [0.85, -0.12],
    [-0.7, -0.1],
    [-1.1, -0.08],
    [-0.9, 0.08],
    [0.8, 0.12],
  ]);
  polygon(context, [
    [-0.75, -0.06],
    [-1.1, -0.48],
    [-0.88, -0.48],
    [-0.45, -0.06],
  ]);
  context.fillStyle = paint.shade;
  polygon(context, [
    [0.3, 0.03],
    [-0.42, 0.42],
    [-0.2, 0.42],
    [0.0, 0.36],
    [0.55, 0.04],
  ]);
  context.fillStyle = paint.accent;
  context.fillRect(-0.7, 0.02, 1.5, 0.03);
};

const rocket: Silhouette = (context, seconds, paint) => {
  context.translate(0, -0.45);
  context.rotate(0.55);
  context.translate(0, 0.45);
  const flame = 0.32 + Math.sin(seconds * 23) * 0.05 + Math.sin(seconds * 37) * 0.04;
  for (const [colour, share] of [
    ["rgba(255,120,40,0.8)", 1],
    ["rgba(255,226,130,0.95)", 0.6],
  ] as const) {
    context.fillStyle = colour;
    polygon(context, [
      [-0.08 * share - 0.02, -0.12],
      [0.08 * share + 0.02, -0.12],
      [0, flame * share],
    ]);
  }
  context.fillStyle = paint.accent;
  polygon(context, [
    [-0.1, -0.42],
    [-0.27, -0.08],
    [-0.1, -0.14],
  ]);
  polygon(context, [
    [0.1, -0.42],
    [0.27, -0.08],
    [0.1, -0.14],
  ]);
  context.fillStyle = "#e9ecf2";
  blob(context, [
    [0, -1.12],
    [0.17, -0.75],
    [0.13, -0.1],
    [-0.13, -0.1],
    [-0.17, -0.75],
  ]);
  context.fillStyle = "#2b4a7d";
  oval(context, 0.01, -0.64, 0.06, 0.06);
};

export const flyers = {
  birds: bird,
  eagle,
  dragon,
  butterfly,
  balloon,
  airplane,
  rocket,
  kite: ((context, seconds, paint) => {
    context.rotate(Math.sin(seconds * 1.3) * 0.14);
    context.fillStyle = paint.accent;
    polygon(context, [
      [0, -1],
      [0.34, -0.62],
      [0, 0],
      [-0.34, -0.62],
    ]);
    context.fillStyle = paint.light;
    polygon(context, [
      [0, -1],
      [0.34, -0.62],
      [0, -0.62],
    ]);
    context.strokeStyle = paint.accent;
    limb(context, 0.025, [
      [0, 0],
      [0.1 * Math.sin(seconds * 4), 0.25],
      [-0.1 * Math.sin(seconds * 4 + 1), 0.5],
    ]);
  }) satisfies Silhouette,
  satellite: ((context, seconds, paint) => {
    context.translate(0, -0.5);
    context.rotate(0.4 + seconds * 0.06);
    context.fillStyle = "#23407c";
    context.fillRect(-1.1, -0.16, 0.8, 0.32);
    context.fillRect(0.3, -0.16, 0.8, 0.32);
    context.strokeStyle = "#9fb4dd";
    for (const x of [-0.9, -0.7, -0.5, 0.5, 0.7, 0.9])
      limb(context, 0.015, [
        [x, -0.16],
        [x, 0.16],
      ]);
    context.fillStyle = paint.light;
    context.fillRect(-0.2, -0.26, 0.4, 0.52);
    context.fillRect(-0.32, -0.02, 0.64, 0.04);
  }) satisfies Silhouette,
  ufo: ((context, seconds, paint) => {
    context.translate(0, -0.5 + Math.sin(seconds * 1.4) * 0.05);
    context.rotate(Math.sin(seconds * 0.9) * 0.06);
    context.fillStyle = "rgba(190,255,235,0.16)";
    polygon(context, [
      [-0.25, 0.1],
      [0.25, 0.1],
      [0.75, 1.6],
      [-0.75, 1.6],
    ]);
    context.fillStyle = "rgba(170,230,255,0.85)";
    oval(context, 0, -0.14, 0.34, 0.28);
    context.fillStyle = "#8f98a8";
    oval(context, 0, 0, 0.9, 0.2);
    for (let lamp = 0; lamp < 7; lamp += 1) {
      context.fillStyle = Math.sin(seconds * 6 - lamp) > 0 ? paint.accent : paint.light;
      oval(context, (lamp - 3) * 0.23, 0.05, 0.045, 0.035);
    }
  }) satisfies Silhouette,
} as const;
