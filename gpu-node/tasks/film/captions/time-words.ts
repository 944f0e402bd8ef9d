import type { SceneFacts } from "#contracts/film.ts";
import type { SpokenWord } from "../../../models/speech/speech-model.ts";

/** Where nobody speaks, a caption stands from and until so long from the ends of its scene. */
const edgeSeconds = 0.4;

/**
 * When each word of a caption is due, in seconds from the scene's start: when it is spoken, or, for
 * words that are not spoken as they are written, spread over the speech or the scene by their length.
 */
export function timeWords(caption: string, facts: SceneFacts): SpokenWord[] {
  const texts = splitWords(caption);
  const spoken = facts.speech?.words ?? [];
  const isSpoken = spoken.map(({ text }) => text).join(" ") === texts.join(" ");
  if (isSpoken) return [...spoken];
  const timeAt = spoken.length > 0 ? timeInSpeech(spoken) : timeInScene(facts.durationSeconds);
  const total = texts.reduce((sum, text) => sum + text.length + 1, 0);
  let written = 0;
  return texts.map((text) => {
    const startSeconds = timeAt(written / total);
    written += text.length + 1;
    return { text, startSeconds, endSeconds: timeAt(written / total) };
  });
}

/** Chinese and Japanese have no spaces: there a phrase counts as a word. */
function splitWords(caption: string): string[] {
  return caption
    .split(/\s+/u)
    .flatMap((text) => (withoutSpaces.test(text) ? (text.match(phrase) ?? []) : [text]))
    .filter(Boolean);
}

const withoutSpaces = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const phrase = /.{1,12}?[、。，！？；：]+|.{1,12}/gu;

function timeInScene(durationSeconds: number): (share: number) => number {
  const edge = Math.min(edgeSeconds, durationSeconds * 0.1);
  return (share) => edge + (durationSeconds - 2 * edge) * share;
}

/** A share of the letters as a time, so that pauses of the speech stay pauses. */
function timeInSpeech(words: readonly SpokenWord[]): (share: number) => number {
  const total = words.reduce((sum, { text }) => sum + text.length + 1, 0);
  return (share) => {
    let left = share * total;
    for (const { text, startSeconds, endSeconds } of words) {
      const length = text.length + 1;
      if (left < length) return startSeconds + (endSeconds - startSeconds) * (left / length);
      left -= length;
    }
    return words.at(-1)?.endSeconds ?? 0;
  };
}
