import { mkdir, open, rm } from "node:fs/promises";
import path from "node:path";
import { createCanvas, loadImage } from "@napi-rs/canvas";
import type { VideoEncoding } from "#contracts/template.ts";
import { encodeVideo } from "../gpu-node/media/encode-video.ts";
import { I420Converter } from "../gpu-node/media/i420/i420-converter.ts";
import { videoEncodingSettings } from "../gpu-node/media/video-encoding-settings.ts";
import { countFrames } from "../gpu-node/template/document/lottie-document.ts";
import { planFrames } from "../gpu-node/template/engine/plan-frames.ts";
import { drawTemplate, openTemplate } from "../gpu-node/template/engine/template-pictures.ts";
import { openEntry } from "./support/load-corpus.ts";
import { documentForBrowser, LottieBrowser } from "./support/lottie-page.ts";

/*
 * One animation in a process of its own, so that memory is its own too: the frames are drawn into
 * a file, then encoded from there, then drawn and encoded as a task does it.
 */

export interface ChildRequest {
  readonly id: string;
  readonly folder: string;
  readonly workDirectory: string;
  readonly frames: number;
  readonly rounds: number;
  /** Frames that Chromium draws; 0 for none. */
  readonly browserFrames: number;
  /** Pictures of one long render, which takes the frames again and again; 0 for none. */
  readonly longFrames: number;
  readonly threads: number;
}

/** What a pass took: time, and time of all processors together. */
export interface Spent {
  readonly seconds: number;
  readonly processorSeconds: number;
}

export interface ChildAnswer {
  readonly frameCount: number;
  /** Pictures that are the one before, as a share. */
  readonly repeatedShare: number;
  /** Seconds of each round. */
  readonly whole: readonly Spent[];
  readonly encode: readonly Spent[];
  /** Null where it was not asked, or cannot draw the animation. */
  readonly browserFramesPerSecond: number | null;
  /** Highest resident memory while drawing and encoding. */
  readonly memoryMebibytes: number;
}

/** What the long render took. */
export interface LongAnswer {
  /** Highest resident memory in the first third and in the last. */
  readonly memoryThirds: readonly [number, number];
}

const [width, height] = [1920, 1080];
const encoding: VideoEncoding = {
  codec: "h264",
  bitsPerSecond: 8_000_000,
  rateControl: "vbr",
  preset: 3,
};

process.once("message", (request) => {
  const asked = request as ChildRequest;
  void (asked.longFrames > 0 ? measureLong(asked) : measure(asked)).then(
    (answer) => process.send?.({ answer }, () => process.exit(0)),
    (error: unknown) => process.send?.({ error: String(error) }, () => process.exit(1)),
  );
});

async function measure(request: ChildRequest): Promise<ChildAnswer> {
  const { workDirectory, rounds } = request;
  const { template, document, plan } = await openPlanned(request);
  const signal = new AbortController().signal;
  let opened = 0;
  const pictures = () => ({
    ...template,
    document: structuredClone(document),
    plan,
    workDirectory: path.join(workDirectory, `round-${(opened += 1)}`),
    signal,
  });
  const rawPath = path.join(workDirectory, "frames.yuv");
  const raw = await open(rawPath, "w+");
  for await (const planes of drawTemplate(pictures())) await raw.write(planes);
  const { changed, windows } = await openTemplate(pictures());
  await windows.close();
  const frameBytes = width * height * 1.5;
  async function* stored() {
    for (const index of plan.times.keys()) {
      const planes = Buffer.allocUnsafe(frameBytes);
      await raw.read(planes, 0, frameBytes, index * frameBytes);
      yield planes;
    }
  }
  const encodeOnly: Spent[] = [];
  const whole: Spent[] = [];
  const memory: number[] = [];
  for (let number = 0; number < rounds; number += 1) {
    encodeOnly.push(await time(request, plan, stored()));
    whole.push(await time(request, plan, watchMemory(drawTemplate(pictures()), memory)));
  }
  await raw.close();
  await rm(rawPath);
  return {
    frameCount: plan.times.length,
    repeatedShare: 1 - changed.reduce((sum, one) => sum + one, 0) / changed.length,
    whole,
    encode: encodeOnly,
    browserFramesPerSecond:
      request.browserFrames === 0 ? null : await timeBrowser(request, template).catch(() => null),
    memoryMebibytes: Math.max(...memory),
  };
}

/** Renders the animation over and over as one video. */
async function measureLong(request: ChildRequest): Promise<LongAnswer> {
  const { template, document, plan } = await openPlanned(request);
  const memory: number[] = [];
  const pictures = drawTemplate({
    ...template,
    document: structuredClone(document),
    plan: {
      ...plan,
      times: Array.from(
        { length: request.longFrames },
        (_, index) => plan.times[index % plan.times.length] ?? 0,
      ),
    },
    workDirectory: path.join(request.workDirectory, "long"),
    signal: new AbortController().signal,
  });
  await time(request, plan, watchMemory(pictures, memory));
  const third = Math.floor(memory.length / 3);
  return { memoryThirds: [Math.max(...memory.slice(0, third)), Math.max(...memory.slice(-third))] };
}

async function openPlanned(request: ChildRequest) {
  await mkdir(request.workDirectory, { recursive: true });
  const template = await openEntry(request, request.workDirectory);
  const { document } = template;
  const plan = planFrames(document, {
    frames: { start: 0, end: Math.min(countFrames(document), request.frames) },
    width,
    height,
    framesPerSecond: { numerator: Math.round(document.fr * 1000), denominator: 1000 },
  });
  return { template, document, plan };
}

/** What it takes to encode these pictures. */
async function time(
  { workDirectory, threads }: ChildRequest,
  plan: { framesPerSecond: number; frameRate: { num: number; den: number } },
  frames: AsyncIterable<Buffer>,
): Promise<Spent> {
  const { framesPerSecond, frameRate } = plan;
  const encoder = "libx264";
  const started = performance.now();
  const before = process.cpuUsage();
  await encodeVideo({
    frames,
    pixelFormat: "i420",
    width,
    height,
    framesPerSecond,
    frameRate,
    container: "mp4",
    outputPath: path.join(workDirectory, "out.mp4"),
    encoder,
    settings: videoEncodingSettings({ encoding, encoder, width, height, framesPerSecond, threads }),
  });
  const { user, system } = process.cpuUsage(before);
  const seconds = (performance.now() - started) / 1000;
  return { seconds, processorSeconds: (user + system) / 1_000_000 };
}

async function* watchMemory(frames: AsyncIterable<Buffer>, memory: number[]) {
  for await (const planes of frames) {
    memory.push(Math.round(process.memoryUsage.rss() / 1024 / 1024));
    yield planes;
  }
}

/** lottie-web in Chromium: a screenshot of each frame, decoded and encoded with the same settings. */
async function timeBrowser(
  request: ChildRequest,
  template: Awaited<ReturnType<typeof openEntry>>,
): Promise<number> {
  const browser = await LottieBrowser.open(width, height);
  try {
    await browser.load(await documentForBrowser(request, template), width, height);
    const canvas = createCanvas(width, height);
    const context = canvas.getContext("2d");
    const converter = new I420Converter(width, height);
    const count = Math.min(request.browserFrames, countFrames(template.document));
    async function* shots() {
      for (let frame = 0; frame < count; frame += 1) {
        context.drawImage(await loadImage(await browser.draw(frame, "jpeg")), 0, 0);
        yield converter.convert(canvas.data());
      }
    }
    const plan = { framesPerSecond: 30, frameRate: { num: 30, den: 1 } };
    const { seconds } = await time(request, plan, shots());
    return count / seconds;
  } finally {
    await browser.close();
  }
}
