import { blob, limb, oval, polygon } from "./silhouette.ts";
import type { Silhouette } from "./silhouette.ts";

const boat: Silhouette = (context, seconds, paint) => {
  context.rotate(Math.sin(seconds * 1.3) * 0.035);
  context.fillStyle = paint.body;
  context.beginPath();
  context.moveTo(-0.4, -0.13);
  context.lineTo(0.48, -0.15);
  context.quadraticCurveTo(0.36, 0.04, 0.22, 0.04);
  context.lineTo(-0.28, 0.04);
  context.closePath();
  context.fill();
  context.strokeStyle = paint.body;
  limb(context, 0.018, [
    [0.03, -0.12],
    [0.03, -1],
  ]);
  context.fillStyle = paint.light;
  context.beginPath();
  context.moveTo(0.0, -0.95);
  context.quadraticCurveTo(-0.2, -0.5, -0.38, -0.2);
  context.lineTo(0.0, -0.2);
  context.fill();
  context.fillStyle = paint.accent;
  context.beginPath();
  context.moveTo(0.06, -0.86);
  context.quadraticCurveTo(0.26, -0.5, 0.42, -0.22);
  context.lineTo(0.06, -0.2);
  context.fill();
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

const car: Silhouette = (context, seconds, paint) => {
  context.translate(0, Math.sin(seconds * 9) * 0.008);
  context.fillStyle = "rgba(255,244,190,0.22)";
  polygon(context, [
    [1.05, -0.36],
    [2.5, -0.5],
    [2.5, 0.05],
  ]);
  context.fillStyle = paint.accent;
  blob(context, [
    [1.2, -0.2],
    [1.12, -0.48],
    [0.55, -0.56],
    [0.2, -0.92],
    [-0.6, -0.94],
    [-0.95, -0.56],
    [-1.2, -0.5],
    [-1.2, -0.14],
    [0, -0.12],
  ]);
  context.fillStyle = paint.shade;
  blob(context, [
    [0.42, -0.58],
    [0.14, -0.84],
    [-0.15, -0.84],
    [-0.2, -0.56],
  ]);
  blob(context, [
    [-0.25, -0.56],
    [-0.28, -0.84],
    [-0.55, -0.82],
    [-0.8, -0.56],
  ]);
  for (const x of [-0.68, 0.7]) {
    context.fillStyle = "#0d0f14";
    oval(context, x, -0.17, 0.2, 0.2);
    context.strokeStyle = "#9aa3b0";
    for (let spoke = 0; spoke < 3; spoke += 1) {
      const angle = seconds * 9 + (spoke * Math.PI) / 3;
      limb(context, 0.03, [
        [x + Math.cos(angle) * 0.11, -0.17 + Math.sin(angle) * 0.11],
        [x - Math.cos(angle) * 0.11, -0.17 - Math.sin(angle) * 0.11],
      ]);
    }
  }
  context.fillStyle = "#fff3c4";
  oval(context, 1.08, -0.38, 0.06, 0.05);
  context.fillStyle = "#ff4437";
  oval(context, -1.14, -0.4, 0.04, 0.05);
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
