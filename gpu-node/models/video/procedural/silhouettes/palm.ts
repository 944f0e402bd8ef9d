import type { SKRSContext2D } from "@napi-rs/canvas";
import { css } from "../colour.ts";
import { litColour } from "../lighting.ts";
import { offscreen } from "../offscreen.ts";
import type { PreparedSilhouette } from "./silhouette.ts";

/** A leaning palm with a ringed trunk, nuts, and feathered fronds that swing in the wind. */
export const preparePalm: PreparedSilhouette = ({ scene, pixels, random, distance }) => {
  const { palette } = scene;
  const lean = (random() < 0.5 ? -1 : 1) * (0.12 + random() * 0.16);
  const side = scene.light.x > 0.5 ? 1 : -1;
  const bark = [
    css(litColour(palette, [142, 108, 78], -0.6, distance)),
    css(litColour(palette, [168, 132, 96], 0.5, distance)),
  ];
  const trunk = offscreen(pixels, pixels * 1.04, (context) => {
    context.scale(pixels, pixels);
    context.translate(0.5, 1);
    for (let ring = 0; ring < 46; ring += 1) {
      const share = ring / 46;
      const x = lean * share * share;
      const y = -share * 0.8;
      const wide = 0.032 - share * 0.014 + (share < 0.06 ? 0.012 : 0);
      context.fillStyle = bark[0] ?? "";
      context.beginPath();
      context.ellipse(x, y, wide, 0.015, lean * share, 0, Math.PI * 2);
      context.fill();
      context.fillStyle = bark[1] ?? "";
      context.beginPath();
      context.ellipse(x + side * wide * 0.4, y, wide * 0.48, 0.006, lean * share, 0, Math.PI * 2);
      context.fill();
    }
  });
  const fronds = Array.from({ length: 11 }, (_, index) => ({
    angle: -Math.PI / 2 + ((index + 0.5) / 11 - 0.5) * 4.5 + (random() - 0.5) * 0.2,
    reach: 0.34 + random() * 0.1,
    phase: random() * 6.3,
    // Fronds behind the crown are the dark ones.
    facing: index % 2 === 0 ? -0.7 : 0.45,
  })).sort((left, right) => left.facing - right.facing);
  const greens = fronds.map((frond) =>
    css(litColour(palette, [74, 128, 58], frond.facing, distance)),
  );
  const nut = css(litColour(palette, [110, 70, 40], -0.1, distance));
  return (context, seconds) => {
    context.drawImage(trunk, -0.5, -1, 1, 1.04);
    context.translate(lean * 0.98, -0.8);
    fronds.forEach((frond, index) => {
      if (index === 6) drawNuts(context);
      context.fillStyle = greens[index] ?? nut;
      drawFrond(context, frond, seconds);
    });
  };

  function drawNuts(context: SKRSContext2D): void {
    context.fillStyle = nut;
    for (const [x, y] of [
      [-0.026, 0.02],
      [0.02, 0.03],
      [0.002, 0.042],
    ] as const) {
      context.beginPath();
      context.arc(x, y, 0.019, 0, Math.PI * 2);
      context.fill();
    }
  }

  function drawFrond(
    context: SKRSContext2D,
    frond: { angle: number; reach: number; phase: number },
    seconds: number,
  ): void {
    const swing =
      Math.sin(seconds * 1.2 + frond.phase) * 0.05 * (0.5 + scene.wind) +
      scene.direction * scene.wind * 0.05;
    const angle = frond.angle + swing;
    const endX = Math.cos(angle) * frond.reach;
    const endY = Math.sin(angle) * frond.reach * 0.62 + 0.15;
    const controlX = Math.cos(angle) * frond.reach * 0.62;
    const controlY = Math.sin(angle) * frond.reach * 0.9 - 0.06;
    const at = (share: number): readonly [number, number] => [
      2 * share * (1 - share) * controlX + share * share * endX,
      2 * share * (1 - share) * controlY + share * share * endY,
    ];
    context.beginPath();
    const leaflets = 12;
    for (const edge of [-1, 1]) {
      for (let leaf = 1; leaf <= leaflets; leaf += 1) {
        const share = leaf / leaflets;
        const [x, y] = at(share);
        const [backX, backY] = at(share - 0.75 / leaflets);
        const slopeX = x - backX;
        const slopeY = y - backY;
        const size = Math.hypot(slopeX, slopeY) + 0.0001;
        const long = 0.085 * Math.sin(Math.min(1, share * 0.92 + 0.14) * Math.PI) + 0.016;
        // Leaflets stand off the rib and hang with their own weight.
        const tipX = x + (slopeX / size) * long * 0.75 - (slopeY / size) * edge * long * 0.55;
        const tipY =
          y + (slopeY / size) * long * 0.75 + (slopeX / size) * edge * long * 0.55 + long * 0.35;
        context.moveTo(backX, backY);
        context.lineTo(tipX, tipY);
        context.lineTo(x, y);
        context.closePath();
      }
    }
    context.fill();
  }
};
