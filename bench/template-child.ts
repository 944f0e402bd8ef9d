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
  readonly browserFramesPerSecond: number | null;
  /** Resident memory while drawing and encoding, in MiB: highest, and highest in each half. */
  readonly memoryMebibytes: number;
  readonly memoryHalves: readonly [number, number];
}

const [width, height] = [1920, 1080];
const encoding: VideoEncoding = {
  codec: "h264",
  bitsPerSecond: 8_000_000,
  rateControl: "vbr",
  preset: 3,
};

process.once("message", (request) => {
  void measure(request as ChildRequest).then(
    (answer) => process.send?.({ answer }, () => process.exit(0)),
    (error: unknown) => process.send?.({ error: String(error) }, () => process.exit(1)),
  );
});

async function measure(request: ChildRequest): Promise<ChildAnswer> {
  const { workDirectory, rounds } = request;
  await mkdir(workDirectory, { recursive: true });
  const template = await openEntry(request, workDirectory);
  const { document } = template;
  const available = countFrames(document);
  const rate = Math.round(document.fr * 1000);
  const plan = planFrames(document, {
    frames: { start: 0, end: Math.min(available, request.frames) },
    width,
    height,
    framesPerSecond: { numerator: rate, denominator: 1000 },
  });
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
  const half = Math.floor(memory.length / 2);
  return {
    frameCount: plan.times.length,
    repeatedShare: 1 - changed.reduce((sum, one) => sum + one, 0) / changed.length,
    whole,
    encode: encodeOnly,
    browserFramesPerSecond:
      request.browserFrames === 0 ? null : await timeBrowser(request, template),
    memoryMebibytes: Math.max(...memory),
    memoryHalves: [Math.max(...memory.slice(0, half)), Math.max(...memory.slice(half))],
  };
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
