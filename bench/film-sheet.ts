import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createCanvas, ImageData } from "@napi-rs/canvas";
import { hashText } from "#contracts/prompt/hash-text.ts";
import { decodePlanes } from "../gpu-node/media/decode-planes.ts";
import { assembleFilm } from "../gpu-node/tasks/film/assemble-film.ts";
import { renderScene } from "../gpu-node/tasks/film/render-scene.ts";
import type { TaskFile } from "../gpu-node/tasks/task-run.ts";

/*
 * Renders a film of a few lines, one scene each, and a sheet with one frame of every two seconds:
 *   npm run film-sheet -- --out /tmp/film --size 720x1280 --speaker onyx "First line" "Second line"
 * A line may be "what is said | what is seen".
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: "string", default: join(tmpdir(), "framefleet-film-sheet") },
    size: { type: "string", default: "1280x720" },
    speaker: { type: "string", default: "alloy" },
    music: { type: "string" },
    seconds: { type: "string" },
    moving: { type: "boolean", default: false },
    seed: { type: "string", default: "1" },
  },
});
const lines =
  positionals.length > 0
    ? positionals
    : [
        "The day ends at the lake, and everything grows quiet. | A calm lake at sunset with mountains, birds crossing the sky",
        "Far away, in the city that never sleeps, ten thousand lights begin to glow in the dark. | Neon city skyline at night in the rain",
        "And above it all the aurora dances, as it has done for 4,000 years. | Aurora over a snowy forest under the stars",
      ];
const [width = 1280, height = 720] = values.size.split("x").map(Number);
const framesPerSecond = 25;
const seed = Number(values.seed);
const signal = new AbortController().signal;
const started = process.cpuUsage();
const files: TaskFile[] = [];
const scripts = lines.map((line) => {
  const [said = line, seen = said] = line.split("|").map((part) => part.trim());
  return { said, seen };
});
for (const [scene, { said, seen }] of scripts.entries()) {
  const workDirectory = join(values.out, `scene-${scene}`);
  await mkdir(workDirectory, { recursive: true });
  const { outputs, facts } = await renderScene(
    {
      narration: said,
      imagePrompt: seen,
      imageModel: "procedural",
      videoModel: values.moving ? "procedural" : null,
      voice: { model: "procedural", speaker: values.speaker },
      camera: null,
      durationSeconds: null,
      width,
      height,
      framesPerSecond,
      seed: (seed ^ hashText(seen)) >>> 0,
    },
    { workDirectory, threads: 2, signal, onProgress: () => {} },
  );
  console.log(`scene ${scene}: ${facts.durationSeconds} s`, ...facts.notes);
  for (const { name, path, contentType } of outputs) {
    const role =
      name === "video"
        ? "scene-video"
        : name === "speech"
          ? "scene-speech"
          : name === "scene-facts"
            ? name
            : undefined;
    if (role !== undefined) files.push({ role, scene, contentType, path });
  }
}
const { outputs, facts } = await assembleFilm(
  {
    captions: scripts.map(({ said }) => said),
    burnCaptions: true,
    crossFadeSeconds: 0.6,
    targetSeconds: values.seconds === undefined ? null : Number(values.seconds),
    musicPrompt: values.music ?? scripts.map(({ seen }) => seen).join(". "),
    title: scripts[0]?.said ?? "Film",
    width,
    height,
    framesPerSecond,
    seed,
  },
  {
    workDirectory: values.out,
    encoder: undefined,
    allowsLoopback: false,
    threads: 2,
    files,
    signal,
    onProgress: ({ message }) => message !== undefined && console.log(message),
  },
);
const { user, system } = process.cpuUsage(started);
console.log(
  `${facts.durationSeconds} s of film in ${((user + system) / 1e6).toFixed(1)} s of processor time`,
  ...facts.notes,
);
const film = outputs.find(({ name }) => name === "video")?.path ?? "";
console.log(film, await writeSheet(film));

/** One frame of every two seconds, side by side. */
async function writeSheet(path: string): Promise<string> {
  const columns = width > height ? 4 : 7;
  const tile = { width: width > height ? 480 : 270, height: 0 };
  tile.height = Math.round((tile.width * height) / width / 2) * 2;
  const count = Math.ceil(facts.durationSeconds / 2);
  const sheet = createCanvas(columns * tile.width, Math.ceil(count / columns) * tile.height);
  const context = sheet.getContext("2d");
  let index = 0;
  for await (const planes of decodePlanes(path, tile, signal)) {
    const place = index / (framesPerSecond * 2);
    index += 1;
    if (!Number.isInteger(place)) continue;
    const pixels = toPixels(planes, tile.width, tile.height);
    const x = (place % columns) * tile.width;
    const y = Math.floor(place / columns) * tile.height;
    context.putImageData(new ImageData(pixels, tile.width, tile.height), x, y);
  }
  const target = join(values.out, "sheet.png");
  await writeFile(target, await sheet.encode("png"));
  return target;
}

function toPixels(planes: Buffer, columns: number, rows: number): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(columns * rows * 4);
  for (let index = 0; index < columns * rows; index += 1) {
    const row = Math.floor(index / columns);
    const at = columns * rows + (row >> 1) * (columns / 2) + ((index % columns) >> 1);
    const luma = (((planes[index] ?? 0) - 16) * 255) / 219;
    const blue = (((planes[at] ?? 0) - 128) * 255) / 224;
    const red = (((planes[at + (columns * rows) / 4] ?? 0) - 128) * 255) / 224;
    pixels[index * 4] = luma + 1.5748 * red;
    pixels[index * 4 + 1] = luma - 0.1873 * blue - 0.4681 * red;
    pixels[index * 4 + 2] = luma + 1.8556 * blue;
    pixels[index * 4 + 3] = 255;
  }
  return pixels;
}
