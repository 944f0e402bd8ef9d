import { isFiniteVerb, isFunctionWord, isNumberWord, isParticiple } from "../text/grammar-words.ts";
import { findThings, readSubject } from "../text/find-things.ts";
import { indefiniteArticle, isPlural } from "../text/inflection.ts";
import { appendToScene, isExclusion, layOut, mainEnd, removeSegment } from "../text/layout.ts";
import { leadingNounPhrase } from "../text/noun-phrase.ts";
import { isPlaceNoun } from "../text/place-nouns.ts";
import { foldText, locate, splice } from "../text/located-text.ts";
import { listWords } from "../text/tidy.ts";
import { changed, unchanged, type EditOutcome } from "./edit.ts";
import { removePhrase } from "./remove-thing.ts";

/** Adds something to see, in the request's own words. */
export function addThing(prompt: string, wish: string): EditOutcome {
  const phrase = withArticle(wish);
  const subject = readSubject(phrase);
  const located = locate(prompt);
  const found = findThings(located, subject).filter((thing) => thing.shape === "noun");
  const excluded = found.filter((thing) => thing.negated);
  const present = found.filter((thing) => !thing.negated);
  const another = /^(?:another|more|extra|other)\b/i.test(phrase);
  if (` ${foldText(prompt)} `.includes(` ${foldText(phrase)} `) && excluded.length === 0) {
    return unchanged(`There is already ${phrase}.`);
  }
  const number = /^(\w+) (?!more\b)(.+)$/.exec(phrase);
  if (present.length > 0 && number !== null && isNumberWord(number[1]?.toLowerCase() ?? "")) {
    const more = `${number[1]} more ${number[2]}`;
    if (prompt.includes(more)) return unchanged(`There are ${more} already.`);
    return changed(placeThing(prompt, more), `Added ${more}`);
  }
  if (present.length > 0 && !another && adjectivesOf(phrase) === "") {
    return unchanged(`There is already ${describePresent(prompt, present[0]?.phrase)}.`);
  }
  let text = prompt;
  for (const thing of excluded.toReversed()) {
    const tag = layOut(text).tags.find(
      (segment) =>
        isExclusion(segment.text) &&
        segment.start <= thing.phrase.start &&
        segment.end >= thing.phrase.end,
    );
    text =
      tag === undefined ? (removePhrase(locate(text), thing) ?? text) : removeSegment(text, tag);
  }
  return changed(placeThing(text, phrase), `Added ${phrase}`);
}

/** At the end of the body: as a further item of its list, or with a "with" of its own. */
export function placeThing(text: string, phrase: string): string {
  if (
    /\bsky$/i.test(phrase) &&
    !/\b(?:in|on|across|over|against|under) (?:the |a )?[\p{L} ]*sky$/iu.test(phrase)
  )
    return appendToScene(text, `under ${phrase}`);
  const noun = leadingNounPhrase(locate(phrase));
  // "thick fog rolls in" is a clause.
  if (noun !== null && isFiniteVerb(locate(phrase).words[noun.last + 1]?.word ?? ""))
    return appendToScene(text, `as ${phrase}`);
  const body = text.slice(0, mainEnd(text));
  const at = body.toLowerCase().lastIndexOf(" with ");
  if (at < 0) return splice(text, body.length, body.length, ` with ${phrase}`);
  const items = body.slice(at + 6).split(/, | and /);
  const simple = items.every((item) => isSimple(item)) && items.length < 5;
  if (!simple) return splice(text, body.length, body.length, `, along with ${phrase}`);
  return splice(text, at + 6, body.length, listWords([...items, phrase]));
}

function isSimple(item: string): boolean {
  const { words } = locate(item);
  return (
    words.length > 0 &&
    words.length <= 4 &&
    words.every(({ word }, index) => !isFunctionWord(word) && !(index > 0 && isParticiple(word)))
  );
}

/** "dog" → "a dog", "moon" → "the moon"; "some", "fog" and plurals need nothing. */
export function withArticle(wish: string): string {
  const phrase = wish.trim().replace(/^(?:some|any)\s+/i, "");
  const located = locate(phrase);
  const first = located.words[0]?.word ?? "";
  const noun = leadingNounPhrase(located);
  const acts = noun !== null && isFiniteVerb(located.words[noun.last + 1]?.word ?? "");
  const named = acts ? phrase.slice(0, noun.end) : phrase;
  const core =
    named.split(
      /\s+(?:of|in|on|at|with|near|by|under|over|behind|above|flying|standing|sitting)\s/i,
    )[0] ?? named;
  if (
    /^(?:an?|the|another|more|extra|other|his|her|its|their|my|our)$/.test(first) ||
    isNumberWord(first) ||
    isPlural(core) ||
    isPlural(readSubject(phrase).head)
  )
    return phrase;
  if (/\b(?:sun|moon|milky way)$/i.test(core)) return `the ${phrase}`;
  const counted = located.terms.some(
    (term) =>
      (term.group === "subject" ||
        /^(?:sea|lake|river|beach|forest|city|village|desert|island|canyon)$/.test(term.name) ||
        /^(?:rainbow|aurora|galaxy)$/.test(term.name)) &&
      phrase.slice(0, core.length).length >= term.end,
  );
  return (counted ||
    /\b(?:sky|background)$/i.test(core) ||
    isPlaceNoun(core.split(" ").at(-1) ?? "")) &&
    !isMass(core)
    ? `${indefiniteArticle(first)} ${phrase}`
    : phrase;
}

/** Whether a noun is not counted, or one and many alike. */
export const isMass = (noun: string): boolean =>
  /\b(?:people|sheep|deer|fish|traffic|cattle|wildlife|sunlight|moonlight|candlelight|grass|smoke|foliage|confetti|steam|lightning|lava|water|sand|mud|ice|surf|lawn|camping|cycling|driving|sailing|rain|snow|fog|mist|dust|glass|gold|silver|food|bread|rice|coffee|tea|wine|milk|music)$/i.test(
    noun,
  );

function adjectivesOf(phrase: string): string {
  return phrase
    .replace(/^(?:an?|the)\s+/i, "")
    .split(" ")
    .slice(0, -1)
    .join(" ");
}

function describePresent(
  prompt: string,
  phrase: { start: number; end: number } | undefined,
): string {
  return phrase === undefined ? "that" : prompt.slice(phrase.start, phrase.end).toLowerCase();
}
