import { limb, oval, polygon } from "./silhouette.ts";
import { car } from "./car.ts";
import type { Silhouette } from "./silhouette.ts";

const boat: Silhouette = (context, seconds, paint) => {
  const heel = Math.sin(seconds * 1.1) * 0.03;
  context.rotate(0.05 + heel);
  const billow = 0.05 + Math.sin(seconds * 0.8) * 0.012;
  context.strokeStyle = paint.shade;
  limb(context, 0.014, [
    [0.03, -0.08],
    [0.03, -1],
  ]);
  limb(context, 0.01, [
    [-0.4, -0.17],
    [0.03, -0.19],
  ]);
  context.fillStyle = paint.accent;
  context.beginPath();
  context.moveTo(0.015, -0.97);
  context.quadraticCurveTo(-0.12 - billow, -0.5, -0.41, -0.19);
  context.quadraticCurveTo(-0.18, -0.16, 0.015, -0.21);
  context.fill();
  context.beginPath();
  context.moveTo(0.05, -0.9);
  context.quadraticCurveTo(0.22 + billow * 2, -0.48, 0.5, -0.16);
  context.quadraticCurveTo(0.25, -0.2, 0.06, -0.2);
  context.fill();
  context.fillStyle = "rgba(255,246,226,0.3)";
  context.beginPath();
  context.moveTo(0.05, -0.9);
  context.quadraticCurveTo(0.22 + billow * 2, -0.48, 0.5, -0.16);
  context.quadraticCurveTo(0.2, -0.4, 0.05, -0.9);
  context.fill();
  context.fillStyle = "rgba(10,4,20,0.22)";
  context.beginPath();
  context.moveTo(0.015, -0.97);
  context.quadraticCurveTo(-0.02, -0.5, -0.14, -0.18);
  context.quadraticCurveTo(-0.06, -0.18, 0.015, -0.21);
  context.fill();
  context.strokeStyle = "rgba(255,255,255,0.25)";
  for (const y of [-0.36, -0.54, -0.72])
    limb(context, 0.005, [
      [-0.02 - (y + 0.97) * 0.4, y],
      [0.012, y - 0.015],
    ]);
  context.fillStyle = paint.light;
  context.beginPath();
  context.moveTo(-0.46, -0.12);
  context.quadraticCurveTo(0.1, -0.06, 0.6, -0.16);
  context.quadraticCurveTo(0.46, 0.03, 0.26, 0.05);
  context.lineTo(-0.36, 0.05);
  context.closePath();
  context.fill();
  context.fillStyle = paint.body;
  context.beginPath();
  context.moveTo(-0.45, -0.07);
  context.quadraticCurveTo(0.1, -0.01, 0.55, -0.1);
  context.quadraticCurveTo(0.44, 0.04, 0.26, 0.05);
  context.lineTo(-0.36, 0.05);
  context.fill();
  context.fillStyle = paint.shade;
  context.fillRect(-0.24, -0.15, 0.2, 0.055);
};

const ship: Silhouette = (context, seconds, paint) => {
  context.rotate(Math.sin(seconds * 0.9) * 0.012);
  context.fillStyle = paint.body;
  polygon(context, [
    [-1.4, -0.34],
    [1.5, -0.4],
    [1.2, 0.04],
    [-1.25, 0.04],
  ]);
  context.fillStyle = paint.light;
  context.fillRect(-1.1, -0.56, 1.4, 0.2);
  context.fillRect(-0.95, -0.74, 1, 0.19);
  context.fillStyle = paint.accent;
  context.fillRect(-0.7, -1, 0.2, 0.28);
  context.fillRect(-0.3, -1, 0.2, 0.28);
  context.fillStyle = paint.shade;
  for (let x = -1; x < 0.25; x += 0.12) context.fillRect(x, -0.49, 0.05, 0.05);
  for (const [x, phase] of [
    [-0.6, 0],
    [-0.2, 1.5],
  ] as const) {
    for (let puff = 0; puff < 5; puff += 1) {
      const age = (puff + ((seconds * 0.6 + phase) % 1)) / 5;
      context.fillStyle = `rgba(210,210,220,${(0.35 * (1 - age)).toFixed(3)})`;
      oval(context, x - age * 0.8, -1.05 - age * 0.35, 0.08 + age * 0.16, 0.07 + age * 0.1);
    }
  }
};

const train: Silhouette = (context, seconds, paint) => {
  context.strokeStyle = paint.shade;
  limb(context, 0.03, [
    [-9, 0.02],
    [9, 0.02],
  ]);
  for (let wagon = 0; wagon < 4; wagon += 1) {
    const x = -wagon * 1.75;
    context.fillStyle = wagon === 0 ? paint.accent : paint.body;
    context.beginPath();
    context.roundRect(x - 0.8, -0.75, 1.6, 0.62, [0.06, wagon === 0 ? 0.3 : 0.06, 0.04, 0.04]);
    context.fill();
    context.fillStyle = "#ffe2a0";
    for (let pane = 0; pane < 5; pane += 1)
      context.fillRect(x - 0.66 + pane * 0.28, -0.62, 0.18, 0.17);
    context.fillStyle = "#14161c";
    for (const wheel of [-0.5, -0.2, 0.2, 0.5]) oval(context, x + wheel, -0.08, 0.09, 0.09);
  }
  for (let puff = 0; puff < 8; puff += 1) {
    const age = (puff + ((seconds * 1.2) % 1)) / 8;
    context.fillStyle = `rgba(236,236,242,${(0.5 * (1 - age)).toFixed(3)})`;
    oval(context, 0.5 - age * 3, -0.9 - age * 0.5, 0.1 + age * 0.3, 0.09 + age * 0.2);
  }
};

const bicycle: Silhouette = (context, seconds, paint) => {
  context.strokeStyle = paint.body;
  context.fillStyle = paint.body;
  for (const x of [-0.34, 0.34]) {
    context.lineWidth = 0.03;
    context.beginPath();
    context.arc(x, -0.22, 0.21, 0, Math.PI * 2);
    context.stroke();
  }
  limb(context, 0.025, [
    [-0.34, -0.22],
    [-0.05, -0.22],
    [0.26, -0.5],
    [-0.12, -0.5],
    [-0.05, -0.22],
  ]);
  limb(context, 0.025, [
    [0.34, -0.22],
    [0.25, -0.58],
  ]);
  const pedal = seconds * 5;
  limb(context, 0.07, [
    [-0.12, -0.56],
    [0.06, -0.4 + Math.sin(pedal) * 0.03],
    [-0.05 + Math.cos(pedal) * 0.07, -0.2 + Math.sin(pedal) * 0.07],
  ]);
  context.strokeStyle = paint.accent;
  limb(context, 0.12, [
    [-0.12, -0.6],
    [0.04, -0.84],
  ]);
  context.strokeStyle = paint.body;
  limb(context, 0.05, [
    [0.04, -0.82],
    [0.24, -0.6],
  ]);
  oval(context, 0.1, -0.96, 0.07, 0.08);
};

export const vehicles = { boat, ship, car, train, bicycle } as const;
