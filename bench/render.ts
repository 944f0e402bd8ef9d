import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { encoderSettings } from "../gpu-node/media/encoder-settings.ts";
import { describeMachine } from "./support/describe-machine.ts";
import { median, round, spread } from "./support/statistics.ts";
import { type Clip, type ClipSeconds, timeClip } from "./support/time-frames.ts";

/** Measures the procedural model against encoding alone; see README.md. */

const prompts = [
  "A sunset over the mountains, waves rolling in",
  "Neon cyberpunk city at night in the rain",
  "Coral reef underwater with a school of orange fish",
  "Foggy pine forest at dawn, a deer",
  "Abstract flowing ribbons in teal and coral",
];
const sizes = [
  { name: "720p", width: 1280, height: 720 },
  { name: "1080p", width: 1920, height: 1080 },
] as const;
const framesPerSecond = 30;
const encoder = "libx264";

const { values: options } = parseArgs({
  options: { quick: { type: "boolean", default: false }, rounds: { type: "string", default: "3" } },
});
const threads = availableParallelism();
const frameCount = options.quick ? 3 : 60;
const rounds = options.quick ? 1 : Number(options.rounds);
const chosen = options.quick ? prompts.slice(0, 1) : prompts;

/** Frames per second of each way, and how much of encoding's speed drawing and encoding reach. */
type Figures = { draw: number; encode: number; together: number; ratio: number };

const folder = await mkdtemp(path.join(tmpdir(), "framefleet-bench-"));
try {
  console.log(describeMachine(["node-av", "@napi-rs/canvas"]));
  const settings = JSON.stringify(encoderSettings(encoder, threads).options);
  console.log(`encoder ${encoder} ${settings}, both sides; ${frameCount} frames a clip`);
  console.log(`${rounds} rounds of each clip; frames per second, medians\n`);
  const found = new Map<string, Figures>();
  for (const size of sizes) found.set(size.name, await measureSize(size));
  console.log(
    `\n${JSON.stringify(
      Object.fromEntries(
        [...found].map(([name, figures]) => [
          name,
          {
            drawFramesPerSecond: round(figures.draw),
            encodeFramesPerSecond: round(figures.encode),
            framesPerSecond: round(figures.together),
            ratio: round(figures.ratio, 3),
          },
        ]),
      ),
    )}`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function measureSize(size: (typeof sizes)[number]): Promise<Figures> {
  console.log(`${size.name}         draw  encode  together  ratio`);
  const all: Figures[] = [];
  for (const prompt of chosen) {
    const { width, height } = size;
    const clip = { prompt, width, height, framesPerSecond, frameCount, encoder, threads };
    const figures = await measureClip(clip);
    all.push(figures);
    console.log(`  ${columns(figures)}  ${prompt}`);
  }
  const middle = medians(all);
  console.log(`  ${columns(middle)}  median`);
  return middle;
}

async function measureClip(clip: Clip): Promise<Figures> {
  // The first pass compiles and fills caches; what it took says nothing.
  await timeClip({ ...clip, frameCount: Math.min(6, clip.frameCount) }, folder);
  const seconds: ClipSeconds[] = [];
  for (let number = 0; number < rounds; number += 1) seconds.push(await timeClip(clip, folder));
  const noise = spread(seconds.map((one) => one.together)) / 2;
  if (noise > 0.15) console.log(`  (± ${(noise * 100).toFixed(0)} % between rounds)`);
  return medians(
    seconds.map(({ draw, encode, together }) => ({
      draw: clip.frameCount / draw,
      encode: clip.frameCount / encode,
      together: clip.frameCount / together,
      ratio: encode / together,
    })),
  );
}

function medians(figures: readonly Figures[]): Figures {
  return {
    draw: median(figures.map((one) => one.draw)),
    encode: median(figures.map((one) => one.encode)),
    together: median(figures.map((one) => one.together)),
    ratio: median(figures.map((one) => one.ratio)),
  };
}

function columns({ draw, encode, together, ratio }: Figures): string {
  const [first, second, third] = [draw, encode, together].map((one) => one.toFixed(0));
  return `${first?.padStart(15)}${second?.padStart(8)}${third?.padStart(10)}${ratio.toFixed(2).padStart(7)}`;
}
