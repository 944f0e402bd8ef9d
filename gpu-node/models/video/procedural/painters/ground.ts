import { css, mix, parseColour, saturate } from "../colour.ts";
import type { Colour } from "../colour.ts";
import { atDepth, overscan } from "../camera.ts";
import type { Surface } from "../compose-scene.ts";
import { createNoise, smoothStep } from "../noise.ts";
import { offscreen, shadePixels } from "../offscreen.ts";
import type { PainterFactory } from "../painter.ts";

const grounds: Partial<Record<Surface, readonly [far: Colour, near: Colour]>> = {
  grass: [
    [142, 172, 84],
    [52, 98, 44],
  ],
  field: [
    [176, 178, 84],
    [70, 112, 44],
  ],
  sand: [
    [240, 196, 128],
    [186, 122, 66],
  ],
  beach: [
    [244, 218, 170],
    [206, 164, 112],
  ],
  snow: [
    [238, 243, 250],
    [186, 204, 230],
  ],
  road: [
    [168, 152, 104],
    [92, 88, 58],
  ],
};
const flowerColours = ["#e8504f", "#f7c948", "#b07be0", "#ff8fb3", "#ffffff", "#6c8df5"];

/** Land from the horizon to the viewer: texture in perspective, rows or a road, swaying blades and flowers in front. */
export const createGroundPainter: PainterFactory = (scene, size) => {
  const { palette, surface, features } = scene;
  const { width, height } = size;
  const season = scene.description.season;
  const [farOwn, nearOwn] = grounds[surface] ??
    grounds.grass ?? [
      [0, 0, 0],
      [0, 0, 0],
    ];
  const autumn = season === "autumn" && (surface === "grass" || surface === "field");
  const tint = (own: Colour, nearness: number): Colour => {
    const seasoned = autumn ? mix(own, [196, 128, 54], 0.55) : own;
    const light = mix(seasoned, palette.glow, 0.16);
    return mix(
      mix(
        mix(palette.near, palette.skyMiddle, surface === "snow" ? 0.4 : 0.16),
        saturate(light, 1.15),
        0.26 + palette.daylight * 0.7,
      ),
      palette.haze,
      (1 - nearness) * 0.32,
    );
  };
  const top = surface === "beach" ? height * 0.8 : height * scene.horizon;
  const fullWidth = Math.ceil(width * (1 + overscan * 2));
  const depth = height - top + height * 0.08;
  const noise = createNoise(scene.seed ^ 0x3d);
  const random = scene.random("ground");
  const lavender = /lavender/.test(scene.description.normalisedPrompt);
  const asked = scene.description.colours[0];
  const flowers =
    features.has("flowers") ||
    surface === "field" ||
    (surface === "grass" && season !== "winter" && random() < 0.5);
  const cropColour: Colour = lavender
    ? [132, 92, 190]
    : asked === undefined
      ? mix(farOwn, [226, 190, 82], season === "spring" ? 0.1 : 0.65)
      : parseColour(asked);
  const rows = surface === "field";
  const texture = shadePixels(560, 200, (x, y, pixels, offset) => {
    const share = y / 200;
    const far = 1 / (0.06 + share);
    const u = ((x - 280) / 560) * far * 3.2;
    let colour = mix(tint(farOwn, 0), tint(nearOwn, 1), Math.sqrt(share));
    if (surface === "sand" || surface === "beach") {
      const ripple = Math.sin(far * 9 + noise.octavesPlane(u * 2.2, far * 2, 3) * 9);
      colour = mix(
        colour,
        ripple > 0 ? tint([255, 226, 168], 1) : tint([160, 104, 62], 1),
        Math.abs(ripple) * 0.17 * smoothStep(0.02, 0.4, share),
      );
    } else {
      const patch = noise.octavesPlane(u * 3, far * 3, 4);
      colour = mix(
        colour,
        patch > 0.5 ? tint(farOwn, 1) : palette.near,
        Math.abs(patch - 0.5) * (surface === "snow" ? 0.35 : 0.95) * smoothStep(0, 0.3, share),
      );
      colour = mix(colour, palette.near, (noise.plane(x * 0.9, y * 0.9) - 0.5) * 0.16);
    }
    if (rows) {
      const furrow = Math.sin(u * 24 + noise.plane(u * 2, 3) * 0.6);
      colour = mix(
        colour,
        furrow > 0 ? tint(cropColour, 0.4 + share * 0.6) : tint([70, 84, 40], 1),
        Math.abs(furrow) ** 0.6 * 0.85 * smoothStep(0, 0.05, share),
      );
    }
    const sheen =
      Math.exp(-(((x / 560 - scene.light.x) * 2.6) ** 2)) *
      (1 - share) *
      (scene.light.visible ? 0.35 : 0.1);
    colour = mix(colour, palette.glow, sheen);
    pixels.set([colour[0], colour[1], colour[2], 255], offset);
  });
  const picture = offscreen(fullWidth, depth, (context) => {
    context.beginPath();
    context.moveTo(0, height * 0.02);
    for (let x = 0; x <= fullWidth; x += 6)
      context.lineTo(
        x,
        height * 0.012 -
          noise.octaves((x / fullWidth) * 5 + 2, 3) *
            height *
            (surface === "beach" ? 0.05 : 0.012) +
          (surface === "beach" ? height * 0.03 : 0),
      );
    context.lineTo(fullWidth, depth);
    context.lineTo(0, depth);
    context.clip();
    context.drawImage(texture, 0, 0, fullWidth, depth);
    if (surface === "road") drawRoad();

    function drawRoad(): void {
      const middle = fullWidth / 2;
      const asphalt = context.createLinearGradient(0, 0, 0, depth);
      asphalt.addColorStop(0, css(mix(tint([120, 116, 116], 0), palette.haze, 0.4)));
      asphalt.addColorStop(1, css(tint([70, 70, 76], 1)));
      context.fillStyle = asphalt;
      context.beginPath();
      context.moveTo(middle - 3, 0);
      context.lineTo(middle + 3, 0);
      context.lineTo(middle + width * 0.42, depth);
      context.lineTo(middle - width * 0.42, depth);
      context.fill();
    }
  });
  const dashes = surface === "road";
  const blades =
    surface === "grass" || surface === "field"
      ? Array.from({ length: 170 }, () => ({
          x: random() * 1.2 - 0.1,
          tall: 0.04 + random() ** 2 * 0.085,
          phase: random() * 6.3,
          lean: (random() - 0.5) * 0.03,
          tone: random(),
        }))
      : [];
  const blooms =
    flowers && blades.length > 0
      ? Array.from({ length: 80 }, () => ({
          x: random() * 1.2 - 0.1,
          row: random(),
          phase: random() * 6.3,
          colour: lavender
            ? "#9a6fd0"
            : (asked ?? flowerColours[Math.floor(random() * flowerColours.length)] ?? "#ffffff"),
        }))
      : [];
  return (context, { seconds, view }) => {
    atDepth(context, view, 0.5, size, () => context.drawImage(picture, -overscan * width, top));
    if (dashes) drawDashes();
    if (surface === "beach") drawFoam();
    if (blades.length === 0) return;
    atDepth(context, view, 0.85, size, () => {
      const gust = (x: number, phase: number): number =>
        (Math.sin(seconds * 1.5 + x * 7 + phase * 0.4) * 0.6 +
          Math.sin(seconds * 2.7 + phase) * 0.25 +
          0.3 * scene.direction) *
        height *
        0.014 *
        (0.6 + scene.wind);
      for (const bloom of blooms) {
        const y = height * (0.87 + bloom.row * 0.13);
        const scale = height * (0.004 + bloom.row * 0.008);
        const x = bloom.x * width + gust(bloom.x, bloom.phase) * 1.2;
        const petal = mix(palette.near, parseColour(bloom.colour), 0.3 + palette.daylight * 0.65);
        context.strokeStyle = css(mix(palette.near, [70, 120, 50], palette.daylight * 0.7));
        context.lineWidth = scale * 0.3;
        context.beginPath();
        context.moveTo(bloom.x * width, height + 4);
        context.quadraticCurveTo(bloom.x * width, y + (height - y) * 0.4, x, y);
        context.stroke();
        context.fillStyle = css(petal);
        context.beginPath();
        for (let leaf = 0; leaf < 5; leaf += 1) {
          const angle = (leaf / 5) * Math.PI * 2 + bloom.phase;
          context.moveTo(x, y);
          context.arc(
            x + Math.cos(angle) * scale * 0.8,
            y + Math.sin(angle) * scale * 0.7,
            scale * 0.7,
            0,
            Math.PI * 2,
          );
        }
        context.fill();
        context.fillStyle = css(mix(palette.near, [250, 214, 90], 0.35 + palette.daylight * 0.6));
        context.beginPath();
        context.arc(x, y, scale * 0.42, 0, Math.PI * 2);
        context.fill();
      }
      for (const tone of [0, 1]) {
        context.fillStyle = css(
          tone === 0
            ? mix(palette.near, tint(nearOwn, 1), 0.35)
            : mix(palette.near, tint(nearOwn, 1), 0.75),
        );
        context.beginPath();
        for (const blade of blades) {
          if ((blade.tone > 0.5 ? 1 : 0) !== tone) continue;
          const x = blade.x * width;
          const tip = x + blade.lean * width + gust(blade.x, blade.phase) * (blade.tall / 0.06);
          const y = height * (1.01 - blade.tall);
          const thick = height * 0.0035;
          context.moveTo(x - thick, height + 4);
          context.quadraticCurveTo(x, height - blade.tall * height * 0.5, tip, y);
          context.quadraticCurveTo(
            x + thick * 1.5,
            height - blade.tall * height * 0.45,
            x + thick,
            height + 4,
          );
        }
        context.fill();
      }
    });

    function drawDashes(): void {
      const middle = width / 2 - view.pan * 0.5 * overscan * width;
      context.fillStyle = css(
        mix(palette.near, [250, 236, 190], 0.3 + palette.daylight * 0.6),
        0.9,
      );
      context.beginPath();
      for (let dash = 0; dash < 9; dash += 1) {
        const near = (dash + ((seconds * 1.4 * scene.pace) % 1)) / 9;
        const from = near ** 2.6 * (height - top);
        const to = Math.min(1.2, near + 0.05) ** 2.6 * (height - top);
        const half = (y: number): number => 0.6 + (y / (height - top)) * width * 0.007;
        context.moveTo(middle - half(from), top + from);
        context.lineTo(middle + half(from), top + from);
        context.lineTo(middle + half(to), top + to);
        context.lineTo(middle - half(to), top + to);
      }
      context.fill();
    }

    function drawFoam(): void {
      for (let wave = 0; wave < 3; wave += 1) {
        const cycle = (seconds * 0.16 + wave / 3) % 1;
        const reach = Math.sin(cycle * Math.PI);
        const y = top - height * 0.05 + reach * height * 0.085;
        context.beginPath();
        context.moveTo(-10, top - height * 0.06);
        for (let x = -10; x <= width + 20; x += 14)
          context.lineTo(
            x,
            y +
              (noise.octaves((x / width) * 7 + wave * 9 + seconds * 0.05, 3) - 0.5) *
                height *
                0.045,
          );
        context.lineTo(width + 20, top - height * 0.06);
        const wash = context.createLinearGradient(0, y - height * 0.09, 0, y + height * 0.02);
        wash.addColorStop(0, css(palette.skyLow, 0));
        wash.addColorStop(
          1,
          css(mix(palette.skyLow, palette.cloudLight, 0.7), 0.5 * (1 - cycle * 0.6)),
        );
        context.fillStyle = wash;
        context.fill();
        context.strokeStyle = css(
          mix(palette.cloudLight, [255, 255, 255], 0.5),
          0.75 * (1 - cycle * 0.7),
        );
        context.lineWidth = height * 0.0045;
        context.stroke();
      }
    }
  };
};
