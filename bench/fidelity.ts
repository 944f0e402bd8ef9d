import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { createCanvas, loadImage } from "@napi-rs/canvas";
import { countFrames } from "../gpu-node/template/document/lottie-document.ts";
import { openTemplate } from "../gpu-node/template/engine/template-pictures.ts";
import type { LoadedTemplate } from "../gpu-node/template/load-template.ts";
import { describeMachine } from "./support/describe-machine.ts";
import { listCorpus, openEntry } from "./support/load-corpus.ts";
import type { CorpusEntry } from "./support/load-corpus.ts";
import { documentForBrowser, LottieBrowser, whyNoBrowser } from "./support/lottie-page.ts";
import { measureSsim } from "./support/measure-ssim.ts";
import { median, round } from "./support/statistics.ts";

/** Compares the template engine with lottie-web, frame by frame; see README.md. */

const goals = { medianSsim: 0.996, renderedShare: 0.95 };
const longestSide = 720;

const { values: options } = parseArgs({
  options: {
    corpus: { type: "string" },
    only: { type: "string" },
    frames: { type: "string", default: "8" },
    page: { type: "string", default: path.join(tmpdir(), "framefleet-fidelity.html") },
  },
});
if (options.corpus === undefined) throw new Error("Say --corpus FOLDER.");
const framesOfEach = Number(options.frames);

interface Comparison {
  readonly id: string;
  /** Of the worst frame; null where nothing could be compared. */
  readonly ssim: number | null;
  readonly frame: number;
  readonly note: string;
  readonly pictures: readonly string[];
}

console.log(describeMachine(["@napi-rs/canvas", "lottie-web", "playwright-core"]));
const noBrowser = whyNoBrowser();
if (noBrowser !== null) console.log(`Not compared with lottie-web: ${noBrowser}.`);
const browser = noBrowser === null ? await LottieBrowser.open(longestSide, longestSide) : null;
const folder = await mkdtemp(path.join(tmpdir(), "framefleet-fidelity-"));
const corpus = await listCorpus(options.corpus, options.only);
const comparisons: Comparison[] = [];
let rendered = 0;
try {
  for (const entry of corpus) {
    const comparison = await compare(entry);
    comparisons.push(comparison);
    const figure = comparison.ssim === null ? "-" : comparison.ssim.toFixed(4);
    console.log(`${figure.padStart(7)}  ${entry.id}  ${comparison.note}`);
  }
} finally {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
}
await writeFile(options.page, toPage(comparisons));
const figures = comparisons.flatMap(({ ssim }) => (ssim === null ? [] : [ssim]));
const medianSsim = figures.length === 0 ? null : median(figures);
const renderedShare = rendered / Math.max(1, corpus.length);
const holds =
  renderedShare >= goals.renderedShare && (medianSsim === null || medianSsim >= goals.medianSsim);
console.log(`\nSide by side: ${options.page}`);
console.log(
  JSON.stringify({
    templates: corpus.length,
    renderedShare: round(renderedShare, 3),
    compared: figures.length,
    medianWorstSsim: medianSsim === null ? null : round(medianSsim, 4),
    above99: figures.filter((figure) => figure >= 0.99).length,
    browser: noBrowser ?? "compared",
    holds,
  }),
);
process.exitCode = holds ? 0 : 1;

async function compare(entry: CorpusEntry): Promise<Comparison> {
  const nothing = { id: entry.id, ssim: null, frame: 0, pictures: [] };
  try {
    const work = await mkdtemp(path.join(folder, "work-"));
    const template = await openEntry(entry, work);
    const own = await drawOwn(template, work);
    rendered += 1;
    if (browser === null) return { ...nothing, note: "drawn" };
    const { width, height } = own;
    await browser.load(await documentForBrowser(entry, template), width, height);
    let worst: Comparison | null = null;
    for (const { frame, pixels } of own.pictures) {
      const shot = await loadImage(await browser.draw(frame));
      const canvas = createCanvas(width, height);
      canvas.getContext("2d").drawImage(shot, 0, 0, width, height);
      const ssim = measureSsim(pixels, canvas.data(), width, height);
      if (worst?.ssim !== undefined && worst.ssim !== null && worst.ssim <= ssim) continue;
      const mine = createCanvas(width, height);
      const image = mine.getContext("2d").createImageData(width, height);
      image.data.set(pixels);
      mine.getContext("2d").putImageData(image, 0, 0);
      const pictures = [mine, canvas].map((one) => one.toDataURL("image/jpeg", 80));
      worst = { id: entry.id, ssim, frame, note: `frame ${frame}`, pictures };
    }
    return worst ?? { ...nothing, note: "no frames" };
  } catch (error) {
    return {
      ...nothing,
      note: error instanceof Error ? (error.message.split("\n")[0] ?? "") : "?",
    };
  }
}

async function drawOwn(template: LoadedTemplate, workDirectory: string) {
  const { w, h } = template.document;
  const share = Math.min(1, longestSide / Math.max(w, h));
  const [width, height] = [w, h].map((side) => Math.max(2, 2 * Math.round((side * share) / 2)));
  if (width === undefined || height === undefined) throw new Error("The template has no size.");
  const count = countFrames(template.document);
  const frames = [
    ...new Set(
      Array.from({ length: framesOfEach }, (_, index) =>
        Math.floor(((index + 0.5) / framesOfEach) * count),
      ),
    ),
  ];
  const plan = {
    times: frames,
    frameRate: { num: 30, den: 1 },
    framesPerSecond: 30,
    durationSeconds: frames.length / 30,
    width,
    height,
  };
  const signal = new AbortController().signal;
  const document = structuredClone(template.document);
  const opened = await openTemplate({ ...template, document, plan, workDirectory, signal });
  const pictures: { frame: number; pixels: Buffer }[] = [];
  for (const [index, frame] of frames.entries()) {
    await opened.windows.enter(index);
    opened.stage.draw(frame);
    pictures.push({ frame, pixels: opened.stage.readPixels() });
  }
  await opened.windows.close();
  return { width, height, pictures };
}

function toPage(all: readonly Comparison[]): string {
  const rows = all
    .toSorted((one, other) => (one.ssim ?? 2) - (other.ssim ?? 2))
    .map(
      ({ id, ssim, note, pictures }) =>
        `<tr><td>${escapeHtml(id)}<br>${ssim?.toFixed(4) ?? "-"}<br>${escapeHtml(note)}</td>` +
        `${pictures.map((source) => `<td><img src="${source}"></td>`).join("")}</tr>`,
    );
  return (
    "<!doctype html><meta charset=utf-8><title>Framefleet and lottie-web</title>" +
    "<style>body{font:14px sans-serif}img{max-width:480px;border:1px solid #ccc}td{vertical-align:top}</style>" +
    `<table><tr><th>Worst frame</th><th>Framefleet</th><th>lottie-web</th></tr>${rows.join("")}</table>`
  );
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
