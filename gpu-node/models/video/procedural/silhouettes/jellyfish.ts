import type { Canvas, SKRSContext2D } from "@napi-rs/canvas";
import { offscreen } from "../offscreen.ts";
import { oval } from "./silhouette.ts";
import type { PreparedSilhouette, SubjectPaint } from "./silhouette.ts";

/** A lit bell that pulses, frilled arms and hair-thin tentacles that trail after it, in a halo of its own light. */
export const prepareJellyfish: PreparedSilhouette = ({ paint }) => {
  const halo = offscreen(128, 128, (context) => {
    context.fillStyle = paint.accent;
    context.globalAlpha = 0.017;
    for (let ring = 0; ring < 24; ring += 1)
      oval(context, 64, 64, 64 - ring * 2.6, 64 - ring * 2.6);
  });
  return (context, seconds) => drawJellyfish(context, seconds, paint, halo);
};

function drawJellyfish(
  context: SKRSContext2D,
  seconds: number,
  paint: SubjectPaint,
  halo: Canvas,
): void {
  const beat = Math.sin(seconds * 2.1);
  const half = 0.42 + beat * 0.05;
  const crown = -1 - beat * 0.03;
  context.globalCompositeOperation = "lighter";
  context.drawImage(halo, -0.9, -1.45, 1.8, 1.55);
  context.globalCompositeOperation = "source-over";
  drawTentacles(context, seconds, half, paint.light);
  drawArms(context, seconds, paint.accent, paint.light);
  context.fillStyle = paint.accent;
  context.globalAlpha = 0.62;
  bell(context, half, crown, 0);
  context.fillStyle = paint.light;
  context.globalAlpha = 0.3;
  bell(context, half * 0.72, crown + 0.07, 0.03);
  context.globalAlpha = 0.38;
  bell(context, half * 0.4, crown + 0.15, 0.05);
  context.strokeStyle = paint.light;
  context.lineWidth = 0.009;
  context.globalAlpha = 0.4;
  for (let rib = -3; rib <= 3; rib += 1) {
    context.beginPath();
    context.moveTo(rib * 0.03, crown + 0.06);
    context.quadraticCurveTo(rib * half * 0.36, crown + 0.16, rib * half * 0.3, -0.54);
    context.stroke();
  }
  context.globalAlpha = 0.75;
  context.lineWidth = 0.016;
  context.beginPath();
  context.moveTo(-half * 0.62, crown + 0.16);
  context.quadraticCurveTo(-half * 0.3, crown + 0.02, half * 0.12, crown + 0.035);
  context.stroke();
  context.globalAlpha = 1;
}

function bell(context: SKRSContext2D, half: number, crown: number, lift: number): void {
  const rim = -0.52 - lift;
  context.beginPath();
  context.moveTo(-half, rim);
  context.bezierCurveTo(-half * 1.12, crown + 0.04, -half * 0.55, crown, 0, crown);
  context.bezierCurveTo(half * 0.55, crown, half * 1.12, crown + 0.04, half, rim);
  for (let lobe = 0; lobe < 8; lobe += 1) {
    const from = half - (lobe / 8) * half * 2;
    const to = half - ((lobe + 1) / 8) * half * 2;
    context.quadraticCurveTo((from + to) / 2, rim + 0.06, to, rim);
  }
  context.fill();
}

function drawTentacles(
  context: SKRSContext2D,
  seconds: number,
  half: number,
  colour: string,
): void {
  context.strokeStyle = colour;
  context.lineCap = "round";
  context.lineWidth = 0.008;
  context.globalAlpha = 0.5;
  context.beginPath();
  for (let strand = 0; strand < 12; strand += 1) {
    const x = (strand / 11 - 0.5) * half * 1.9;
    const sway = (level: number): number =>
      Math.sin(seconds * 1.5 - level * 1.3 + strand * 0.9) * 0.07 * level;
    context.moveTo(x, -0.52);
    context.bezierCurveTo(
      x + sway(1),
      -0.2,
      x * 0.8 + sway(2),
      0.15,
      x * 0.9 + sway(2.6),
      0.42 + (strand % 3) * 0.16,
    );
  }
  context.stroke();
}

function drawArms(context: SKRSContext2D, seconds: number, colour: string, edge: string): void {
  for (let arm = 0; arm < 4; arm += 1) {
    const root = (arm / 3 - 0.5) * 0.3;
    context.beginPath();
    const points = 14;
    for (const side of [-1, 1]) {
      for (let step = 0; step <= points; step += 1) {
        const share = (side < 0 ? step : points - step) / points;
        const middle =
          root * (1 + share * 0.8) + Math.sin(seconds * 1.3 - share * 3 + arm * 1.4) * 0.08 * share;
        const frill =
          0.045 * (1 - share) +
          0.012 * Math.sin(share * 34 + seconds * 2 + arm) * (1 - share * 0.5);
        context.lineTo(middle + side * Math.max(0.004, frill), -0.56 + share * 0.86);
      }
    }
    context.closePath();
    context.fillStyle = arm % 2 === 0 ? colour : edge;
    context.globalAlpha = 0.42;
    context.fill();
  }
}
