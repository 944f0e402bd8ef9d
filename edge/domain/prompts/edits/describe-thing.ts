import { colourLexicon } from "#contracts/prompt/lexicon/colours.ts";
import { findThings, readSubject } from "../text/find-things.ts";
import { isPlural } from "../text/inflection.ts";
import { appendTag, appendToScene, layOut, removeSegment } from "../text/layout.ts";
import { isAdjective } from "../text/grammar-words.ts";
import { isHyphenated, locate, splice, type LocatedText } from "../text/located-text.ts";
import type { NounPhrase } from "../text/noun-phrase.ts";
import { listWords } from "../text/tidy.ts";
import { withArticle } from "./add-thing.ts";
import { changed, unchanged, type EditOutcome } from "./edit.ts";
import { oppositesOf } from "./qualities.ts";

const paletteTag = /\b(?:tones|colou?rs|palette|hues)$/i;

/** Says something of one thing: a colour or another adjective before its noun, in place of its opposite. */
export function describeThing(prompt: string, target: string, adjective: string): EditOutcome {
  const located = locate(prompt);
  const noun = target
    .trim()
    .replace(/^(?:the|an?|his|her|its|their|all|every)\s+/i, "")
    .toLowerCase();
  const thing = findThings(located, readSubject(noun)).find(
    (found) => !found.negated && found.shape === "noun",
  );
  if (thing === undefined) return describeAbsent(prompt, noun, adjective);
  const { phrase } = thing;
  const coreStart = located.words[phrase.core]?.start ?? phrase.start;
  const inside = located.words.slice(phrase.first, phrase.core + 1);
  if (inside.some(({ word }) => word === adjective.toLowerCase()))
    return unchanged(`The ${thing.noun.toLowerCase()} is already ${adjective}.`);
  const name = thing.noun.toLowerCase();
  const excluded = new Set(oppositesOf(adjective.toLowerCase()));
  const colour = isColour(adjective);
  // A sky has one look: whatever was said of it gives way.
  const sky = name === "sky" || name === "skies";
  const old = inside.filter(
    ({ word, start }) =>
      excluded.has(word) ||
      (colour && (isColour(word) || /^(?:multi)?colou?r(?:ful|ed)$/.test(word))) ||
      (isMaterial(adjective) && isMaterial(word)) ||
      (sky && start >= phrase.adjectivesAt && start < coreStart),
  );
  const first = old[0];
  if (first !== undefined && first.start < coreStart) {
    const end = old.at(-1)?.end ?? first.end;
    const before = prompt.slice(first.start, end);
    const capital = /^\p{Lu}/u.test(before)
      ? adjective.charAt(0).toUpperCase() + adjective.slice(1)
      : adjective;
    return changed(
      splice(prompt, first.start, end, capital),
      `Changed the ${name} from ${before.toLowerCase()} to ${adjective}`,
    );
  }
  const at = colour || isMaterial(adjective) ? compoundStart(located, phrase) : phrase.adjectivesAt;
  const lowered = at === 0 ? prompt.charAt(0).toLowerCase() + prompt.slice(1) : prompt;
  return changed(splice(lowered, at, at, `${adjective} `), `Made the ${name} ${adjective}`);
}

/** Where the noun begins with what belongs to it: "warehouse robot", "self-driving car". */
function compoundStart(located: LocatedText, phrase: NounPhrase): number {
  let first = phrase.core;
  for (let index = phrase.core - 1; index >= phrase.first; index -= 1) {
    const entry = located.words[index];
    if (entry === undefined || entry.start < phrase.adjectivesAt) break;
    const describes = isAdjective(entry.word) || isColour(entry.word) || isMaterial(entry.word);
    if (describes && !isHyphenated(located, entry)) break;
    first = index;
  }
  return located.words[first]?.start ?? phrase.start;
}

function describeAbsent(prompt: string, noun: string, adjective: string): EditOutcome {
  if (/^(?:light|lighting|lights)$/.test(noun))
    return changed(appendTag(prompt, `in ${adjective} light`), `Made the light ${adjective}`);
  if (/^(?:colou?rs?|palette|tones?|hues?)$/.test(noun))
    return changed(withPalette(prompt, `in ${adjective} colours`), `Made the colours ${adjective}`);
  if (/^sky$|^skies$/.test(noun))
    return changed(
      appendToScene(prompt, `under ${withArticle(`${adjective} sky`)}`),
      `Made the sky ${adjective}`,
    );
  return unchanged(
    `There ${isPlural(noun) ? "are" : "is"} no ${noun} in the prompt to make ${adjective}.`,
  );
}

/** Gives the whole picture its colours. */
export function setPalette(prompt: string, colours: readonly string[]): EditOutcome {
  const words = listWords(colours);
  const tag = layOut(prompt).tags.find((segment) => paletteTag.test(segment.text));
  if (tag?.text.toLowerCase() === `in ${words} tones`)
    return unchanged(`The colours are ${words} already.`);
  const before = tag === undefined ? null : tag.text.replace(/^in /i, "").replace(/ \w+$/, "");
  return changed(
    withPalette(prompt, `in ${words} tones`),
    before === null
      ? `Set the colours to ${words}`
      : `Changed the colours from ${before} to ${words}`,
  );
}

function withPalette(prompt: string, tag: string): string {
  const old = layOut(prompt).tags.find((segment) => paletteTag.test(segment.text));
  return appendTag(old === undefined ? prompt : removeSegment(prompt, old), tag);
}

const materials =
  /^(?:marble|wood|wooden|glass|steel|metal|stone|brick|golden|bronze|copper|plastic|paper|leather|concrete|crystal|ceramic|velvet|bamboo)$/;
/** What a thing is made of. */
export const isMaterial = (word: string): boolean => materials.test(word);

/** A colour word, or two: "red and yellow". */
export const isColour = (words: string): boolean =>
  words
    .toLowerCase()
    .split(" and ")
    .every((word) => colourLexicon[word] !== undefined);
