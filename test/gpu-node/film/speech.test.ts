import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { proceduralSpeechModel } from "../../../gpu-node/models/speech/procedural/procedural-speech-model.ts";
import { splitSentences } from "../../../gpu-node/models/speech/procedural/text/split-sentences.ts";
import { speechSampleRate } from "../../../gpu-node/models/speech/speech-model.ts";
import type { Speech } from "../../../gpu-node/models/speech/speech-model.ts";
import { findSoundStarts, measureBrightness, measurePitch } from "../../support/measure-sound.ts";

let scratchDirectory = "";
beforeAll(async () => {
  scratchDirectory = await mkdtemp(join(tmpdir(), "framefleet-speech-"));
});
afterAll(() => rm(scratchDirectory, { recursive: true, force: true }));

const { signal } = new AbortController();

function ask(text: string, speaker = "alloy", pace = 1) {
  return proceduralSpeechModel.speak({ text, speaker, pace, scratchDirectory }, signal);
}

async function speak(text: string, speaker?: string, pace?: number): Promise<Speech> {
  const outcome = await ask(text, speaker, pace);
  if (outcome.type === "unspeakable") throw new Error(outcome.reason);
  return outcome.speech;
}

test.each([
  ["In 1995 and 2007.", "in nineteen ninety five and two thousand seven"],
  [
    "It was 1,234,567 to 42.",
    "it was one million two hundred thirty four thousand five hundred sixty seven to forty two",
  ],
  [
    "Dr. Smith paid $5.50, not £1.",
    "doctor smith paid five dollars and fifty cents, not one pound",
  ],
  ["The 21st of Dec. at 10:05pm.", "the twenty first of december at ten oh five p m"],
  [
    "3.14 km at 25°C, 50% off",
    "three point one four kilometres at twenty five degrees celsius, fifty percent off",
  ],
  ["NASA & the BBC’s TV", "nasa and the b b c's t v"],
  ["A well-known café — e.g. at example.com", "a well known cafe, for example at example dot com"],
  [
    "the 1980s, 1990–1995 and -3",
    "the nineteen eighties, nineteen ninety to nineteen ninety five and minus three",
  ],
  ["He said “stop!” (twice)", "he said stop! twice"],
  ["$2.5 million over 007 days", "two point five million dollars over zero zero seven days"],
])("%s is said as people say it", (text, said) => {
  const heard = splitSentences(text)
    .flatMap(({ words, mark }) => [
      words
        .map((word) => word.said.join(" ") + (word.breath ? "," : ""))
        .join(" ")
        .replace(/,$/, ""),
      mark,
    ])
    .join("");
  expect(heard.replaceAll(/([!?])(?=\w)/g, "$1 ").replace(/[.]$/, "")).toBe(said);
});

test("words are timed where they are heard, and together are the whole text", async () => {
  const text = "Beyond the hills, birds sing.  Can you hear them? 🐦 Time stands still…";
  const { samples, words } = await speak(text);
  expect(words.map((word) => word.text).join(" ")).toBe(text.replaceAll(/\s+/g, " "));
  const starts = findSoundStarts(samples, speechSampleRate, 0.25);
  // One for each sentence.
  expect(starts).toHaveLength(3);
  for (const start of starts) {
    const nearest = Math.min(...words.map((word) => Math.abs(word.startSeconds - start)));
    expect(nearest).toBeLessThan(0.02);
  }
  for (const [index, word] of words.entries()) {
    expect(word.endSeconds).toBeGreaterThan(word.startSeconds);
    expect(word.startSeconds).toBeGreaterThanOrEqual((words[index - 1]?.endSeconds ?? 0) - 0.001);
  }
  expect(words.at(-1)?.endSeconds).toBeLessThanOrEqual(samples.length / speechSampleRate + 0.001);
});

test("every documented speaker has a voice of its own", async () => {
  const names = "alloy ash ballad coral echo fable nova onyx sage shimmer verse".split(" ");
  const voices: { pitch: number; brightness: number; seconds: number }[] = [];
  for (const name of names) {
    const { samples } = await speak("The river carries us home.", name);
    voices.push({
      pitch: measurePitch(samples, speechSampleRate),
      brightness: measureBrightness(samples, speechSampleRate),
      seconds: samples.length / speechSampleRate,
    });
  }
  for (const [index, one] of voices.entries()) {
    expect(one.pitch).toBeGreaterThan(60);
    for (const other of voices.slice(index + 1)) {
      const difference =
        Math.abs(Math.log2(one.pitch / other.pitch)) * 12 +
        Math.abs(Math.log2(one.brightness / other.brightness)) * 6 +
        Math.abs(Math.log2(one.seconds / other.seconds)) * 6;
      expect(difference).toBeGreaterThan(1.4);
    }
  }
  const pitchOf = (name: string) => voices[names.indexOf(name)]?.pitch ?? 0;
  expect(pitchOf("shimmer")).toBeGreaterThan(pitchOf("onyx") * 2);
}, 120_000);

test("names that nobody knows get voices of their own too", async () => {
  const [one, other] = [await speak("Hello there.", "marin"), await speak("Hello there.", "cedar")];
  expect(measurePitch(one.samples, speechSampleRate)).not.toBeCloseTo(
    measurePitch(other.samples, speechSampleRate),
    0,
  );
});

test("the same request always gives the same samples", async () => {
  const [one, other] = [await speak("Once more.", "verse"), await speak("Once more.", "Verse ")];
  expect(Buffer.from(one.samples.buffer).equals(Buffer.from(other.samples.buffer))).toBe(true);
  expect(one.words).toEqual(other.words);
});

test("a faster pace takes less time and keeps the pitch", async () => {
  const text = "The lighthouse has stood here for a hundred years.";
  const [usual, fast] = [await speak(text, "echo"), await speak(text, "echo", 1.4)];
  expect(fast.samples.length / usual.samples.length).toBeCloseTo(1 / 1.4, 1);
  const pitches = [usual, fast].map(({ samples }) => measurePitch(samples, speechSampleRate));
  expect((pitches[0] ?? 0) / (pitches[1] ?? 1)).toBeCloseTo(1, 0);
});

test("speech has no offset, does not clip and begins and ends softly", async () => {
  const { samples } = await speak("Quick foxes jump!", "onyx");
  const peak = samples.reduce((high, sample) => Math.max(high, Math.abs(sample)), 0);
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
  expect(peak).toBeLessThan(0.9);
  expect(Math.abs(mean)).toBeLessThan(0.002);
  expect(Math.abs(samples[0] ?? 1)).toBeLessThan(0.01);
  expect(Math.abs(samples.at(-1) ?? 1)).toBeLessThan(0.01);
});

test("a sentence without an end is spoken to its last word", async () => {
  const text = Array.from({ length: 120 }, (_, index) => `word${"abcde"[index % 5]}`).join(" ");
  const { words, samples } = await speak(text);
  expect(words).toHaveLength(120);
  expect(samples.length / speechSampleRate).toBeGreaterThan(25);
}, 60_000);

test.each(["Тихое озеро на закате", "静かな湖", "…", "🌅 🌊", "—"])(
  "%s is not spoken, and says why",
  async (text) => {
    expect(await ask(text)).toMatchObject({ type: "unspeakable", reason: /embedded|nothing/ });
  },
);

test("a foreign word in an English line is passed over, with a note", async () => {
  const { notes, words } = await speak("They call the mountain 富士山 in their language today.");
  expect(notes).toEqual(["Words in other scripts than the Latin one are not spoken."]);
  expect(words.map(({ text }) => text).join(" ")).toContain("mountain 富士山");
});
