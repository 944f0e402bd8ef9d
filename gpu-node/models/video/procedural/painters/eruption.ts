import type { SKRSContext2D } from "@napi-rs/canvas";
import { overscan } from "../camera.ts";
import { css, mix } from "../colour.ts";
import type { ComposedScene } from "../compose-scene.ts";
import type { FrameSize } from "../painter.ts";

/** A glowing plume and a fountain of embers above the crater. */
export function drawEruption(
  context: SKRSContext2D,
  scene: ComposedScene,
  size: FrameSize,
  seconds: number,
): void {
  const share = scene.light.x > 0.5 ? 0.4 : 0.6;
  const x = (share * (1 + overscan * 2) - overscan) * size.width;
  const y = size.height * (scene.horizon - 0.36);
  const unit = size.height;
  for (let puff = 0; puff < 22; puff += 1) {
    const age = (puff / 22 + seconds * 0.05) % 1;
    const sway = Math.sin(puff * 2.4 + seconds * 0.3) * 0.035 + scene.direction * age * age * 0.28;
    context.fillStyle = css(
      mix([196, 70, 34], mix([58, 48, 56], scene.palette.haze, 0.25), Math.min(1, age * 2.2)),
      0.5 * (1 - age),
    );
    context.beginPath();
    context.arc(x + sway * unit, y - age * unit * 0.36, unit * (0.03 + age * 0.1), 0, Math.PI * 2);
    context.fill();
  }
  context.save();
  context.globalCompositeOperation = "lighter";
  const reach = unit * (0.34 + Math.sin(seconds * 5) * 0.012);
  const glow = context.createRadialGradient(x, y, 0, x, y, reach);
  glow.addColorStop(0, "rgba(255,190,90,0.95)");
  glow.addColorStop(0.22, "rgba(255,92,30,0.55)");
  glow.addColorStop(1, "rgba(200,30,10,0)");
  context.fillStyle = glow;
  context.fillRect(x - reach, y - reach, reach * 2, reach * 2);
  for (let ember = 0; ember < 90; ember += 1) {
    const age = (ember * 0.618 + seconds * (0.35 + (ember % 5) * 0.05)) % 1;
    const angle = -Math.PI / 2 + (((ember * 37) % 100) / 100 - 0.5) * 1.3;
    const speed = unit * (0.22 + ((ember * 53) % 100) / 360);
    context.fillStyle = css(mix([255, 226, 130], [255, 70, 20], age), 1 - age);
    context.beginPath();
    context.arc(
      x + Math.cos(angle) * speed * age,
      y + Math.sin(angle) * speed * age + unit * 0.26 * age * age,
      unit * 0.0035 * (1.2 - age),
      0,
      Math.PI * 2,
    );
    context.fill();
  }
  context.restore();
}
