import { limb, oval } from "./silhouette.ts";
import type { Silhouette } from "./silhouette.ts";

interface Build {
  readonly length: number;
  readonly girth: number;
  readonly legs: number;
  readonly legWidth: number;
  readonly neck: readonly [x: number, y: number];
  readonly head: number;
  readonly snout: number;
  readonly ears: number;
  readonly tail: readonly [x: number, y: number, width: number];
  readonly trunk?: boolean;
}

/** One walking four-legged body; the numbers tell a cat from an elephant. */
function quadruped(build: Build): Silhouette {
  return (context, seconds, paint) => {
    const half = build.length / 2;
    const back = -build.legs - build.girth;
    const bob = Math.sin(seconds * 7) * 0.008;
    context.translate(0, bob);
    context.fillStyle = paint.body;
    [-1, 1].forEach((end) => {
      [0, 1].forEach((side) => {
        context.strokeStyle = side === 0 ? paint.shade : paint.body;
        const swing =
          Math.sin(seconds * 3.5 + (end > 0 ? 0 : 2.4) + side * Math.PI) * build.legs * 0.32;
        const hip = end * (half - build.legWidth);
        limb(context, build.legWidth, [
          [hip, -build.legs - build.girth * 0.3],
          [hip + swing * 0.4 - end * 0.02, -build.legs * 0.5],
          [hip + swing, -0.01 - Math.max(0, swing) * 0.2],
        ]);
      });
    });
    oval(context, 0, back + build.girth * 0.75, half + build.girth * 0.25, build.girth * 0.62);
    oval(context, half * 0.75, back + build.girth * 0.66, build.girth * 0.58, build.girth * 0.64);
    oval(context, -half * 0.75, back + build.girth * 0.72, build.girth * 0.52, build.girth * 0.6);
    context.strokeStyle = paint.body;
    const headX = half + build.neck[0];
    const headY = back + build.girth * 0.4 - build.neck[1] + Math.sin(seconds * 1.7) * 0.012;
    limb(context, build.girth * 0.5, [
      [half * 0.85, back + build.girth * 0.55],
      [(half * 0.85 + headX) / 2, (back + build.girth * 0.5 + headY) / 2],
      [headX, headY],
    ]);
    oval(context, headX, headY, build.head, build.head * 0.85);
    oval(
      context,
      headX + build.head * 0.6 + build.snout * 0.4,
      headY + build.head * 0.25,
      build.snout,
      build.head * 0.48,
      0.25,
    );
    if (build.trunk) {
      limb(context, 0.085, [
        [headX + 0.14, headY + 0.02],
        [headX + 0.23, headY + 0.2],
        [headX + 0.24, headY + 0.36],
        [headX + 0.2 + Math.sin(seconds) * 0.05, headY + 0.52],
      ]);
      context.strokeStyle = paint.light;
      limb(context, 0.028, [
        [headX + 0.12, headY + 0.16],
        [headX + 0.22, headY + 0.24],
        [headX + 0.33, headY + 0.22],
      ]);
      context.fillStyle = paint.shade;
      oval(context, headX - 0.1, headY + 0.05, 0.13 + Math.sin(seconds * 1.3) * 0.02, 0.21, 0.12);
      oval(context, headX + 0.09, headY - 0.03, 0.014, 0.014);
      context.fillStyle = paint.body;
      context.strokeStyle = paint.body;
    }
    for (const side of [-0.5, 0.25]) {
      context.beginPath();
      context.moveTo(headX + build.head * side - build.ears * 0.35, headY - build.head * 0.5);
      context.lineTo(
        headX + build.head * side - build.ears * 0.15,
        headY - build.head * 0.6 - build.ears,
      );
      context.lineTo(headX + build.head * side + build.ears * 0.4, headY - build.head * 0.55);
      context.fill();
    }
    const wag = Math.sin(seconds * 2.4) * 0.05;
    context.lineWidth = build.tail[2];
    context.beginPath();
    context.moveTo(-half, back + build.girth * 0.45);
    context.quadraticCurveTo(
      -half - build.tail[0],
      back + build.girth * 0.3,
      -half - build.tail[0] + wag,
      back + build.girth * 0.4 - build.tail[1],
    );
    context.stroke();
  };
}

export const landAnimals = {
  cat: quadruped({
    length: 0.72,
    girth: 0.26,
    legs: 0.32,
    legWidth: 0.075,
    neck: [0.1, 0.13],
    head: 0.135,
    snout: 0.05,
    ears: 0.12,
    tail: [0.26, 0.42, 0.055],
  }),
  dog: quadruped({
    length: 0.78,
    girth: 0.28,
    legs: 0.4,
    legWidth: 0.08,
    neck: [0.14, 0.17],
    head: 0.125,
    snout: 0.12,
    ears: 0.1,
    tail: [0.2, 0.26, 0.05],
  }),
  wolf: quadruped({
    length: 0.86,
    girth: 0.29,
    legs: 0.42,
    legWidth: 0.07,
    neck: [0.17, 0.12],
    head: 0.12,
    snout: 0.13,
    ears: 0.12,
    tail: [0.3, -0.12, 0.1],
  }),
  elephant: quadruped({
    length: 0.8,
    girth: 0.46,
    legs: 0.36,
    legWidth: 0.16,
    neck: [0.12, 0.02],
    head: 0.2,
    snout: 0.08,
    ears: 0.06,
    tail: [0.1, -0.25, 0.025],
    trunk: true,
  }),
  bear: quadruped({
    length: 0.84,
    girth: 0.42,
    legs: 0.3,
    legWidth: 0.15,
    neck: [0.14, 0.0],
    head: 0.16,
    snout: 0.1,
    ears: 0.07,
    tail: [0.04, 0, 0.06],
  }),
  rabbit: quadruped({
    length: 0.46,
    girth: 0.36,
    legs: 0.14,
    legWidth: 0.1,
    neck: [0.08, 0.12],
    head: 0.14,
    snout: 0.06,
    ears: 0.34,
    tail: [0.06, 0.03, 0.1],
  }),
  penguin: ((context, seconds, paint) => {
    context.rotate(Math.sin(seconds * 3.4) * 0.07);
    context.fillStyle = paint.shade;
    oval(context, 0, -0.42, 0.24, 0.42);
    oval(context, 0.02, -0.84, 0.15, 0.15);
    context.fillStyle = paint.light;
    oval(context, 0.06, -0.4, 0.16, 0.32);
    context.fillStyle = "#e9a03a";
    context.fillRect(0.13, -0.86, 0.13, 0.04);
    context.fillRect(-0.12, -0.03, 0.3, 0.04);
  }) satisfies Silhouette,
} as const;
