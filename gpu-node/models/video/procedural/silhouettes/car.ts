import type { SKRSContext2D } from "@napi-rs/canvas";
import { oval } from "./silhouette.ts";
import type { Silhouette } from "./silhouette.ts";

const wheels = [-0.98, 1.02] as const;
const radius = 0.235;

/** The outline of a low coupe, one unit tall and about 3.2 long, with cut-out arches. */
function bodyPath(context: SKRSContext2D): void {
  context.beginPath();
  context.moveTo(-1.56, -0.3);
  context.quadraticCurveTo(-1.62, -0.5, -1.56, -0.66);
  context.quadraticCurveTo(-1.5, -0.76, -1.34, -0.75);
  context.bezierCurveTo(-1.0, -0.78, -0.82, -1.0, -0.3, -1.0);
  context.bezierCurveTo(0.1, -1.0, 0.3, -0.82, 0.56, -0.68);
  context.bezierCurveTo(0.92, -0.66, 1.3, -0.6, 1.52, -0.46);
  context.quadraticCurveTo(1.64, -0.36, 1.6, -0.2);
  context.quadraticCurveTo(1.58, -0.14, 1.48, -0.13);
  context.lineTo(1.02 + radius * 1.2, -0.13);
  context.arc(1.02, -radius, radius * 1.2, 0.45, Math.PI - 0.45, true);
  context.lineTo(-0.98 + radius * 1.2, -0.13);
  context.arc(-0.98, -radius, radius * 1.2, 0.45, Math.PI - 0.45, true);
  context.lineTo(-1.5, -0.16);
  context.closePath();
}

export const car: Silhouette = (context, seconds, paint) => {
  context.fillStyle = "rgba(0,0,0,0.34)";
  oval(context, 0, -0.015, 1.72, 0.09);
  for (const x of wheels) drawWheel(context, x, seconds);
  context.translate(0, Math.sin(seconds * 11) * 0.006);
  bodyPath(context);
  context.fillStyle = paint.accent;
  context.fill();
  context.save();
  context.clip();
  const sheen = context.createLinearGradient(0, -1, 0, -0.1);
  sheen.addColorStop(0, "rgba(255,255,255,0.42)");
  sheen.addColorStop(0.34, "rgba(255,255,255,0.16)");
  sheen.addColorStop(0.45, "rgba(255,255,255,0)");
  sheen.addColorStop(0.62, "rgba(0,0,0,0.14)");
  sheen.addColorStop(1, "rgba(0,0,10,0.6)");
  context.fillStyle = sheen;
  context.fillRect(-1.7, -1.05, 3.4, 1.1);
  context.strokeStyle = "rgba(255,255,255,0.35)";
  context.lineWidth = 0.018;
  context.beginPath();
  context.moveTo(-1.52, -0.6);
  context.bezierCurveTo(-0.6, -0.66, 0.5, -0.58, 1.5, -0.42);
  context.stroke();
  context.strokeStyle = "rgba(0,0,0,0.35)";
  context.lineWidth = 0.012;
  context.beginPath();
  context.moveTo(-0.42, -0.62);
  context.quadraticCurveTo(-0.5, -0.4, -0.4, -0.17);
  context.moveTo(0.42, -0.62);
  context.quadraticCurveTo(0.48, -0.4, 0.42, -0.17);
  context.stroke();
  context.restore();
  drawWindows(context);
  context.fillStyle = "#fff7d8";
  context.beginPath();
  context.moveTo(1.3, -0.53);
  context.quadraticCurveTo(1.46, -0.5, 1.55, -0.4);
  context.quadraticCurveTo(1.4, -0.42, 1.3, -0.53);
  context.fill();
  context.fillStyle = "#ff3b30";
  context.fillRect(-1.585, -0.62, 0.1, 0.055);
  context.fillStyle = "rgba(8,8,12,0.75)";
  context.fillRect(1.42, -0.25, 0.17, 0.07);
  if (paint.lamps > 0.2) drawBeam(context, paint.lamps);
};

function drawWindows(context: SKRSContext2D): void {
  const glass = context.createLinearGradient(-0.8, -0.95, 0.3, -0.6);
  glass.addColorStop(0, "#10151d");
  glass.addColorStop(0.55, "#2b3a4b");
  glass.addColorStop(0.72, "#7d93a8");
  glass.addColorStop(1, "#1c2632");
  context.fillStyle = glass;
  context.beginPath();
  context.moveTo(-1.0, -0.72);
  context.bezierCurveTo(-0.78, -0.9, -0.6, -0.935, -0.3, -0.935);
  context.lineTo(-0.26, -0.68);
  context.closePath();
  context.moveTo(-0.22, -0.935);
  context.bezierCurveTo(0.06, -0.93, 0.24, -0.81, 0.44, -0.67);
  context.lineTo(-0.19, -0.68);
  context.closePath();
  context.fill();
}

function drawWheel(context: SKRSContext2D, x: number, seconds: number): void {
  context.fillStyle = "#07080b";
  oval(context, x, -radius * 1.02, radius * 1.2, radius * 1.16);
  context.fillStyle = "#16181d";
  oval(context, x, -radius, radius, radius);
  context.fillStyle = "#aeb6c1";
  oval(context, x, -radius, radius * 0.7, radius * 0.7);
  context.fillStyle = "#24282f";
  const turn = seconds * 13;
  for (let gap = 0; gap < 5; gap += 1) {
    const angle = turn + (gap / 5) * Math.PI * 2;
    context.beginPath();
    context.moveTo(x + Math.cos(angle) * radius * 0.18, -radius + Math.sin(angle) * radius * 0.18);
    context.arc(x, -radius, radius * 0.6, angle - 0.42, angle + 0.42);
    context.closePath();
    context.fill();
  }
  context.fillStyle = "#dde2e8";
  oval(context, x, -radius, radius * 0.13, radius * 0.13);
}

function drawBeam(context: SKRSContext2D, lamps: number): void {
  const beam = context.createLinearGradient(1.5, 0, 4.4, 0);
  beam.addColorStop(0, `rgba(255,244,200,${(0.5 * lamps).toFixed(3)})`);
  beam.addColorStop(1, "rgba(255,244,200,0)");
  context.fillStyle = beam;
  context.beginPath();
  context.moveTo(1.5, -0.45);
  context.lineTo(4.4, -0.62);
  context.lineTo(4.4, 0.12);
  context.lineTo(1.5, -0.36);
  context.fill();
}
