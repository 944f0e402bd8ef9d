import { css, fromHsl, mix, white } from "../colour.ts";
import type { Colour } from "../colour.ts";
import { createNoise } from "../noise.ts";
import { glowSprite, offscreen } from "../offscreen.ts";
import type { PainterFactory } from "../painter.ts";
import { between } from "../seeded-random.ts";

/** Flowing light: ribbons, orbs or rings in colours that the prompt's own hash decides. */
export const createAbstractPainter: PainterFactory = (scene, size) => {
  const { width, height } = size;
  const random = scene.random("abstract");
  const noise = createNoise(scene.seed);
  const hue = random();
  const spread = between(random, 0.08, 0.36) * (random() < 0.5 ? -1 : 1);
  const asked = scene.description.colours.length > 0;
  const dark = random() < 0.75 || scene.description.styles.includes("neon");
  const tones: Colour[] = [0, 1, 2, 3].map((step) => {
    const own = fromHsl(hue + spread * step, 0.72, dark ? 0.56 : 0.62);
    return asked
      ? mix(own, step % 2 === 0 ? scene.palette.accent : scene.palette.secondAccent, 0.82)
      : own;
  });
  const tone = (index: number): Colour => tones[((index % 4) + 4) % 4] ?? white;
  const ground: Colour = dark ? mix([8, 8, 20], tone(0), 0.14) : mix([250, 246, 240], tone(0), 0.2);
  const text = scene.description.normalisedPrompt;
  const roll = Math.floor(random() * 3);
  const kind = /ribbon|wave|flow|silk|line/.test(text)
    ? 0
    : /orb|particle|bokeh|bubble/.test(text)
      ? 1
      : /ring|kaleido|geometr|fractal|tunnel/.test(text)
        ? 2
        : roll;
  const backdrop = offscreen(width, height, (context) => {
    const gradient = context.createLinearGradient(0, 0, width, height);
    gradient.addColorStop(0, css(mix(ground, tone(2), 0.22)));
    gradient.addColorStop(0.5, css(ground));
    gradient.addColorStop(1, css(mix(ground, tone(1), 0.28)));
    context.fillStyle = gradient;
    context.fillRect(0, 0, width, height);
  });
  const sprites = tones.map((colour) =>
    glowSprite(96, css(mix(colour, white, 0.35), 0.85), css(colour, 0.4), css(colour, 0)),
  );
  const orbs = Array.from({ length: kind === 1 ? 34 : kind === 0 ? 9 : 14 }, (_, index) => ({
    x: random(),
    y: random(),
    size: 0.05 + random() ** 2 * 0.28,
    phase: random() * 6.3,
    speed: 0.15 + random() * 0.35,
    tone: index,
  }));
  const dust = Array.from({ length: 90 }, () => ({
    x: random(),
    y: random(),
    phase: random() * 6.3,
    size: 0.6 + random() * 1.6,
  }));
  return (context, { seconds, view }) => {
    const time = seconds * scene.pace;
    context.drawImage(backdrop, 0, 0);
    context.globalCompositeOperation = dark ? "screen" : "source-over";
    for (const orb of orbs) {
      const sprite = sprites[orb.tone % 4];
      if (sprite === undefined) continue;
      const x = (orb.x + Math.sin(time * orb.speed + orb.phase) * 0.09 - view.pan * 0.03) * width;
      const y = (orb.y + Math.cos(time * orb.speed * 0.8 + orb.phase * 2) * 0.1) * height;
      const radius = orb.size * height * view.zoom * (1 + Math.sin(time * orb.speed * 2) * 0.08);
      context.globalAlpha = dark ? 0.55 : 0.7;
      context.drawImage(sprite, x - radius, y - radius, radius * 2, radius * 2);
    }
    context.globalAlpha = 1;
    if (kind === 0) drawRibbons();
    if (kind === 2) drawRings();
    for (const mote of dust) {
      context.fillStyle = css(
        mix(tone(1), white, 0.6),
        0.25 + 0.4 * Math.abs(Math.sin(time + mote.phase)),
      );
      context.beginPath();
      context.arc(
        ((mote.x + Math.sin(time * 0.2 + mote.phase) * 0.05 + 1) % 1) * width,
        ((mote.y - time * 0.015 + 20) % 1) * height,
        (mote.size * height) / 720,
        0,
        Math.PI * 2,
      );
      context.fill();
    }

    function drawRibbons(): void {
      context.globalCompositeOperation = "source-over";
      const columns = 40;
      const folds = 7;
      for (let ribbon = 0; ribbon < 5; ribbon += 1) {
        const edges = Array.from({ length: columns + 1 }, (_, column) => {
          const u = column / columns;
          const wave = noise.plane(u * 1.7 + ribbon * 5 + time * 0.07, time * 0.1 + ribbon) - 0.5;
          const y =
            0.1 +
            ribbon * 0.17 +
            wave * 0.75 +
            Math.sin(u * 4.2 + time * 0.42 + ribbon * 1.3) * 0.07;
          // A signed width: where it passes zero the ribbon turns over.
          const twist = Math.sin(u * 4.6 - time * 0.3 + ribbon * 2.1) * 0.13 + 0.05;
          return [y * height, twist * height] as const;
        });
        for (let fold = 0; fold < folds; fold += 1) {
          const light = Math.sin((fold / (folds - 1)) * Math.PI);
          const colour = tone(ribbon + (fold > folds / 2 ? 1 : 0));
          context.fillStyle = css(
            mix(mix(ground, colour, 0.42 + light * 0.5), white, light ** 3 * 0.3),
            0.9,
          );
          context.beginPath();
          for (let column = 0; column <= columns; column += 1)
            context.lineTo((column / columns) * width, edgeAt(column, fold));
          for (let column = columns; column >= 0; column -= 1)
            context.lineTo((column / columns) * width, edgeAt(column, fold + 1.06));
          context.fill();
        }
        context.strokeStyle = css(mix(tone(ribbon), white, 0.65), 0.8);
        context.lineWidth = height * 0.002;
        context.beginPath();
        for (let column = 0; column <= columns; column += 1)
          context.lineTo((column / columns) * width, edgeAt(column, folds));
        context.stroke();

        function edgeAt(column: number, fold: number): number {
          const [y, twist] = edges[column] ?? [0, 0];
          return y + (twist * fold) / folds;
        }
      }
      context.globalCompositeOperation = dark ? "screen" : "source-over";
    }

    function drawRings(): void {
      context.translate(width * (0.5 - view.pan * 0.02), height * 0.5);
      for (let ring = 0; ring < 30; ring += 1) {
        const share = (ring / 30 + time * 0.025) % 1;
        const radius = share ** 1.4 * width * 0.62;
        const sides = 5 + (scene.seed % 4);
        context.strokeStyle = css(mix(tone(ring), white, 0.2), Math.sin(share * Math.PI) * 0.8);
        context.lineWidth = height * 0.0012 + share * height * 0.005;
        context.beginPath();
        for (let step = 0; step <= 120; step += 1) {
          const angle = (step / 120) * Math.PI * 2 + share * 1.6 + time * 0.07;
          const bend =
            1 + Math.sin(angle * sides + time * 0.8 + ring * 0.25) * 0.13 * (1 - share * 0.4);
          const x = Math.cos(angle) * radius * bend;
          const y = Math.sin(angle) * radius * bend * 0.72;
          if (step === 0) context.moveTo(x, y);
          else context.lineTo(x, y);
        }
        context.stroke();
      }
    }
  };
};
