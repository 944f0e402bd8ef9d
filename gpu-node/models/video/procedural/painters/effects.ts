import { css, fromHsl, mix, white } from "../colour.ts";
import { createNoise } from "../noise.ts";
import { glowSprite, offscreen } from "../offscreen.ts";
import type { PainterFactory } from "../painter.ts";

/** Curtains of polar light, built of soft strips whose foot follows a slow noise. */
export const createAuroraPainter: PainterFactory = (scene, size) => {
  if (!scene.features.has("aurora")) return () => {};
  const { width, height } = size;
  const noise = createNoise(scene.seed ^ 0xa0);
  const asked = scene.description.colours.length > 0;
  const foot = asked
    ? scene.palette.accent
    : mix([70, 255, 160], [60, 230, 220], scene.random("aurora")());
  const crown = asked
    ? scene.palette.secondAccent
    : mix([150, 80, 255], [240, 80, 180], scene.random("crown")());
  const strip = offscreen(36, 200, (context) => {
    for (let x = 0; x < 36; x += 1) {
      const soft = Math.sin((x / 35) * Math.PI) ** 2;
      const gradient = context.createLinearGradient(0, 0, 0, 200);
      gradient.addColorStop(0, css(crown, 0));
      gradient.addColorStop(0.45, css(mix(crown, foot, 0.3), 0.32 * soft));
      gradient.addColorStop(0.86, css(foot, 0.8 * soft));
      gradient.addColorStop(1, css(mix(foot, white, 0.3), 0));
      context.fillStyle = gradient;
      context.fillRect(x, 0, 1, 200);
    }
  });
  return (context, { seconds, view }) => {
    context.globalCompositeOperation = "lighter";
    const time = seconds * (0.7 + scene.pace * 0.3);
    for (let curtain = 0; curtain < 3; curtain += 1) {
      for (let step = 0; step < 72; step += 1) {
        const u = step / 71;
        const fold = noise.plane(u * 3.2 + curtain * 7 + time * 0.05, time * 0.09 + curtain * 3);
        const x =
          (u * 1.2 -
            0.1 +
            (noise.plane(u * 5 + curtain, time * 0.12) - 0.5) * 0.11 -
            view.pan * 0.012) *
          width;
        const base = height * (0.2 + curtain * 0.085 + fold * 0.3);
        const flicker = 0.35 + 0.65 * noise.plane(u * 17 + curtain * 3, time * 0.55);
        const tall = height * (0.26 + fold * 0.24) * (0.75 + flicker * 0.4);
        context.globalAlpha =
          flicker * Math.sin(Math.min(1, u * 1.02) * Math.PI) ** 0.5 * (0.62 - curtain * 0.13);
        context.drawImage(strip, x - width * 0.025, base - tall, width * 0.05, tall);
      }
    }
  };
};

/** A bow over the land. */
export const createRainbowPainter: PainterFactory = (scene, size) => {
  if (!scene.features.has("rainbow")) return () => {};
  const radius = size.width * 0.42;
  return (context, { seconds }) => {
    context.globalCompositeOperation = "screen";
    for (let band = 0; band < 28; band += 1) {
      context.strokeStyle = css(
        fromHsl((band / 28) * 0.78, 0.9, 0.55),
        0.32 * Math.sin((band / 27) * Math.PI) * (0.9 + 0.1 * Math.sin(seconds * 0.8)),
      );
      context.lineWidth = size.height * 0.0042;
      context.beginPath();
      context.arc(
        size.width * (1 - scene.light.x),
        size.height * scene.horizon + radius * 0.25,
        radius - band * size.height * 0.0036,
        Math.PI,
        Math.PI * 2,
      );
      context.stroke();
    }
  };
};

/** Sky lanterns, fireflies, petals or leaves: small things adrift in front of the scene. */
export const createDriftersPainter: PainterFactory = (scene, size) => {
  const { width, height } = size;
  const random = scene.random("drifters");
  const has = scene.features;
  const season = scene.description.season;
  const lanterns = has.has("lanterns") ? 46 : 0;
  const fireflies = has.has("fireflies") ? 60 : 0;
  const falling =
    has.has("petals") || has.has("leaves") || (season === "autumn" && scene.kind === "landscape")
      ? 60
      : 0;
  if (lanterns + fireflies + falling === 0) return () => {};
  const items = Array.from({ length: 70 }, () => ({
    x: random(),
    y: random(),
    depth: 0.25 + random() * 0.75,
    phase: random() * 6.3,
    tone: random(),
  }));
  const warm = glowSprite(
    40,
    "rgba(255,226,150,0.95)",
    "rgba(255,160,60,0.35)",
    "rgba(255,140,40,0)",
  );
  const firefly = glowSprite(
    32,
    "rgba(250,255,190,1)",
    "rgba(200,255,110,0.35)",
    "rgba(160,255,80,0)",
  );
  return (context, { seconds }) => {
    items.slice(0, lanterns).forEach((item) => {
      const rise = (item.y + seconds * 0.016 * (0.5 + item.depth)) % 1;
      const x = (item.x + Math.sin(seconds * 0.4 + item.phase) * 0.012) * width;
      const y = (scene.horizon * 1.08 - rise * scene.horizon * 1.1) * height;
      const tall = height * 0.045 * item.depth ** 1.6;
      context.globalCompositeOperation = "lighter";
      context.globalAlpha = 0.75 + 0.25 * Math.sin(seconds * 3 + item.phase);
      context.drawImage(warm, x - tall * 1.6, y - tall * 1.6, tall * 3.2, tall * 3.2);
      context.globalCompositeOperation = "source-over";
      context.globalAlpha = 1;
      context.fillStyle = css(mix([255, 170, 80], [255, 220, 150], item.tone));
      context.beginPath();
      context.moveTo(x - tall * 0.28, y + tall * 0.42);
      context.bezierCurveTo(
        x - tall * 0.5,
        y - tall * 0.5,
        x + tall * 0.5,
        y - tall * 0.5,
        x + tall * 0.28,
        y + tall * 0.42,
      );
      context.fill();
    });
    context.globalCompositeOperation = fireflies > 0 ? "lighter" : "source-over";
    items.slice(0, fireflies).forEach((item) => {
      const x =
        (item.x +
          Math.sin(seconds * 0.5 + item.phase) * 0.03 +
          Math.sin(seconds * 1.3 + item.phase * 3) * 0.008) *
        width;
      const y = (0.5 + item.y * 0.48 + Math.cos(seconds * 0.6 + item.phase * 2) * 0.03) * height;
      const radius = height * 0.02 * item.depth;
      context.globalAlpha = Math.max(0, Math.sin(seconds * 1.6 + item.phase)) * 0.9 + 0.08;
      context.drawImage(firefly, x - radius, y - radius, radius * 2, radius * 2);
    });
    context.globalAlpha = 1;
    context.globalCompositeOperation = "source-over";
    const petals = has.has("petals") || season === "spring";
    items.slice(0, falling).forEach((item) => {
      const fall = (item.y + seconds * 0.055 * (0.5 + item.depth)) % 1.1;
      const x =
        (((item.x +
          scene.direction * fall * 0.24 +
          Math.sin(seconds * 0.9 + item.phase) * 0.025 +
          1) %
          1.1) -
          0.05) *
        width;
      const leaf = petals
        ? mix([255, 182, 206], [255, 226, 236], item.tone)
        : mix([206, 86, 30], [240, 178, 60], item.tone);
      context.fillStyle = css(
        mix(scene.palette.near, leaf, 0.35 + scene.palette.daylight * 0.6),
        0.92,
      );
      context.beginPath();
      context.ellipse(
        x,
        (fall - 0.05) * height,
        height * 0.009 * item.depth,
        height * 0.005 * item.depth * (0.3 + Math.abs(Math.sin(seconds * 2 + item.phase))),
        seconds * 1.4 + item.phase,
        0,
        Math.PI * 2,
      );
      context.fill();
    });
  };
};
