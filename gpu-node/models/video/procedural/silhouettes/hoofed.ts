import type { SKRSContext2D } from "@napi-rs/canvas";
import { blob, limb, polygon } from "./silhouette.ts";
import type { Silhouette, SubjectPaint } from "./silhouette.ts";

type Point = readonly [x: number, y: number];

interface HoofedBuild {
  /** Outline of trunk, neck and head, facing right; one unit tall at the poll. */
  readonly outline: readonly Point[];
  readonly ears: readonly Point[];
  readonly shoulder: Point;
  readonly hip: Point;
  readonly legWidth: number;
  /** Strides per second and how far the legs swing, in radians. */
  readonly pace: number;
  readonly swing: number;
  readonly tail: readonly [root: Point, end: Point, width: number];
}

/** Two tapering segments and a hoof. Angles are from the vertical, forwards positive. */
function leg(
  context: SKRSContext2D,
  root: Point,
  upper: number,
  lower: number,
  width: number,
): void {
  const length = -root[1];
  const joint: Point = [
    root[0] + Math.sin(upper) * length * 0.52,
    root[1] + Math.cos(upper) * length * 0.52,
  ];
  const foot: Point = [
    joint[0] + Math.sin(lower) * length * 0.48,
    joint[1] + Math.cos(lower) * length * 0.48,
  ];
  const across = (angle: number, half: number): Point => [
    Math.cos(angle) * half,
    -Math.sin(angle) * half,
  ];
  const top = across(upper, width * 0.95);
  const knee = across((upper + lower) / 2, width * 0.42);
  const ankle = across(lower, width * 0.27);
  polygon(context, [
    [root[0] - top[0], root[1] - top[1]],
    [joint[0] - knee[0], joint[1] - knee[1]],
    [foot[0] - ankle[0], foot[1] - ankle[1]],
    [foot[0] - ankle[0] * 1.5, foot[1] + 0.012],
    [foot[0] + ankle[0] * 2.1, foot[1] + 0.012],
    [foot[0] + ankle[0], foot[1] - ankle[1]],
    [joint[0] + knee[0], joint[1] + knee[1]],
    [root[0] + top[0], root[1] + top[1]],
  ]);
}

function hoofed(
  build: HoofedBuild,
  adorn: (context: SKRSContext2D, seconds: number, paint: SubjectPaint) => void,
): Silhouette {
  return (context, seconds, paint) => {
    const stride = seconds * build.pace * Math.PI * 2;
    context.translate(0, -Math.abs(Math.sin(stride)) * 0.03 * build.swing);
    context.rotate(Math.sin(stride * 2 + 0.6) * 0.022 * build.swing);
    const pair = (shift: number, colour: string): void => {
      context.fillStyle = colour;
      for (const [root, offset, hind] of [
        [build.shoulder, 0, false],
        [build.hip, 2.2, true],
      ] as const) {
        const phase = stride + offset + shift;
        const swing = Math.sin(phase) * build.swing;
        const lift = Math.max(0, Math.cos(phase)) * build.swing * 1.7;
        leg(
          context,
          root,
          hind ? swing - 0.14 : swing + lift * 0.25,
          hind ? swing * 0.8 + 0.13 - lift * 0.7 : swing * 0.8 - lift,
          build.legWidth,
        );
      }
    };
    pair(Math.PI * 0.86, paint.shade);
    context.fillStyle = paint.body;
    const [root, end, width] = build.tail;
    const wag = Math.sin(seconds * 2.6) * 0.03;
    context.beginPath();
    context.moveTo(root[0], root[1] - width * 0.3);
    context.bezierCurveTo(
      root[0] - 0.09,
      root[1] - 0.03,
      end[0] - 0.03 + wag,
      (root[1] + end[1]) / 2,
      end[0] + wag,
      end[1],
    );
    context.bezierCurveTo(
      end[0] + width + wag * 0.5,
      (root[1] + end[1]) / 2,
      root[0] - 0.02,
      root[1] + 0.06,
      root[0] + 0.02,
      root[1] + width,
    );
    context.fill();
    blob(context, build.outline);
    polygon(context, build.ears);
    adorn(context, seconds, paint);
    pair(0, paint.body);
  };
}

const horse = hoofed(
  {
    outline: [
      [0.2, -0.73],
      [0.05, -0.68],
      [-0.1, -0.675],
      [-0.27, -0.725],
      [-0.4, -0.67],
      [-0.44, -0.52],
      [-0.34, -0.39],
      [-0.2, -0.43],
      [0.02, -0.37],
      [0.2, -0.38],
      [0.34, -0.43],
      [0.42, -0.56],
      [0.47, -0.7],
      [0.53, -0.79],
      [0.6, -0.78],
      [0.72, -0.69],
      [0.8, -0.73],
      [0.77, -0.81],
      [0.66, -0.93],
      [0.58, -1.01],
      [0.49, -0.99],
      [0.37, -0.88],
    ],
    ears: [
      [0.52, -0.96],
      [0.53, -1.06],
      [0.59, -0.96],
    ],
    shoulder: [0.27, -0.47],
    hip: [-0.3, -0.49],
    legWidth: 0.078,
    pace: 1.15,
    swing: 0.58,
    tail: [[-0.4, -0.64], [-0.66, -0.3], 0.07],
  },
  (context, seconds, paint) => {
    context.fillStyle = paint.shade;
    const flow = (share: number): number => Math.sin(seconds * 6 - share * 4) * 0.02;
    context.beginPath();
    context.moveTo(0.6, -1.0);
    for (let lock = 0; lock <= 6; lock += 1) {
      const share = lock / 6;
      const x = 0.53 - share * 0.33;
      const y = -1.01 + share * 0.29;
      context.quadraticCurveTo(
        x - 0.02,
        y - 0.035,
        x - 0.1 + flow(share),
        y + 0.02 + flow(share + 1),
      );
      context.lineTo(x - 0.015, y + 0.06);
    }
    context.lineTo(0.26, -0.72);
    context.lineTo(0.48, -0.95);
    context.fill();
  },
);

const deer = hoofed(
  {
    outline: [
      [0.16, -0.62],
      [0, -0.585],
      [-0.2, -0.61],
      [-0.32, -0.58],
      [-0.36, -0.48],
      [-0.29, -0.38],
      [-0.15, -0.42],
      [0.02, -0.37],
      [0.16, -0.38],
      [0.27, -0.43],
      [0.32, -0.54],
      [0.345, -0.64],
      [0.36, -0.715],
      [0.44, -0.7],
      [0.53, -0.665],
      [0.555, -0.7],
      [0.46, -0.79],
      [0.37, -0.82],
      [0.29, -0.79],
      [0.24, -0.7],
    ],
    ears: [
      [0.33, -0.79],
      [0.22, -0.86],
      [0.36, -0.81],
    ],
    shoulder: [0.2, -0.44],
    hip: [-0.25, -0.46],
    legWidth: 0.058,
    pace: 0.42,
    swing: 0.24,
    tail: [[-0.33, -0.55], [-0.39, -0.47], 0.03],
  },
  (context, _seconds, paint) => {
    context.strokeStyle = paint.body;
    for (const lean of [-1, 0.75]) {
      context.lineCap = "round";
      context.lineWidth = 0.017;
      context.beginPath();
      context.moveTo(0.36, -0.8);
      context.bezierCurveTo(
        0.34 + lean * 0.12,
        -0.86,
        0.3 + lean * 0.17,
        -0.93,
        0.38 + lean * 0.12,
        -1.06,
      );
      context.stroke();
      for (const [x, y, tipX, tipY] of [
        [0.08, -0.87, 0.13, -0.95],
        [0.13, -0.93, 0.06, -1.0],
        [0.13, -0.98, 0.19, -1.05],
      ] as const)
        limb(context, 0.012, [
          [0.35 + lean * x, y],
          [0.37 + lean * tipX, tipY],
        ]);
    }
  },
);

const camel = hoofed(
  {
    outline: [
      [0.24, -0.66],
      [0.14, -0.69],
      [0.07, -0.8],
      [-0.02, -0.92],
      [-0.13, -0.86],
      [-0.21, -0.7],
      [-0.34, -0.66],
      [-0.4, -0.54],
      [-0.34, -0.44],
      [-0.16, -0.45],
      [0.06, -0.4],
      [0.24, -0.42],
      [0.36, -0.5],
      [0.47, -0.56],
      [0.57, -0.66],
      [0.6, -0.82],
      [0.66, -0.85],
      [0.78, -0.82],
      [0.83, -0.88],
      [0.75, -0.96],
      [0.62, -1.0],
      [0.53, -0.93],
      [0.5, -0.78],
      [0.42, -0.66],
    ],
    ears: [
      [0.57, -0.95],
      [0.53, -1.03],
      [0.61, -0.97],
    ],
    shoulder: [0.24, -0.49],
    hip: [-0.28, -0.52],
    legWidth: 0.066,
    pace: 0.6,
    swing: 0.3,
    tail: [[-0.38, -0.58], [-0.45, -0.36], 0.025],
  },
  () => {},
);

export const hoofedAnimals = { horse, deer, camel } as const;
