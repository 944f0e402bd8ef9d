import { mkdir, writeFile } from "node:fs/promises";
import { createCanvas, ImageData } from "@napi-rs/canvas";
import { createProceduralScene } from "../gpu-node/models/video/procedural/create-procedural-scene.ts";

/** Draws one frame of each of 24 prompts into docs/images/contact-sheet.png. */
const prompts = [
  "A mountain lake at sunrise, mist over still water",
  "Neon cyberpunk city at night in the rain",
  "A red sailboat on the ocean at sunset",
  "Three hot air balloons over rolling hills, golden hour",
  "Aurora over a snowy forest under the stars",
  "Saturn and its rings in deep space",
  "Coral reef underwater with a school of orange fish",
  "A lone tree in autumn, falling leaves",
  "Horses crossing desert dunes at dusk",
  "A lighthouse in a thunderstorm at night",
  "Cherry blossom temple in spring, petals in the wind",
  "A tropical beach with palm trees at noon",
  "Red rock canyon, eagle soaring, clear sky",
  "A dragon flying above the clouds at sunset",
  "Foggy pine forest at dawn, a deer",
  "Fireworks over the city skyline by the river",
  "A purple lavender field with a windmill, summer morning",
  "Spiral galaxy, slow zoom in",
  "Volcano erupting at night, red sky",
  "A medieval castle in the mountains, winter, snowfall",
  "Astronaut drifting past a blue nebula",
  "A green sports car on a desert road, afternoon",
  "Abstract flowing ribbons in teal and coral",
  "Jellyfish glowing in the deep sea",
];
const columns = 4;
const tile = { width: 480, height: 270, caption: 26 };
const rows = Math.ceil(prompts.length / columns);
const sheet = createCanvas(columns * tile.width, rows * (tile.height + tile.caption));
const context = sheet.getContext("2d");
context.fillStyle = "#101218";
context.fillRect(0, 0, sheet.width, sheet.height);
context.font = "15px sans-serif";
context.textBaseline = "middle";
for (const [index, prompt] of prompts.entries()) {
  const scene = createProceduralScene({
    prompt,
    width: 960,
    height: 540,
    framesPerSecond: 25,
    durationSeconds: 6,
  });
  const frame = createCanvas(960, 540);
  frame
    .getContext("2d")
    .putImageData(new ImageData(new Uint8ClampedArray(scene.drawFrame(52)), 960, 540), 0, 0);
  const x = (index % columns) * tile.width;
  const y = Math.floor(index / columns) * (tile.height + tile.caption);
  context.imageSmoothingQuality = "high";
  context.drawImage(frame, x, y, tile.width, tile.height);
  context.fillStyle = "#d9dce4";
  context.fillText(prompt, x + 8, y + tile.height + tile.caption / 2, tile.width - 16);
}
const target = new URL("../docs/images/contact-sheet.png", import.meta.url);
await mkdir(new URL(".", target), { recursive: true });
// A README picture should load at once: the largest of these that is small enough.
for (const share of [1, 0.85, 0.75, 0.66, 0.6, 0.56, 0.52, 0.48]) {
  const reduced = createCanvas(Math.round(sheet.width * share), Math.round(sheet.height * share));
  const reducedContext = reduced.getContext("2d");
  reducedContext.imageSmoothingQuality = "high";
  reducedContext.drawImage(sheet, 0, 0, reduced.width, reduced.height);
  const encoded = await reduced.encode("png");
  await writeFile(target, encoded);
  if (encoded.byteLength < 1_500_000) break;
}
