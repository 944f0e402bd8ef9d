import { fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { describeMachine } from "./support/describe-machine.ts";
import { listCorpus } from "./support/load-corpus.ts";
import type { CorpusEntry } from "./support/load-corpus.ts";
import { whyNoBrowser } from "./support/lottie-page.ts";
import { median, round } from "./support/statistics.ts";
import type { ChildAnswer, ChildRequest, LongAnswer, Spent } from "./template-child.ts";

/** Measures rendering templates against encoding alone and against a browser; see README.md. */

const goals = {
  ratio: 0.6,
  /** Where 30 % of the frames repeat. */
  repeatingRatio: 0.7,
  browserRatio: 4,
  memoryMebibytes: 1024,
  /** The last third of a long render may need so much more than its first. */
  memoryGrowth: 1.15,
} as const;

const { values: options } = parseArgs({
  options: {
    corpus: { type: "string" },
    only: { type: "string" },
    frames: { type: "string", default: "120" },
    rounds: { type: "string", default: "1" },
    browser: { type: "string", default: "12" },
    long: { type: "string", default: "3000" },
    quick: { type: "boolean", default: false },
  },
});
if (options.corpus === undefined) throw new Error("Say --corpus FOLDER.");
const noBrowser = whyNoBrowser();
const threads = availableParallelism();
const folder = await mkdtemp(path.join(tmpdir(), "framefleet-template-"));
console.log(describeMachine(["node-av", "@napi-rs/canvas", "lottie-web"]));
console.log(`1920x1080, H.264 preset 3 at 8 Mbit/s, ${threads} threads, both sides`);
if (noBrowser !== null) console.log(`Not compared with Chromium: ${noBrowser}.`);
console.log("   whole  encode  ratio  repeat  Chromium  memory");

const answers: ChildAnswer[] = [];
/** Of each answer. */
const measured: CorpusEntry[] = [];
const all = await listCorpus(options.corpus, options.only);
const chosen = options.quick ? all.slice(0, 3) : all;
const failed: string[] = [];
let growth: number | null = null;
try {
  for (const entry of chosen) {
    const answer = await ask<ChildAnswer>(entry, 0);
    if (typeof answer === "string") {
      failed.push(entry.id);
      console.log(`  ${entry.id}: ${answer}`);
      continue;
    }
    answers.push(answer);
    measured.push(entry);
    console.log(`${columns(answer)}  ${entry.id}`);
  }
  if (!options.quick) growth = await measureGrowth();
} finally {
  await rm(folder, { recursive: true, force: true });
}

const ratios = answers.map(ratioOf);
const repeating = answers.filter(({ repeatedShare }) => repeatedShare >= 0.3).map(ratioOf);
const browserRatios = answers.flatMap((answer) =>
  answer.browserFramesPerSecond === null
    ? []
    : [framesPerSecond(answer, answer.whole) / answer.browserFramesPerSecond],
);
const memory = Math.max(...answers.map(({ memoryMebibytes }) => memoryMebibytes));
const holds =
  failed.length <= 0.05 * chosen.length &&
  median(ratios) >= goals.ratio &&
  (repeating.length === 0 || median(repeating) >= goals.repeatingRatio) &&
  (browserRatios.length === 0 || median(browserRatios) >= goals.browserRatio) &&
  memory < goals.memoryMebibytes &&
  (growth ?? 1) < goals.memoryGrowth;
console.log(
  `\n${JSON.stringify({
    templates: answers.length,
    failed,
    framesPerSecond: round(median(answers.map((one) => framesPerSecond(one, one.whole)))),
    encodeFramesPerSecond: round(median(answers.map((one) => framesPerSecond(one, one.encode)))),
    ratio: round(median(ratios), 3),
    processorRatio: round(median(answers.map(processorRatioOf)), 3),
    repeatingTemplates: repeating.length,
    repeatingRatio: repeating.length === 0 ? null : round(median(repeating), 3),
    chromiumRatio: browserRatios.length === 0 ? null : round(median(browserRatios)),
    browser: noBrowser ?? "compared",
    memoryMebibytes: memory,
    memoryGrowth: growth === null ? null : round(growth, 3),
    holds,
  })}`,
);
process.exitCode = holds ? 0 : 1;

function framesPerSecond({ frameCount }: ChildAnswer, passes: readonly Spent[]): number {
  return frameCount / median(passes.map(({ seconds }) => seconds));
}

/** How much of encoding's own speed is left: median over rounds, each with its neighbour. */
function ratioOf({ whole, encode }: ChildAnswer): number {
  return median(
    whole.map(({ seconds }, index) => (encode[index]?.seconds ?? Number.NaN) / seconds),
  );
}

/** The same in processor time, which other work on the machine hardly changes. */
function processorRatioOf({ whole, encode }: ChildAnswer): number {
  return median(
    whole.map(
      ({ processorSeconds }, index) =>
        (encode[index]?.processorSeconds ?? Number.NaN) / processorSeconds,
    ),
  );
}

function columns(answer: ChildAnswer): string {
  const speeds = [answer.whole, answer.encode].map((seconds) =>
    framesPerSecond(answer, seconds).toFixed(0).padStart(8),
  );
  const browser = answer.browserFramesPerSecond?.toFixed(1) ?? "-";
  const repeated = `${Math.round(answer.repeatedShare * 100)} %`;
  const ratio = ratioOf(answer).toFixed(2).padStart(7);
  const memoryText = `${answer.memoryMebibytes} MiB`;
  return `${speeds.join("")}${ratio}${repeated.padStart(8)}${browser.padStart(10)}${memoryText.padStart(10)}`;
}

/** Renders the most demanding animation of those that move for long, and watches memory. */
async function measureGrowth(): Promise<number | null> {
  const [hungriest] = answers
    .map((answer, index) => ({ answer, entry: measured[index] }))
    .filter(({ answer }) => answer.repeatedShare < 0.3)
    .toSorted((one, other) => other.answer.memoryMebibytes - one.answer.memoryMebibytes);
  if (!hungriest?.entry) return null;
  const long = await ask<LongAnswer>(hungriest.entry, Number(options.long));
  if (typeof long === "string")
    throw new Error(`the long render of ${hungriest.entry.id}: ${long}`);
  const [first, last] = long.memoryThirds;
  console.log(`${options.long} frames of ${hungriest.entry.id}: ${first} MiB, at the end ${last}`);
  return last / first;
}

/** Measures one animation in a child; answers why where it cannot. */
function ask<Answer>(entry: CorpusEntry, longFrames: number): Promise<Answer | string> {
  const request: ChildRequest = {
    ...entry,
    workDirectory: path.join(folder, entry.id),
    frames: options.quick ? 30 : Number(options.frames),
    rounds: options.quick ? 1 : Number(options.rounds),
    browserFrames: noBrowser === null ? Number(options.browser) : 0,
    longFrames,
    threads,
  };
  return new Promise((resolve) => {
    const child = fork(fileURLToPath(new URL("./template-child.ts", import.meta.url)), [], {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    child.once("message", (message: { answer?: Answer; error?: string }) =>
      resolve(message.answer ?? message.error ?? "no answer"),
    );
    child.once("exit", (code, signal) => resolve(`ended with ${signal ?? code}`));
    child.send(request);
  });
}
