import { css, mix, white } from "../colour.ts";
import { offscreen } from "../offscreen.ts";
import type { PainterFactory } from "../painter.ts";

/** Water or wet ground that mirrors what was drawn before it, broken into moving ripples. */
export const createWaterPainter: PainterFactory = (scene, size) => {
  const { width, height } = size;
  const { palette, surface } = scene;
  const top = Math.round(height * scene.horizon);
  const depth = height - top;
  const isSea = surface === "sea" || surface === "beach";
  const isStreet = surface === "street";
  const half = { width: Math.ceil(width / 2), height: Math.ceil(depth / 2) };
  const mirror = offscreen(half.width, half.height, () => {});
  const mirrorContext = mirror.getContext("2d");
  const deep = isStreet
    ? mix(palette.near, palette.skyTop, 0.25)
    : mix(mix(palette.skyTop, [14, 72, 96], 0.35 * palette.daylight + 0.1), palette.near, 0.32);
  const veil = offscreen(width, depth, (context) => {
    const gradient = context.createLinearGradient(0, 0, 0, depth);
    const strength = isStreet ? 0.5 : isSea ? 0.42 : 0.12;
    gradient.addColorStop(0, css(mix(palette.haze, palette.glow, 0.4), isSea ? 0.5 : 0.16));
    gradient.addColorStop(0.12, css(mix(palette.haze, deep, 0.4), strength * 0.6));
    gradient.addColorStop(0.5, css(deep, strength + 0.14));
    gradient.addColorStop(1, css(mix(deep, palette.near, 0.35), strength + 0.4));
    context.fillStyle = gradient;
    context.fillRect(0, 0, width, depth);
  });
  const random = scene.random("ripples");
  const rippleCount = isStreet ? 60 : isSea ? 150 : 110;
  const ripples = Array.from({ length: rippleCount }, () => ({
    x: random(),
    row: random() ** 1.7,
    speed: 0.3 + random(),
    phase: random() * 6.3,
    length: 0.5 + random(),
  }));
  const glints = Array.from({ length: scene.light.visible ? 90 : 0 }, () => ({
    x: random() - 0.5,
    row: random() ** 1.3,
    phase: random() * 6.3,
    speed: 1.5 + random() * 3,
  }));
  const rings = Array.from({ length: Math.round(scene.rain * 70) }, () => ({
    x: random(),
    row: random(),
    phase: random(),
    pace: 1 + random() * 0.8,
  }));
  const stormy = isSea && scene.lightning;
  const crest = css(mix(palette.cloudLight, white, 0.45));
  const rough = isSea ? 1.5 + scene.rain : isStreet ? 0.8 : 0.7 + scene.wind * 0.5;
  return (context, { seconds, view }) => {
    const time = seconds * (0.6 + scene.pace * 0.4);
    mirrorContext.setTransform(1, 0, 0, -1, 0, half.height);
    mirrorContext.drawImage(
      context.canvas,
      0,
      top - depth,
      width,
      depth,
      0,
      0,
      half.width,
      half.height,
    );
    // The eye looks down at steeper angles nearer by: strips get taller, shifts wider.
    let row = 0;
    while (row < half.height) {
      const share = row / half.height;
      const strip = Math.max(1, Math.round(1.4 + share * 4.4));
      const shift =
        Math.sin(row * 0.55 - time * 2.2) * (0.4 + share * 5) +
        Math.sin(row * 0.21 + time * 1.3) * share * 4;
      const x = shift * rough * (height / 720);
      const source = Math.min(
        half.height - strip,
        Math.max(0, row + Math.sin(row * 0.4 + time * 1.7) * share * 2),
      );
      context.drawImage(
        mirror,
        0,
        source,
        half.width,
        strip,
        x - 12,
        top + row * 2,
        width + 24,
        strip * 2 + 1,
      );
      row += strip;
    }
    context.drawImage(veil, 0, top);
    drawRipples(time, view.pan);
    if (isSea) drawSwell(time, view.pan);
    drawGlints(time, view.pan);
    if (scene.rain > 0) drawRings(seconds);

    function drawRings(at: number): void {
      context.strokeStyle = css(mix(palette.cloudLight, white, 0.35), 0.3);
      context.lineWidth = Math.max(0.7, height * 0.0014);
      for (const ring of rings) {
        const age = (at * ring.pace + ring.phase) % 1;
        const hop = Math.floor(at * ring.pace + ring.phase);
        // Every drop falls somewhere else: the count of its falls moves it.
        const x = ((ring.x + hop * 0.381) % 1) * width;
        const row = (ring.row + hop * 0.618) % 1;
        const radius = height * (0.004 + row * 0.03) * (0.2 + age);
        context.globalAlpha = 1 - age;
        context.beginPath();
        context.ellipse(x, top + 4 + row ** 1.5 * depth, radius, radius * 0.28, 0, 0, Math.PI * 2);
        context.stroke();
      }
      context.globalAlpha = 1;
    }

    function drawRipples(at: number, pan: number): void {
      for (const [tone, alpha] of [
        [mix(palette.glow, white, 0.2), 0.2],
        [palette.near, 0.13],
      ] as const) {
        context.fillStyle = css(tone, alpha * (isStreet ? 0.5 : 1));
        context.beginPath();
        for (const ripple of ripples) {
          if (ripple.phase > 3.15 === (tone === palette.near)) continue;
          const y = top + 2 + ripple.row * depth;
          const scale = 0.15 + ripple.row;
          const length =
            width *
            0.035 *
            scale *
            ripple.length *
            (0.75 + 0.25 * Math.sin(at * ripple.speed * 2 + ripple.phase));
          const travel =
            (ripple.x + at * 0.012 * ripple.speed * scene.direction - pan * 0.09 * scale + 10) %
            1.1;
          const thickness = Math.max(
            0.5,
            height * 0.0013 * scale * (1 + Math.sin(at * 1.7 + ripple.phase)),
          );
          context.ellipse(travel * width - width * 0.05, y, length, thickness, 0, 0, Math.PI * 2);
          context.closePath();
        }
        context.fill();
      }
    }

    function drawSwell(at: number, pan: number): void {
      const bands = surface === "beach" ? 4 : 5;
      for (let band = 0; band < bands; band += 1) {
        const share = ((band + at * 0.12) % bands) / bands;
        const y = top + share ** 1.8 * depth * (surface === "beach" ? 0.62 : 1.05);
        const amplitude =
          height * (stormy ? 0.026 : 0.016) * share * (0.7 + scene.wind * 0.6 + scene.rain);
        const fade = Math.sin(Math.min(1, share * 1.02) * Math.PI) ** 0.6;
        context.beginPath();
        context.moveTo(-10, y + amplitude * 4);
        for (let x = -10; x <= width + 30; x += width / 60) {
          const u = (x + pan * width * 0.09 * share) / width;
          const swell =
            Math.sin(u * (9 - share * 4) + band * 2.4 + at * 0.7) +
            Math.sin(u * (21 - share * 8) - at * 1.1 + band * 5) * 0.4;
          context.lineTo(x, y - swell * amplitude);
        }
        context.lineTo(width + 30, y + amplitude * 4);
        context.closePath();
        const gradient = context.createLinearGradient(0, y - amplitude * 1.4, 0, y + amplitude * 4);
        gradient.addColorStop(
          0,
          css(
            mix(palette.skyLow, mix(deep, [80, 190, 190], palette.daylight * 0.5), 0.55),
            0.5 * fade,
          ),
        );
        gradient.addColorStop(0.25, css(deep, 0.42 * fade));
        gradient.addColorStop(1, css(deep, 0));
        context.fillStyle = gradient;
        context.fill();
        if (stormy) drawCrests(at, pan, band, y, share, amplitude, fade);
      }
    }

    function drawCrests(
      at: number,
      pan: number,
      band: number,
      y: number,
      share: number,
      amplitude: number,
      fade: number,
    ): void {
      context.strokeStyle = crest;
      context.lineCap = "round";
      context.lineJoin = "round";
      for (let cap = 0; cap < 7; cap += 1) {
        const foam = Math.sin(at * 0.9 + cap * 2.4 + band * 1.7);
        if (foam <= 0) continue;
        const u = ((cap * 0.618 + band * 0.37 + at * 0.012 * scene.direction + 10) % 1.1) - 0.05;
        const half = 0.012 + share * 0.035;
        context.globalAlpha = foam * fade * 0.55;
        context.lineWidth = height * (0.0015 + share * 0.005) * foam;
        context.beginPath();
        for (let step = -4; step <= 4; step += 1) {
          const at01 = u + (step / 4) * half + pan * 0.09 * share;
          const swell =
            Math.sin(at01 * (9 - share * 4) + band * 2.4 + at * 0.7) +
            Math.sin(at01 * (21 - share * 8) - at * 1.1 + band * 5) * 0.4;
          context.lineTo((u + (step / 4) * half) * width, y - swell * amplitude);
        }
        context.stroke();
      }
      context.globalAlpha = 1;
    }

    function drawGlints(at: number, pan: number): void {
      const centre = scene.light.x * width - pan * width * 0.006;
      context.save();
      context.globalCompositeOperation = "lighter";
      for (const glint of glints) {
        const shine = Math.sin(at * glint.speed + glint.phase);
        if (shine <= 0) continue;
        const spread = width * (0.035 + glint.row * 0.16);
        context.fillStyle = css(
          palette.light,
          shine * (scene.light.kind === "moon" ? 0.28 : 0.42) * (1 - Math.abs(glint.x)),
        );
        context.beginPath();
        context.ellipse(
          centre + glint.x * spread * 1.6,
          top + 2 + glint.row * depth,
          height * (0.006 + glint.row * 0.024),
          height * (0.0009 + glint.row * 0.002),
          0,
          0,
          Math.PI * 2,
        );
        context.fill();
      }
      context.restore();
    }
  };
};
