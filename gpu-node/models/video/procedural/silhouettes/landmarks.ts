import { blob, limb, oval, polygon } from "./silhouette.ts";
import type { Silhouette } from "./silhouette.ts";

const lighthouse: Silhouette = (context, seconds, paint) => {
  const sweep = Math.sin(seconds * 0.8);
  context.fillStyle = "rgba(255,246,200,0.2)";
  polygon(context, [
    [0, -0.88],
    [sweep * 3.4, -1.12],
    [sweep * 3.4, -0.68],
  ]);
  context.fillStyle = paint.shade;
  blob(context, [
    [-0.6, 0.08],
    [-0.36, -0.12],
    [0, -0.15],
    [0.4, -0.1],
    [0.66, 0.08],
  ]);
  context.fillStyle = "#f2eee6";
  polygon(context, [
    [-0.12, -0.08],
    [-0.075, -0.82],
    [0.075, -0.82],
    [0.12, -0.08],
  ]);
  context.fillStyle = paint.accent;
  for (const y of [-0.22, -0.46, -0.7])
    polygon(context, [
      [-0.115 + (-0.1 - y) * 0.05, y + 0.06],
      [-0.11 + (-0.1 - y) * 0.06, y - 0.05],
      [0.11 - (-0.1 - y) * 0.06, y - 0.05],
      [0.115 - (-0.1 - y) * 0.05, y + 0.06],
    ]);
  context.fillStyle = "rgba(16,10,40,0.28)";
  polygon(context, [
    [0.02, -0.08],
    [0.015, -0.82],
    [0.075, -0.82],
    [0.12, -0.08],
  ]);
  context.fillStyle = "#fff2b0";
  context.fillRect(-0.055, -0.93, 0.11, 0.11);
  context.fillStyle = paint.shade;
  context.fillRect(-0.1, -0.83, 0.2, 0.02);
  polygon(context, [
    [-0.08, -0.93],
    [0, -1.02],
    [0.08, -0.93],
  ]);
};

const windmill: Silhouette = (context, seconds, paint) => {
  context.fillStyle = paint.body;
  polygon(context, [
    [-0.16, 0],
    [-0.09, -0.62],
    [0.09, -0.62],
    [0.16, 0],
  ]);
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
    context.fillRect(0.012, -0.46, 0.1, 0.36);
  }
};

const castle: Silhouette = (context, seconds, paint) => {
  context.fillStyle = paint.body;
  const towers = [
    [-0.52, 0.5, 0.16],
    [-0.22, 0.74, 0.17],
    [0.12, 0.92, 0.19],
    [0.44, 0.6, 0.15],
  ] as const;
  context.fillRect(-0.52, -0.36, 1.04, 0.38);
  for (const [x, tall, wide] of towers) {
    context.fillStyle = paint.body;
    context.fillRect(x - wide / 2, -tall * 0.78, wide, tall * 0.78 + 0.02);
    context.fillStyle = paint.accent;
    polygon(context, [
      [x - wide * 0.68, -tall * 0.78],
      [x, -tall * 1.06],
      [x + wide * 0.68, -tall * 0.78],
    ]);
    context.fillStyle = "#ffd98a";
    context.fillRect(x - 0.018, -tall * 0.66, 0.036, 0.06);
    context.strokeStyle = paint.shade;
    limb(context, 0.008, [
      [x, -tall * 1.05],
      [x, -tall * 1.05 - 0.1],
    ]);
    context.fillStyle = paint.accent;
    polygon(context, [
      [x, -tall * 1.05 - 0.1],
      [x + 0.1, -tall * 1.05 - 0.08 + Math.sin(seconds * 4 + x * 9) * 0.015],
      [x, -tall * 1.05 - 0.05],
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
    context.fillStyle = "#ffcf7d";
    for (const x of [-0.4, 0, 0.4]) context.fillRect(x * wide - 0.02, y - 0.1, 0.04, 0.07);
    context.fillStyle = paint.accent;
    context.beginPath();
    context.moveTo(-wide * 1.12, y - 0.17);
    context.quadraticCurveTo(-wide * 0.6, y - 0.2, -wide * 0.35, y - 0.3);
    context.lineTo(wide * 0.35, y - 0.3);
    context.quadraticCurveTo(wide * 0.6, y - 0.2, wide * 1.12, y - 0.17);
    context.quadraticCurveTo(0, y - 0.13, -wide * 1.12, y - 0.17);
    context.fill();
  }
  context.strokeStyle = paint.shade;
  limb(context, 0.02, [
    [0, -0.94],
    [0, -1.1],
  ]);
};

const tree: Silhouette = (context, seconds, paint) => {
  context.strokeStyle = "#2a1c16";
  limb(context, 0.075, [
    [0, 0.02],
    [0.02, -0.24],
    [-0.01, -0.48],
  ]);
  limb(context, 0.04, [
    [0.01, -0.28],
    [0.18, -0.5],
  ]);
  limb(context, 0.04, [
    [0.01, -0.32],
    [-0.18, -0.54],
  ]);
  for (let clump = 0; clump < 150; clump += 1) {
    const angle = clump * 2.39996 + Math.sin(clump * 78.233) * 0.5;
    const distance = Math.sqrt(((clump * 61) % 150) / 150);
    const sway = Math.sin(seconds * 1.2 + clump * 0.7) * 0.008;
    // Neighbours on the spiral must not share a tone, or its arms would show.
    const roll = Math.abs(Math.sin(clump * 12.9898) * 43758.5453) % 1;
    const high = Math.sin(angle) * distance < -0.1;
    context.fillStyle =
      roll < (high ? 0.4 : 0.12) ? paint.light : roll < 0.7 ? paint.accent : paint.body;
    context.globalAlpha = roll < 0.4 && high ? 0.4 : 0.9;
    oval(
      context,
      Math.cos(angle) * distance * 0.4 + sway,
      -0.66 + Math.sin(angle) * distance * 0.3,
      0.058,
      0.046,
    );
  }
  context.globalAlpha = 1;
};

const palm: Silhouette = (context, seconds, paint) => {
  context.strokeStyle = paint.body;
  context.lineCap = "round";
  for (const [width, from, to] of [
    [0.05, 0, 0.6],
    [0.036, 0.4, 1],
  ] as const) {
    context.lineWidth = width;
    context.beginPath();
    for (let share = from; share <= to + 0.001; share += 0.1) {
      const x = 0.16 * share * share - 0.04;
      if (share === from) context.moveTo(x, -share * 0.84);
      else context.lineTo(x, -share * 0.84);
    }
    context.stroke();
  }
  context.translate(0.12, -0.84);
  context.fillStyle = paint.body;
  for (let frond = 0; frond < 9; frond += 1) {
    const angle = -Math.PI / 2 + (frond / 8 - 0.5) * 4.1 + Math.sin(seconds * 1.1 + frond) * 0.06;
    const x = Math.cos(angle) * 0.44;
    const y = Math.sin(angle) * 0.3 + 0.16;
    context.beginPath();
    context.moveTo(0, 0);
    context.quadraticCurveTo(x * 0.55, Math.sin(angle) * 0.34 - 0.05, x, y);
    context.quadraticCurveTo(x * 0.45, Math.sin(angle) * 0.22 + 0.05, 0, 0.03);
    context.fill();
  }
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

export const landmarks = {
  lighthouse,
  windmill,
  castle,
  house,
  temple,
  tree,
  palm,
  campfire,
} as const;
