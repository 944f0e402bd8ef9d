import { css, fromHsl, mix, white } from "../colour.ts";
import type { Colour } from "../colour.ts";
import { overscan } from "../camera.ts";
import { createNoise, smoothStep } from "../noise.ts";
import { offscreen, shadePixels } from "../offscreen.ts";
import type { PainterFactory } from "../painter.ts";
import { between } from "../seeded-random.ts";

/** Deep space: nebula, stars streaming past, a turning planet with or without rings, or a spiral galaxy. */
export const createSpacePainter: PainterFactory = (scene, size) => {
  const { width, height } = size;
  const random = scene.random("space");
  const noise = createNoise(scene.seed ^ 0x99);
  const asked = scene.description.colours.length > 0;
  const hue = random();
  const first: Colour = asked ? scene.palette.accent : fromHsl(hue, 0.75, 0.5);
  const second: Colour = asked
    ? scene.palette.secondAccent
    : fromHsl(hue + between(random, 0.12, 0.4), 0.8, 0.55);
  const deep: Colour = mix([4, 5, 16], first, 0.06);
  const [columns, rows] = height > width ? ([240, 420] as const) : ([420, 240] as const);
  const nebula = shadePixels(columns, rows, (x, y, pixels, offset) => {
    const u = x / 70;
    const v = y / 70;
    const warpX = noise.octavesPlane(u + 5, v, 3) * 2;
    const warpY = noise.octavesPlane(u, v + 9, 3) * 2;
    const cloud = smoothStep(0.4, 0.85, noise.octavesPlane(u + warpX, v + warpY, 5));
    const other = smoothStep(
      0.42,
      0.8,
      noise.octavesPlane(u * 0.8 - warpY + 20, v * 0.8 + warpX, 5),
    );
    const dust = smoothStep(0.48, 0.72, noise.octavesPlane(u * 2 + warpY, v * 2, 4)) * 0.6;
    let colour = mix(mix(deep, first, cloud * 0.8), second, other * 0.6);
    colour = mix(mix(colour, white, cloud * other * 0.65), deep, dust * (1 - cloud * 0.5));
    pixels.set([colour[0], colour[1], colour[2], 255], offset);
  });
  const backdrop = offscreen(width * (1 + overscan * 2), height * 1.1, (context) => {
    context.drawImage(nebula, 0, 0, width * (1 + overscan * 2), height * 1.1);
    for (let star = 0; star < 900; star += 1) {
      const bright = random() ** 5;
      context.fillStyle = css(
        mix(white, random() < 0.5 ? [160, 195, 255] : [255, 214, 170], random() * 0.8),
        0.25 + bright * 0.75,
      );
      context.beginPath();
      context.arc(
        random() * width * 1.2,
        random() * height * 1.1,
        (0.35 + bright * 1.4) * (height / 720),
        0,
        Math.PI * 2,
      );
      context.fill();
    }
  });
  const drifting = Array.from({ length: 150 }, () => ({
    angle: random() * 6.3,
    start: random(),
    speed: 0.03 + random() * 0.06,
    size: 0.6 + random() * 1.3,
  }));
  const galaxyWanted =
    scene.features.has("galaxy") && !scene.description.terrains.includes("planet");
  const galaxy = galaxyWanted
    ? offscreen(height * 1.3, height * 1.3, (context) => {
        const middle = height * 0.65;
        context.globalCompositeOperation = "lighter";
        const core = context.createRadialGradient(middle, middle, 0, middle, middle, middle * 0.5);
        core.addColorStop(0, "rgba(255,246,220,0.95)");
        core.addColorStop(0.2, css(mix(second, white, 0.5), 0.5));
        core.addColorStop(1, css(first, 0));
        context.fillStyle = core;
        context.fillRect(0, 0, middle * 2, middle * 2);
        for (let star = 0; star < 7000; star += 1) {
          const distance = random() ** 0.7;
          const arm = Math.floor(random() * 2) * Math.PI;
          const angle = arm + distance * 6.5 + (random() - 0.5) * (1.3 - distance * 0.5);
          const radius = distance * middle * 0.95;
          context.fillStyle = css(
            mix(
              mix(white, second, distance),
              random() < 0.1 ? [255, 120, 160] : first,
              random() * 0.7,
            ),
            (1 - distance) * 0.55 + 0.08,
          );
          context.beginPath();
          context.arc(
            middle + Math.cos(angle) * radius,
            middle + Math.sin(angle) * radius,
            (0.5 + random() ** 4 * 2.2) * (height / 720),
            0,
            Math.PI * 2,
          );
          context.fill();
        }
      })
    : undefined;
  // An upright frame is narrow: its planet is smaller, so that most of the ring is seen.
  const radius =
    Math.min(height, width * 0.95) *
    (scene.description.terrains.includes("planet")
      ? between(random, 0.26, 0.36)
      : between(random, 0.13, 0.2));
  const planetX = width * (0.5 + (random() < 0.5 ? -1 : 1) * between(random, 0.1, 0.26));
  const planetY = height * between(random, 0.42, 0.62);
  const ringed = /saturn|ring/.test(scene.description.normalisedPrompt) || random() < 0.45;
  const earthly = /earth|globe/.test(scene.description.normalisedPrompt);
  const surface = shadePixels(360, 120, (x, y, pixels, offset) => {
    const u = (x / 360) * 6;
    if (earthly) {
      const land = smoothStep(0.5, 0.54, noise.octavesPlane(u, y / 34, 5, 6));
      const cloud = smoothStep(0.5, 0.75, noise.octavesPlane(u * 2, y / 12 + 30, 4, 12));
      pixels.set(
        [
          ...mix(
            mix([20, 70, 150], mix([66, 120, 60], [190, 160, 100], Math.abs(y - 60) / 90), land),
            white,
            cloud * 0.9,
          ),
          255,
        ],
        offset,
      );
      return;
    }
    const band = noise.octaves(y / 9 + noise.octavesPlane(u, y / 26, 4, 6) * 2.4, 3);
    pixels.set(
      [
        ...mix(
          mix(second, white, 0.25),
          mix(first, [30, 14, 20], 0.3),
          smoothStep(0.25, 0.75, band),
        ),
        255,
      ],
      offset,
    );
  });
  const shade = offscreen(radius * 2.6, radius * 2.6, (context) => {
    const middle = radius * 1.3;
    const rim = context.createRadialGradient(
      middle,
      middle,
      radius * 0.97,
      middle,
      middle,
      radius * 1.14,
    );
    rim.addColorStop(0, css(mix(second, white, 0.4), 0.5));
    rim.addColorStop(1, css(second, 0));
    context.fillStyle = rim;
    context.fillRect(0, 0, middle * 2, middle * 2);
    const dark = context.createRadialGradient(
      middle - radius * 0.55,
      middle - radius * 0.5,
      radius * 0.3,
      middle - radius * 0.35,
      middle - radius * 0.3,
      radius * 1.5,
    );
    dark.addColorStop(0, "rgba(255,255,255,0.12)");
    dark.addColorStop(0.45, "rgba(3,4,14,0.35)");
    dark.addColorStop(0.85, "rgba(3,4,14,0.95)");
    dark.addColorStop(1, "rgba(3,4,14,0.98)");
    context.fillStyle = dark;
    context.beginPath();
    context.arc(middle, middle, radius + 0.5, 0, Math.PI * 2);
    context.fill();
  });
  const forward =
    scene.description.cameraMoves.includes("fly-forward") ||
    scene.description.cameraMoves.includes("zoom-in");
  return (context, { seconds, view }) => {
    context.drawImage(
      backdrop,
      -overscan * width - view.pan * overscan * width * 0.35,
      -height * 0.05 - view.tilt * height * 0.02,
    );
    for (const star of drifting) {
      const distance = (star.start + seconds * star.speed * (forward ? 4 : 1)) % 1;
      const reach = distance ** 2 * width * 0.75;
      context.strokeStyle = css(white, Math.min(1, distance * 1.3));
      context.lineWidth = star.size * (0.4 + distance) * (height / 720);
      context.lineCap = "round";
      context.beginPath();
      context.moveTo(
        width / 2 + Math.cos(star.angle) * reach,
        height / 2 + Math.sin(star.angle) * reach,
      );
      context.lineTo(
        width / 2 + Math.cos(star.angle) * reach * (forward ? 1.06 : 1.002),
        height / 2 + Math.sin(star.angle) * reach * (forward ? 1.06 : 1.002),
      );
      context.stroke();
    }
    if (galaxy !== undefined) {
      context.save();
      context.translate(width / 2 - view.pan * width * 0.03, height / 2);
      context.rotate(-0.35);
      context.scale(view.zoom, view.zoom * 0.56);
      context.rotate(seconds * 0.05 * scene.pace);
      context.globalCompositeOperation = "lighter";
      context.drawImage(galaxy, -galaxy.width / 2, -galaxy.height / 2);
      context.restore();
      return;
    }
    context.save();
    context.translate(planetX - view.pan * width * 0.05, planetY - view.tilt * height * 0.03);
    context.scale(view.zoom, view.zoom);
    context.rotate(-0.3);
    if (ringed && !earthly) drawRings(Math.PI, Math.PI * 2);
    context.save();
    context.beginPath();
    context.arc(0, 0, radius, 0, Math.PI * 2);
    context.clip();
    const turn = ((seconds * 0.02 * scene.pace) % 1) * radius * 6;
    for (const copy of [-1, 0, 1])
      context.drawImage(
        surface,
        -radius * 3 + copy * radius * 6 + turn,
        -radius,
        radius * 6 + 1,
        radius * 2,
      );
    context.restore();
    context.drawImage(shade, -radius * 1.3, -radius * 1.3);
    if (ringed && !earthly) drawRings(0, Math.PI);
    context.restore();

    function drawRings(from: number, to: number): void {
      for (let ring = 0; ring < 9; ring += 1) {
        context.strokeStyle = css(
          mix(mix(second, white, 0.5), first, ring / 9),
          ring === 5 ? 0.08 : 0.2 + 0.3 * noise.at(ring * 1.7),
        );
        context.lineWidth = radius * 0.062;
        context.beginPath();
        context.ellipse(
          0,
          0,
          radius * (1.38 + ring * 0.075),
          radius * (0.3 + ring * 0.017),
          0,
          from,
          to,
        );
        context.stroke();
      }
    }
  };
};
