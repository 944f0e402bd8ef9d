import { findNames } from "../text/find-names.ts";
import { isFunctionWord, isPreposition } from "../text/grammar-words.ts";
import { appendToScene, layOut } from "../text/layout.ts";
import { foldText, isHyphenated, locate, splice, termsOf } from "../text/located-text.ts";
import { nounPhraseAround, verbAfter } from "../text/noun-phrase.ts";
import { changed, unchanged, type EditOutcome } from "./edit.ts";

/** Prepositions that go with any place, so that they stay when the place changes. */
const anywhere = new Set([
  "over",
  "above",
  "across",
  "through",
  "near",
  "beside",
  "along",
  "around",
]);

/** Moves the scene to another place: "in a forest", "underwater", "Tokyo". */
export function setScene(prompt: string, place: string): EditOutcome {
  const { preposition, noun, derived } = splitPlace(place);
  const located = locate(prompt);
  const { bodyEnd } = layOut(prompt);
  if (` ${foldText(prompt)} `.includes(` ${foldText(noun.replace(/^(?:an?|the) /i, ""))} `)) {
    return unchanged(`The scene is already set ${place}.`);
  }
  const adverb = termsOf(located, "terrain").find(
    (term) => term.end <= bodyEnd && isFunctionWord(located.words[term.last]?.word ?? ""),
  );
  if (adverb !== undefined) {
    const old = prompt.slice(adverb.start, adverb.end).toLowerCase();
    const text = splice(prompt, adverb.start, adverb.end, `${preposition} ${noun}`.trim());
    return changed(text, `Changed the scene from ${old} to ${noun || place}`);
  }
  const terrain = termsOf(located, "terrain").find(
    (term) =>
      term.end <= bodyEnd &&
      !isHyphenated(located, term) &&
      (term.name !== "abstract" || term.first < 2) &&
      // What acts is no place: "lava flows into the sea".
      verbAfter(located, nounPhraseAround(located, term.first, term.last)) === null &&
      !isFunctionWord(located.words[term.last]?.word ?? ""),
  );
  const setting = `${preposition} ${noun}`.trim();
  if (terrain === undefined) {
    const unknown = findNames(located).find((name) => name.place && name.phrase.end <= bodyEnd);
    if (unknown === undefined)
      return changed(appendToScene(prompt, setting), `Set the scene ${setting}`);
    const start = located.words[unknown.first - 1]?.start ?? unknown.phrase.start;
    return changed(
      splice(prompt, start, unknown.phrase.end, setting),
      `Changed the scene from ${unknown.text} to ${noun || place}`,
    );
  }
  const phrase = nounPhraseAround(located, terrain.first, terrain.last);
  const before = located.words[phrase.first - 1];
  const old = prompt.slice(phrase.start, phrase.end);
  const words = `Changed the scene from ${spoken(old)} to ${noun || place}`;
  if (before !== undefined && isPreposition(before.word) && before.word !== "of") {
    const keep =
      anywhere.has(before.word) && (derived || /^(?:in|on|at)$/.test(preposition)) && noun !== "";
    const start = keep ? phrase.start : before.start;
    const end = withOf(prompt, phrase.end);
    return changed(splice(prompt, start, end, keep ? noun : setting), words);
  }
  if (noun === "" && phrase.start > 0)
    return changed(appendToScene(prompt, setting), `Set the scene ${setting}`);
  if (noun === "")
    return changed(splice(prompt, phrase.start, phrase.end, `an ${place} scene`), words);
  // A place that something else is said of: keep how it was introduced.
  const article = /^(?:an?|the)\s/i.exec(old)?.[0] ?? "";
  const core = noun.replace(/^(?:an?|the) /i, "");
  const kept = article !== "" && /^(?:an?|the) /i.test(noun) ? article + core : noun;
  return changed(splice(prompt, phrase.start, phrase.end, kept), words);
}

/** "the shore of a lake": the second half goes with the first. */
function withOf(text: string, end: number): number {
  const rest = /^ of (?:an? |the )?[\p{L}-]+(?: [\p{L}-]+)?(?=[.,;]|$)/iu.exec(text.slice(end));
  return end + (rest?.[0].length ?? 0);
}

/** `derived`: the request had no preposition of its own, only "to" or none. */
function splitPlace(place: string): { preposition: string; noun: string; derived: boolean } {
  const match =
    /^(in|on|at|under|inside|above|over|by|near|beside|along|across|beneath|within|to|into|onto)\s+(.+)$/i.exec(
      place.trim(),
    );
  if (match === null) {
    if (/^(?:underwater|undersea|outdoors|indoors|inside|outside)$/i.test(place.trim())) {
      return { preposition: place.trim().toLowerCase(), noun: "", derived: false };
    }
    return { preposition: prepositionFor(place), noun: place.trim(), derived: true };
  }
  const preposition = (match[1] ?? "in").toLowerCase();
  const noun = match[2] ?? "";
  const derived = /^(?:to|into|onto)$/.test(preposition);
  return { preposition: derived ? prepositionFor(noun) : preposition, noun, derived };
}

/** The preposition that a kind of place takes: on a beach, at sea, in a forest. */
function prepositionFor(noun: string): string {
  const located = locate(noun);
  if (/\b(?:mars|moon|rooftop|bridge|street|surface|pier|balcony|stage)\b/i.test(noun)) return "on";
  const name = termsOf(located, "terrain")[0]?.name ?? "";
  if (["beach", "island", "planet", "road", "hills", "volcano"].includes(name)) return "on";
  if (["sea", "lake", "river"].includes(name)) return "by";
  return "in";
}

const spoken = (noun: string): string =>
  noun.replace(/^(?:An?|The)(?= )/, (article) => article.toLowerCase());
