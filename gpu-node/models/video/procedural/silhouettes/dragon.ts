import type { SKRSContext2D } from "@napi-rs/canvas";
import { oval, polygon } from "./silhouette.ts";
import type { Silhouette } from "./silhouette.ts";

/** A dragon in flight: a sinuous body, horned head, and two bat-like wings that beat slowly. */
export const dragon: Silhouette = (context, seconds, paint) => {
  // The down stroke is quicker than the up stroke.
  const phase = seconds * 2.4 + Math.sin(seconds * 2.4) * 0.4;
  const flap = Math.sin(phase) * 0.46 + 0.68;
  context.translate(0, -0.5 - flap * 0.07);
  context.rotate(-0.05 + Math.cos(phase) * 0.03);
  context.fillStyle = paint.shade;
  context.save();
  context.translate(0.1, -0.02);
  drawWing(context, flap * 0.94, 0.92);
  context.restore();
  context.fillStyle = paint.body;
  drawBody(context, seconds);
  drawHead(context, seconds, paint.light);
  context.fillStyle = paint.body;
  drawWing(context, flap, 1);
  context.strokeStyle = paint.shade;
  context.lineWidth = 0.014;
  context.lineCap = "round";
  context.beginPath();
  for (const [x, y] of fingers) {
    context.moveTo(-0.02, -0.42 * flap - 0.1);
    context.lineTo(x, y * flap);
  }
  context.stroke();
};

const fingers = [
  [-0.62, -1.22],
  [-1.0, -0.86],
  [-1.12, -0.42],
] as const;

function drawWing(context: SKRSContext2D, flap: number, scale: number): void {
  const at = (x: number, y: number): readonly [number, number] => [x * scale, y * flap * scale];
  context.beginPath();
  context.moveTo(0.3, -0.06);
  context.quadraticCurveTo(0.26, -0.2 * flap, ...at(-0.02, -0.46));
  context.lineTo(0.03 * scale, (-0.56 * flap - 0.02) * scale);
  context.quadraticCurveTo(...at(-0.25, -0.95), ...at(-0.62, -1.22));
  context.quadraticCurveTo(...at(-0.62, -0.88), ...at(-1.0, -0.86));
  context.quadraticCurveTo(...at(-0.84, -0.56), ...at(-1.12, -0.42));
  context.quadraticCurveTo(...at(-0.72, -0.3), -0.5 * scale, 0.06);
  context.quadraticCurveTo(-0.2, -0.06, -0.1, 0.05);
  context.fill();
}

function spine(share: number, seconds: number): readonly [number, number] {
  const x = 0.62 - share * 2.1;
  const tail = Math.max(0, share - 0.4);
  return [x, Math.sin(seconds * 2 - share * 5) * (0.012 + tail * 0.16) + tail * 0.05];
}

function drawBody(context: SKRSContext2D, seconds: number): void {
  const steps = 34;
  const girth = (share: number): number =>
    share < 0.36
      ? 0.055 + 0.085 * Math.sin((share / 0.36) * Math.PI * 0.62)
      : 0.135 * Math.max(0, 1 - (share - 0.36) / 0.64) ** 1.2;
  context.beginPath();
  for (const side of [-1, 1]) {
    for (let step = 0; step <= steps; step += 1) {
      const share = (side < 0 ? step : steps - step) / steps;
      const [x, y] = spine(share, seconds);
      context.lineTo(x, y + side * girth(share));
    }
  }
  context.fill();
  for (let spike = 2; spike < 24; spike += 1) {
    const share = spike / 26;
    const [x, y] = spine(share, seconds);
    const tall = 0.05 * (1 - share * 0.7);
    polygon(context, [
      [x + 0.028, y - girth(share) + 0.01],
      [x - 0.035, y - girth(share) - tall],
      [x - 0.028, y - girth(share) + 0.012],
    ]);
  }
  const [endX, endY] = spine(1, seconds);
  polygon(context, [
    [endX + 0.05, endY],
    [endX - 0.1, endY - 0.1],
    [endX - 0.22, endY],
    [endX - 0.1, endY + 0.1],
  ]);
  for (const x of [0.16, -0.24]) {
    context.beginPath();
    context.moveTo(x + 0.07, 0.08);
    context.quadraticCurveTo(x + 0.05, 0.22, x - 0.14, 0.2);
    context.lineTo(x - 0.2, 0.25);
    context.lineTo(x - 0.12, 0.15);
    context.quadraticCurveTo(x - 0.03, 0.14, x - 0.06, 0.06);
    context.fill();
  }
}

function drawHead(context: SKRSContext2D, seconds: number, eye: string): void {
  const nod = Math.sin(seconds * 1.2) * 0.02;
  context.beginPath();
  context.moveTo(0.5, -0.11);
  context.quadraticCurveTo(0.72, -0.12, 0.8, -0.27 + nod);
  context.lineTo(0.93, -0.2 + nod);
  context.quadraticCurveTo(0.84, 0.02, 0.5, 0.08);
  context.fill();
  polygon(context, [
    [0.78, -0.28 + nod],
    [0.88, -0.36 + nod],
    [1.0, -0.34 + nod],
    [1.18, -0.25 + nod],
    [1.2, -0.2 + nod],
    [1.02, -0.21 + nod],
    [1.14, -0.15 + nod],
    [0.98, -0.14 + nod],
    [0.84, -0.16 + nod],
  ]);
  for (const [x, y] of [
    [0.62, -0.5],
    [0.56, -0.4],
  ] as const)
    polygon(context, [
      [0.84, -0.33 + nod],
      [x, y + nod],
      [0.8, -0.25 + nod],
    ]);
  context.fillStyle = eye;
  oval(context, 0.95, -0.285 + nod, 0.016, 0.012);
}
