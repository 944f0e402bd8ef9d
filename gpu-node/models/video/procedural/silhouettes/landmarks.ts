import { blob, limb, oval, polygon } from "./silhouette.ts";
import type { Silhouette } from "./silhouette.ts";

const windmill: Silhouette = (context, seconds, paint) => {
  context.fillStyle = paint.body;
  polygon(context, [
    [-0.16, 0],
    [-0.09, -0.62],
    [0.09, -0.62],
    [0.16, 0],
  ]);
  context.fillStyle = "rgba(255,244,220,0.2)";
  polygon(context, [
    [-0.16, 0],
    [-0.09, -0.62],
    [-0.03, -0.62],
    [-0.06, 0],
  ]);
  context.fillStyle = "rgba(6,6,22,0.34)";
  polygon(context, [
    [0.05, 0],
    [0.03, -0.62],
    [0.09, -0.62],
    [0.16, 0],
  ]);
  context.fillStyle = paint.shade;
  context.fillRect(-0.035, -0.13, 0.07, 0.14);
  context.fillRect(-0.16, -0.27, 0.32, 0.018);
  context.fillStyle = "#ffdf9a";
  for (const y of [-0.24, -0.42]) context.fillRect(-0.02, y, 0.04, 0.05);
  context.fillStyle = paint.accent;
  blob(context, [
    [-0.13, -0.58],
    [-0.08, -0.74],
    [0.08, -0.74],
    [0.13, -0.58],
  ]);
  context.translate(0, -0.66);
  context.rotate(seconds * 0.9);
  context.fillStyle = paint.light;
  context.strokeStyle = paint.shade;
  for (let sail = 0; sail < 4; sail += 1) {
    context.rotate(Math.PI / 2);
    limb(context, 0.018, [
      [0, 0],
      [0, -0.46],
    ]);
    context.globalAlpha = 0.85;
    context.fillRect(0.012, -0.46, 0.1, 0.36);
    context.globalAlpha = 1;
    for (let slat = 0; slat < 7; slat += 1)
      limb(context, 0.005, [
        [0.012, -0.46 + slat * 0.06],
        [0.112, -0.46 + slat * 0.06],
      ]);
    limb(context, 0.007, [
      [0.062, -0.46],
      [0.062, -0.1],
    ]);
  }
};

const house: Silhouette = (context, seconds, paint) => {
  for (let puff = 0; puff < 6; puff += 1) {
    const age = (puff + ((seconds * 0.5) % 1)) / 6;
    context.fillStyle = `rgba(226,226,234,${(0.4 * (1 - age)).toFixed(3)})`;
    oval(context, 0.26 + age * 0.3, -0.98 - age * 0.6, 0.04 + age * 0.09, 0.04 + age * 0.08);
  }
  context.fillStyle = paint.body;
  context.fillRect(-0.46, -0.5, 0.92, 0.52);
  context.fillStyle = paint.accent;
  polygon(context, [
    [-0.58, -0.46],
    [-0.24, -0.9],
    [0.24, -0.9],
    [0.58, -0.46],
  ]);
  context.fillRect(0.2, -0.98, 0.12, 0.26);
  context.fillStyle = "#ffdd8e";
  for (const x of [-0.32, 0.18]) context.fillRect(x, -0.38, 0.15, 0.15);
  context.fillStyle = paint.shade;
  context.fillRect(-0.08, -0.32, 0.15, 0.34);
};

const temple: Silhouette = (context, _seconds, paint) => {
  for (let storey = 0; storey < 4; storey += 1) {
    const wide = 0.5 - storey * 0.09;
    const y = -storey * 0.22;
    context.fillStyle = paint.body;
    context.fillRect(-wide * 0.62, y - 0.22, wide * 1.24, 0.23);
    context.fillStyle = "rgba(6,4,20,0.4)";
    context.fillRect(-wide * 0.62, y - 0.17, wide * 1.24, 0.05);
    context.fillRect(wide * 0.28, y - 0.22, wide * 0.34, 0.23);
    context.fillStyle = paint.shade;
    for (let post = 0; post < 7; post += 1)
      context.fillRect(wide * (-0.6 + post * 0.197), y - 0.17, 0.012, 0.18);
    context.fillStyle = "#ffcf7d";
    for (const x of [-0.4, 0, 0.4]) {
      context.fillRect(x * wide - 0.024, y - 0.105, 0.02, 0.075);
      context.fillRect(x * wide + 0.004, y - 0.105, 0.02, 0.075);
    }
    context.fillStyle = paint.accent;
    context.beginPath();
    context.moveTo(-wide * 1.12, y - 0.17);
    context.quadraticCurveTo(-wide * 0.6, y - 0.2, -wide * 0.35, y - 0.3);
    context.lineTo(wide * 0.35, y - 0.3);
    context.quadraticCurveTo(wide * 0.6, y - 0.2, wide * 1.12, y - 0.17);
    context.quadraticCurveTo(0, y - 0.13, -wide * 1.12, y - 0.17);
    context.fill();
    context.strokeStyle = "rgba(255,236,210,0.28)";
    context.lineWidth = 0.008;
    for (let tile = -5; tile <= 5; tile += 1) {
      context.beginPath();
      context.moveTo(tile * wide * 0.065, y - 0.295);
      context.quadraticCurveTo(tile * wide * 0.1, y - 0.21, tile * wide * 0.19, y - 0.165);
      context.stroke();
    }
    context.fillStyle = "rgba(6,4,20,0.3)";
    context.beginPath();
    context.moveTo(wide * 0.12, y - 0.3);
    context.lineTo(wide * 0.35, y - 0.3);
    context.quadraticCurveTo(wide * 0.6, y - 0.2, wide * 1.12, y - 0.17);
    context.quadraticCurveTo(wide * 0.6, y - 0.145, wide * 0.2, y - 0.145);
    context.fill();
  }
  context.strokeStyle = paint.shade;
  limb(context, 0.02, [
    [0, -0.94],
    [0, -1.1],
  ]);
};

const campfire: Silhouette = (context, seconds, paint) => {
  context.fillStyle = paint.accent;
  polygon(context, [
    [-1.5, 0],
    [-0.95, -0.8],
    [-0.4, 0],
  ]);
  context.fillStyle = "#ffdf9a";
  polygon(context, [
    [-1.02, 0],
    [-0.95, -0.5],
    [-0.8, 0],
  ]);
  context.save();
  context.globalCompositeOperation = "lighter";
  const glow = context.createRadialGradient(0.3, -0.2, 0, 0.3, -0.2, 1.3);
  glow.addColorStop(0, `rgba(255,170,70,${(0.5 + Math.sin(seconds * 11) * 0.06).toFixed(3)})`);
  glow.addColorStop(1, "rgba(255,120,30,0)");
  context.fillStyle = glow;
  context.fillRect(-1.1, -1.6, 2.8, 2.2);
  context.restore();
  for (const [colour, size] of [
    ["#ff7a22", 1],
    ["#ffc44d", 0.62],
    ["#fff3c0", 0.3],
  ] as const) {
    context.fillStyle = colour;
    const lean = Math.sin(seconds * 7 + size * 4) * 0.06;
    blob(context, [
      [0.3 + lean, -0.8 * size - Math.sin(seconds * 13) * 0.05],
      [0.3 + 0.24 * size, -0.28 * size],
      [0.3 + 0.14 * size, 0.02],
      [0.3 - 0.14 * size, 0.02],
      [0.3 - 0.24 * size, -0.28 * size],
    ]);
  }
  context.strokeStyle = "#2b1a10";
  limb(context, 0.07, [
    [0.06, 0],
    [0.54, -0.08],
  ]);
  limb(context, 0.07, [
    [0.06, -0.08],
    [0.54, 0],
  ]);
};

export const landmarks = { windmill, house, temple, campfire } as const;
