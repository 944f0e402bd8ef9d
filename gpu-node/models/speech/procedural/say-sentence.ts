import { rm } from "node:fs/promises";
import { join } from "node:path";
import { resample } from "../../../media/resample.ts";
import { readWav } from "../../../media/wav.ts";
import { speechSampleRate } from "../speech-model.ts";
import type { SpeechRequest, SpokenWord } from "../speech-model.ts";
import { alignPhones, parsePhones, pausePhone } from "./align-phones.ts";
import type { Phone } from "./align-phones.ts";
import type { Speaker } from "./choose-speaker.ts";
import { runFlite } from "./run-flite.ts";
import type { Sentence } from "./text/split-sentences.ts";

/** The engine's fastest voice, asked only how words are pronounced. */
const pronouncingVoice = "kal16";
const marginSeconds = 0.012;
const fadeSeconds = 0.006;

/** A sentence alone: its sound at `speechSampleRate`, its words from the first sample. */
export interface SpokenSentence {
  readonly samples: Float32Array;
  readonly words: readonly SpokenWord[];
}

/** Speaks one sentence; null when the engine found nothing to say in it. */
export async function saySentence(
  sentence: Sentence,
  speaker: Speaker,
  { pace, scratchDirectory }: SpeechRequest,
): Promise<SpokenSentence | null> {
  const text = sentence.words
    .map(({ said, breath }) => said.join(" ") + (breath ? "," : ""))
    .join(" ")
    .replace(/,?$/, sentence.mark);
  const features = {
    duration_stretch: speaker.formantScale / (speaker.pace * pace),
    int_f0_target_mean: speaker.pitchHertz / speaker.formantScale,
    int_f0_target_stddev: speaker.pitchSwingHertz / speaker.formantScale,
  };
  const settings = Object.entries(features).flatMap(([name, value]) => [
    "--setf",
    `${name}=${value.toFixed(4)}`,
  ]);
  const printed = await runFlite(
    ["-voice", speaker.voice, "-psdur", "-o", "/scratch/flite.wav", ...settings, "-t", text],
    scratchDirectory,
  );
  const phones = parsePhones(printed);
  const first = phones.find(({ name }) => name !== pausePhone);
  const last = phones.findLast(({ name }) => name !== pausePhone);
  if (first === undefined || last === undefined) return null;
  const path = join(scratchDirectory, "flite.wav");
  const wav = await readWav(path);
  await rm(path);
  const startSeconds = Math.max(0, first.startSeconds - marginSeconds);
  const part = wav.samples.slice(
    Math.round(startSeconds * wav.sampleRate),
    Math.round((last.endSeconds + marginSeconds * 2) * wav.sampleRate),
  );
  removeOffset(part);
  const samples = resample(part, (wav.sampleRate * speaker.formantScale) / speechSampleRate);
  fadeEdges(samples);
  const timeOf = (seconds: number): number => (seconds - startSeconds) / speaker.formantScale;
  const words = placeWords(sentence, phones, await pronounce(sentence, scratchDirectory)).map(
    (word) => ({
      text: word.text,
      startSeconds: timeOf(word.startSeconds),
      endSeconds: timeOf(word.endSeconds),
    }),
  );
  return { samples, words };
}

/** The phones of each word, said alone. */
async function pronounce(sentence: Sentence, scratchDirectory: string): Promise<string[][]> {
  const words = sentence.words.flatMap(({ said }) => said);
  const printed = await runFlite(
    ["-voice", pronouncingVoice, "-ps", "-o", "none", "-t", `${words.join("\n\n")}\n`],
    scratchDirectory,
  );
  const groups = printed
    .split(/\bpau\b/)
    .map((group) => group.trim().split(/\s+/).filter(Boolean))
    .filter((group) => group.length > 0);
  // A word that the engine reads as two, or not at all, leaves only its letters to go by.
  const each = groups.length === words.length ? groups : words.map((word) => Array.from(word));
  let place = 0;
  return sentence.words.map(({ said }) => {
    const own = each.slice(place, place + said.length).flat();
    place += said.length;
    return own;
  });
}

function placeWords(
  { words }: Sentence,
  phones: readonly Phone[],
  pronounced: readonly (readonly string[])[],
): SpokenWord[] {
  return alignPhones(phones, pronounced).map(({ first, last }, index) => ({
    text: words[index]?.text ?? "",
    startSeconds: phones[first]?.startSeconds ?? 0,
    endSeconds: phones[last]?.endSeconds ?? 0,
  }));
}

function removeOffset(samples: Float32Array): void {
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / Math.max(1, samples.length);
  for (let index = 0; index < samples.length; index += 1)
    samples[index] = (samples[index] ?? 0) - mean;
}

/** From and to silence within a few milliseconds, so that nothing clicks. */
function fadeEdges(samples: Float32Array): void {
  const count = Math.min(samples.length / 2, fadeSeconds * speechSampleRate);
  for (let index = 0; index < count; index += 1) {
    const share = index / count;
    samples[index] = (samples[index] ?? 0) * share;
    const mirror = samples.length - 1 - index;
    samples[mirror] = (samples[mirror] ?? 0) * share;
  }
}
