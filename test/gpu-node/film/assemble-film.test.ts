import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { FilmFacts } from "#contracts/film.ts";
import { probeMedia } from "../../../gpu-node/media/probe-media.ts";
import { readWav } from "../../../gpu-node/media/wav.ts";
import type { AssembledFilm } from "../../../gpu-node/tasks/film/assemble-film.ts";
import type { RenderedScene } from "../../../gpu-node/tasks/film/render-scene.ts";
import { decodePictures, decodeSound } from "../../support/decode-media.ts";
import { findSoundStarts, measureFilm } from "../../support/measure-sound.ts";
import { FilmHarness, pathOf } from "./film-harness.ts";

const harness = new FilmHarness();
const lines = [
  "The harbour wakes before the sun. Ropes creak, gulls argue, and one small boat slips out to the open sea.",
  "By noon the nets are full.",
  "静かな夜が来る。",
];
let scenes: RenderedScene[] = [];
let film: AssembledFilm;

beforeAll(async () => {
  const prompts = ["A boat on the sea at dawn", "The sea at noon", "Stars over the sea"];
  scenes = [];
  for (const [index, narration] of lines.entries())
    scenes.push(await harness.scene({ narration, imagePrompt: prompts[index] ?? "" }));
  film = await harness.film(scenes, { captions: lines });
}, 120_000);
afterAll(() => harness.stop());

test("a film has the size, length and streams it should", async () => {
  const media = await probeMedia(pathOf(film, "video"), "mp4");
  const sum = scenes.reduce((total, { facts }) => total + facts.durationSeconds, 0);
  expect(media).toMatchObject({ width: 160, height: 90, videoCodec: "h264", audioCodec: "aac" });
  expect(media.durationSeconds).toBeCloseTo(sum - 2 * 0.5, 1);
  expect(Math.abs(media.audioSeconds - media.durationSeconds)).toBeLessThan(0.05);
  expect(film.outputs.map(({ name }) => name)).toEqual([
    "video",
    "thumbnail",
    "captions-srt",
    "captions-vtt",
    "narration",
    "film-facts",
  ]);
  const facts = FilmFacts.parse(JSON.parse(await readFile(pathOf(film, "film-facts"), "utf8")));
  expect(facts.scenes.map(({ text }) => text)).toEqual(lines);
  expect(facts.scenes.at(-1)?.endSeconds).toBeCloseTo(media.durationSeconds, 2);
  expect(facts.models).toEqual({
    image: ["procedural"],
    video: [],
    voice: ["procedural"],
    music: "procedural",
  });
  expect(facts.notes[0]).toMatch(/not spoken/);
});

test("a film is at -16 LUFS, below -1 dB of true peak and never silent", async () => {
  const { loudness, truePeak } = await measureFilm(pathOf(film, "video"));
  expect(Math.abs(loudness + 16)).toBeLessThan(1);
  expect(truePeak).toBeLessThan(-1);
  const samples = await decodeSound(pathOf(film, "video"), "mp4");
  const left = samples.filter((_, index) => index % 2 === 0);
  for (let first = 0; first + 24_000 <= left.length; first += 24_000) {
    const part = left.subarray(first, first + 24_000);
    const power = part.reduce((total, sample) => total + sample * sample, 0) / part.length;
    expect(10 * Math.log10(power)).toBeGreaterThan(-45);
  }
});

test("music makes room for speech", async () => {
  const samples = await decodeSound(pathOf(film, "video"), "mp4");
  const { samples: voice } = await readWav(pathOf(film, "narration"));
  const powerOf = (from: number, to: number) => {
    const part = samples.subarray(Math.round(from * 48_000) * 2, Math.round(to * 48_000) * 2);
    return part.reduce((total, sample) => total + sample * sample, 0) / part.length;
  };
  // The pause between the first two scenes lies under speech, the last scene has none.
  const first = scenes[0]?.facts.speech?.endSeconds ?? 0;
  const pause = powerOf(first + 0.2, first + 0.5);
  const last = film.facts.scenes[2]?.startSeconds ?? 0;
  const alone = powerOf(last + 1, last + 2.5);
  expect(10 * Math.log10(alone / pause)).toBeGreaterThan(5);
  expect(voice.length / 48_000).toBeCloseTo(film.facts.durationSeconds, 2);
});

test("captions begin with the words they show", async () => {
  const srt = await readFile(pathOf(film, "captions-srt"), "utf8");
  const vtt = await readFile(pathOf(film, "captions-vtt"), "utf8");
  const cues = [...vtt.matchAll(/(\d+):(\d+):([\d.]+) --> .*\n((?:.+\n)+)/g)].map((match) => ({
    startSeconds: Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]),
    text: (match[4] ?? "").trim().split("\n"),
  }));
  expect(cues.flatMap(({ text }) => text).join(" ")).toBe(lines.join(" "));
  expect(cues.every(({ text }) => text.length <= 2)).toBe(true);
  expect(srt.match(/-->/g)).toHaveLength(cues.length);
  const { samples, sampleRate } = await readWav(pathOf(film, "narration"));
  // Where somebody begins to speak after a pause, a caption begins.
  const starts = findSoundStarts(samples, sampleRate, 0.35);
  expect(starts.length).toBeGreaterThanOrEqual(3);
  for (const start of starts) {
    const nearest = Math.min(...cues.map((cue) => Math.abs(cue.startSeconds - start)));
    expect(nearest).toBeLessThan(0.2);
  }
});

test("no picture is black, none stands still, and captions are seen where they are due", async () => {
  const withCaptions = await decodePictures(pathOf(film, "video"), "mp4", 160, 90);
  const plain = await harness.film(scenes, { captions: lines, burnCaptions: false });
  const without = await decodePictures(pathOf(plain, "video"), "mp4", 160, 90);
  expect(withCaptions).toHaveLength(without.length);
  for (const [index, picture] of without.entries()) {
    expect(picture.reduce((total, value) => total + value, 0) / picture.length).toBeGreaterThan(80);
    expect(index > 0 && picture.equals(without[index - 1] ?? picture)).toBe(false);
  }
  const differenceAt = (seconds: number) => {
    const [one, other] = [withCaptions, without].map(
      (pictures) => pictures[Math.round(seconds * 12)] ?? Buffer.alloc(0),
    );
    return (one ?? Buffer.alloc(0)).reduce(
      (total, value, place) => total + Math.abs(value - (other?.[place] ?? 0)),
      0,
    );
  };
  const spokenAt = scenes[0]?.facts.speech?.startSeconds ?? 0;
  expect(differenceAt(spokenAt + 0.5)).toBeGreaterThan(differenceAt(0.1) * 4);
}, 60_000);

test.each([7, 20])("a film of %d s is asked for and made", async (targetSeconds) => {
  const short = [scenes[1], scenes[2]].filter((scene) => scene !== undefined);
  const made = await harness.film(short, { targetSeconds });
  expect(Math.abs(made.media.durationSeconds - targetSeconds)).toBeLessThanOrEqual(0.5);
});

test("a film without a cross-fade, speech or captions has music all the same", async () => {
  const silent = scenes.slice(2);
  const made = await harness.film(silent, { crossFadeSeconds: 0 });
  const { loudness } = await measureFilm(pathOf(made, "video"));
  expect(Math.abs(loudness + 16)).toBeLessThan(1);
  expect(await readFile(pathOf(made, "captions-vtt"), "utf8")).toBe("WEBVTT\n");
});

test("a scene that is missing is told by its number", async () => {
  await expect(harness.film(scenes.slice(0, 1), { captions: [null, null] })).rejects.toMatchObject({
    code: "invalid-input",
    message: "Scene 2 is not finished.",
  });
});
