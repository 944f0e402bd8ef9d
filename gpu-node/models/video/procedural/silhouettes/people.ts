import { limb, oval } from "./silhouette.ts";
import type { Silhouette } from "./silhouette.ts";

const walker: Silhouette = (context, seconds, paint) => {
  const stride = Math.sin(seconds * 3.2);
  context.strokeStyle = paint.shade;
  limb(context, 0.085, [
    [0, -0.5],
    [-stride * 0.07 + 0.03, -0.26],
    [-stride * 0.16, 0],
  ]);
  limb(context, 0.06, [
    [0.01, -0.78],
    [stride * 0.1, -0.62],
    [stride * 0.15 + 0.03, -0.48],
  ]);
  context.strokeStyle = paint.body;
  context.fillStyle = paint.body;
  limb(context, 0.09, [
    [0, -0.5],
    [stride * 0.07 + 0.03, -0.26],
    [stride * 0.16, 0],
  ]);
  limb(context, 0.17, [
    [0, -0.52],
    [0.01, -0.74],
  ]);
  limb(context, 0.06, [
    [0.01, -0.78],
    [-stride * 0.1, -0.62],
    [-stride * 0.15 + 0.03, -0.48],
  ]);
  oval(context, 0.015, -0.92, 0.075, 0.085);
};

const astronaut: Silhouette = (context, seconds, paint) => {
  context.translate(0, -0.5);
  context.rotate(Math.sin(seconds * 0.5) * 0.3 + 0.15);
  context.translate(0, 0.5);
  context.fillStyle = "#8d95a3";
  context.fillRect(-0.24, -0.8, 0.22, 0.42);
  context.strokeStyle = "#e8ebf0";
  const drift = Math.sin(seconds * 0.9) * 0.05;
  limb(context, 0.15, [
    [-0.06, -0.36],
    [-0.1, -0.18],
    [-0.13 - drift, -0.02],
  ]);
  limb(context, 0.15, [
    [0.07, -0.36],
    [0.13, -0.2],
    [0.1 + drift, -0.03],
  ]);
  limb(context, 0.12, [
    [0.12, -0.66],
    [0.27, -0.58 - drift],
    [0.36, -0.72],
  ]);
  limb(context, 0.12, [
    [-0.1, -0.66],
    [-0.25, -0.54],
    [-0.33, -0.4 + drift],
  ]);
  limb(context, 0.3, [
    [0, -0.62],
    [0, -0.46],
  ]);
  context.strokeStyle = "rgba(70,84,120,0.4)";
  limb(context, 0.11, [
    [-0.09, -0.66],
    [-0.1, -0.44],
  ]);
  limb(context, 0.05, [
    [-0.12, -0.34],
    [-0.15, -0.18],
    [-0.18 - drift, -0.02],
  ]);
  limb(context, 0.05, [
    [0.09, -0.34],
    [0.09, -0.2],
    [0.06 + drift, -0.03],
  ]);
  context.fillStyle = paint.accent;
  context.fillRect(0.02, -0.6, 0.09, 0.06);
  context.fillStyle = "#5d6a80";
  context.fillRect(-0.08, -0.47, 0.2, 0.025);
  context.fillStyle = "#f3f5f8";
  oval(context, 0.01, -0.86, 0.17, 0.17);
  context.fillStyle = "rgba(70,84,120,0.35)";
  oval(context, -0.06, -0.83, 0.1, 0.13);
  context.fillStyle = "#1d2a44";
  oval(context, 0.05, -0.86, 0.11, 0.1);
  context.fillStyle = paint.light;
  oval(context, 0.085, -0.9, 0.03, 0.02);
};

const robot: Silhouette = (context, seconds, paint) => {
  const stride = Math.sin(seconds * 2.6);
  context.strokeStyle = paint.shade;
  limb(context, 0.09, [
    [-0.09, -0.4],
    [-0.09 - stride * 0.07, -0.2],
    [-0.09 + stride * 0.06, -0.02],
  ]);
  limb(context, 0.09, [
    [0.09, -0.4],
    [0.09 + stride * 0.07, -0.2],
    [0.09 - stride * 0.06, -0.02],
  ]);
  limb(context, 0.07, [
    [-0.22, -0.68],
    [-0.3, -0.5 + stride * 0.03],
    [-0.24, -0.34],
  ]);
  limb(context, 0.07, [
    [0.22, -0.68],
    [0.32, -0.52 - stride * 0.03],
    [0.34, -0.36],
  ]);
  context.fillStyle = paint.body;
  context.beginPath();
  context.roundRect(-0.2, -0.74, 0.4, 0.38, 0.06);
  context.roundRect(-0.14, -0.98, 0.28, 0.2, 0.05);
  context.fill();
  context.fillStyle = paint.accent;
  oval(context, -0.05, -0.88, 0.03, 0.03);
  oval(context, 0.07, -0.88, 0.03, 0.03);
  oval(context, 0, -0.56, 0.05 + Math.sin(seconds * 4) * 0.01, 0.05);
  context.fillRect(-0.008, -1.08, 0.016, 0.1);
  oval(context, 0, -1.08, 0.022, 0.022);
};

export const people = {
  person: walker,
  couple: ((context, seconds, paint) => {
    context.save();
    context.translate(-0.15, 0);
    walker(context, seconds, paint);
    context.restore();
    context.translate(0.15, 0);
    context.scale(0.92, 0.92);
    walker(context, seconds + 0.5, paint);
  }) satisfies Silhouette,
  astronaut,
  robot,
} as const;
