import {
  determiners,
  isFiniteVerb,
  isFunctionWord,
  isParticiple,
  isPreposition,
} from "../text/grammar-words.ts";
import { findThings, readSubject, type FoundThing } from "../text/find-things.ts";
import { agreeVerb, isPlural } from "../text/inflection.ts";
import { timeForms } from "../text/attribute-forms.ts";
import {
  appendTag,
  appendToScene,
  isTag,
  layOut,
  removeSegment,
  type Segment,
} from "../text/layout.ts";
import { locate, splice, type LocatedText } from "../text/located-text.ts";
import { leadingNounPhrase, verbAfter } from "../text/noun-phrase.ts";
import { changed, unchanged, type EditOutcome } from "./edit.ts";
import { isStyleTag } from "./set-style.ts";
import { readTime } from "./set-time.ts";

/**
 * Takes a thing out wherever it is named. With `exclude` the prompt then says that it is not
 * there ("no people"), since a model may show what nobody asked for.
 */
export function removeThing(
  prompt: string,
  wish: { phrase: string; exclude: boolean },
): EditOutcome {
  const bare = wish.phrase.replace(
    /^(?:(?:all|every|each|any|the|of|an?|some|those|these|both)\s+)+/i,
    "",
  );
  const wanted = readSubject(bare);
  const exact = { ...wanted, generic: false };
  // Where the word itself is there, others of its kind are not meant.
  const subject = findThings(locate(prompt), exact).length > 0 ? exact : wanted;
  let text = prompt;
  const removed: string[] = [];
  for (let round = 0; round < MAXIMUM_REMOVALS; round += 1) {
    const located = locate(text);
    const thing = findThings(located, subject).findLast((found) => !found.negated);
    if (thing === undefined) break;
    const without = removePhrase(located, thing);
    if (without === null) {
      if (removed.length > 0) break;
      return unchanged(
        `The prompt is about ${located.text.slice(thing.phrase.start, thing.phrase.end).toLowerCase()}: nothing would be left without it.`,
      );
    }
    removed.unshift(thing.shape === "adjective" ? `the ${bare}` : spoken(located, thing));
    text = without;
  }
  // "morning fog": the fog goes, the morning stays.
  const time = readTime(locate(prompt));
  const asked = readTime(locate(bare)) !== null;
  if (removed.length > 0 && !asked && time !== null && readTime(locate(text)) === null)
    text = appendToScene(text, timeForms(time.surface, time.name).adverbial);
  const style = removed.length === 0 ? styleTag(prompt, bare.toLowerCase()) : undefined;
  if (style !== undefined)
    return changed(removeSegment(prompt, style), `Removed the style: ${style.text}`);
  const named = findThings(locate(text), subject).length > 0;
  if (wish.exclude && !named && bare !== "") text = appendTag(text, `no ${bare}`);
  if (removed.length > 0) return changed(text, `Removed ${[...new Set(removed)].join(" and ")}`);
  if (text !== prompt) return changed(text, `Asked for no ${bare}`);
  return unchanged(
    named
      ? `The prompt asks for no ${bare} already.`
      : `There ${isPlural(bare) ? "are" : "is"} no ${bare} in the prompt.`,
  );
}

/** "the film look": the tag that says so. */
function styleTag(prompt: string, words: string): Segment | undefined {
  if (!/\b(?:style|look|aesthetic|effect|filter)$/.test(words)) return undefined;
  const named = words.split(" ").slice(0, -1);
  return layOut(prompt).tags.find(
    ({ text }) =>
      isStyleTag(text) && named.every((word) => text.toLowerCase().split(/[ -]/).includes(word)),
  );
}

const MAXIMUM_REMOVALS = 12;
/** What cannot be done without something that it is done to. */
const transitive =
  /^(?:chasing|holding|carrying|catching|watching|feeding|throwing|following|wearing|hugging|repairing|using|pulling|pushing|building|making|selling|buying|hunting|pouring|reflecting|overlooking|facing|casting)$/;

function spoken(located: LocatedText, thing: FoundThing): string {
  const words = located.text.slice(thing.phrase.start, thing.phrase.end);
  return `the ${words.replace(/^(?:an?|the|his|her|its|their|my|our)\s+/i, "").toLowerCase()}`;
}

/** The text without the phrase, its connecting words and what is said of it; null when nothing would be left. */
export function removePhrase(located: LocatedText, thing: FoundThing): string | null {
  const { text, words } = located;
  const { phrase } = thing;
  if (thing.shape === "adjective") return splice(text, phrase.start, phrase.end, "");
  const before = words[phrase.first - 1];
  const isMain = before === undefined || before.word === "of";
  const last = withPostmodifier(located, phrase.last, isMain);
  const end = words[last]?.end ?? phrase.end;
  const after = words[last + 1]?.word ?? "";
  const verb = isSecondSubject(located, phrase) ? verbAfter(located, phrase) : null;
  if (verb !== null) {
    const rest = text.slice(phrase.end, verb.start) + agreeVerb(verb.word, false);
    return text.slice(0, before?.start ?? 0) + rest.trimStart() + text.slice(verb.end);
  }
  const clause = clauseAround(located, thing);
  if (clause !== null) return splice(text, clause.start, clause.end, "");
  if (before === undefined || /^[.!?]$/.test(before.word))
    return removeLeading(located, phrase.start, last);
  // "a shot of a diver exploring a wreck" is then one of the wreck.
  const own = words[phrase.last + 2]?.word ?? "";
  if (
    before.word === "of" &&
    isParticiple(words[phrase.last + 1]?.word ?? "") &&
    determiners.has(own)
  )
    return splice(text, phrase.start, words[phrase.last + 2]?.start ?? end, "");
  if (before.word === "and" || before.word === "or")
    return mendList(text.slice(0, before.start).trimEnd()) + text.slice(end);
  if (before.word === "," || before.word === ";") {
    // "…, rain on the street, …" is said of the thing as a whole.
    const part = isPreposition(after) ? /^[^,;.!?]*/.exec(text.slice(end))?.[0].length : 0;
    return splice(text, before.start, end + (part ?? 0), "");
  }
  const listFollows =
    after === "and" || (after === "," && isListItem(text.slice(words[last + 1]?.end ?? end)));
  if (listFollows)
    return splice(text, phrase.start, words[last + 1]?.end ?? end, "").replace(/ {2,}/g, " ");
  if (isPreposition(before.word) || before.word === "no") {
    let from = phrase.first - 1;
    const verb = words[from - 1]?.word ?? "";
    if (
      /^(?:by|with|in|as|of)$/.test(words[from]?.word ?? "") &&
      isParticiple(verb) &&
      (!verb.endsWith("ing") || transitive.test(verb))
    )
      from -= 1;
    if (words[from]?.word === "to" && verb === "next") from -= 1;
    if (words[from]?.word === "no" && isPreposition(words[from - 1]?.word ?? "")) from -= 1;
    if (words[from - 1]?.word === "," || words[from - 1]?.word === "along") from -= 1;
    if (words[from]?.word === "along" && words[from - 1]?.word === ",") from -= 1;
    return splice(text, words[from]?.start ?? phrase.start, end, "");
  }
  const endsHere = after === "" || /^[.,;!?]$/.test(after);
  const verbStart =
    isParticiple(before.word) && (endsHere || transitive.test(before.word)) && phrase.first > 1
      ? before.start
      : phrase.start;
  return splice(text, verbStart, end, "");
}

/** "a cook and a waiter argue": the second of two that do something together. */
function isSecondSubject(located: LocatedText, phrase: FoundThing["phrase"]): boolean {
  const first = leadingNounPhrase(located);
  return (
    located.words[phrase.first - 1]?.word === "and" &&
    first?.last === phrase.first - 2 &&
    !isPlural(located.words[first.last]?.word ?? "")
  );
}

/** A clause that says what the thing does goes as a whole: ", and a dog sleeps by the fire". */
function clauseAround(
  located: LocatedText,
  { phrase, plural }: FoundThing,
): { start: number; end: number } | null {
  const { text, words } = located;
  let first = phrase.first - 1;
  const joint = words[first]?.word ?? "";
  const subordinate =
    /^(?:while|when)$/.test(joint) || (joint === "as" && isPlural(words[phrase.last]?.word ?? ""));
  const next = words[phrase.last + 1]?.word ?? "";
  // Behind a plural a word that is none of grammar's own is its verb: "flames flare".
  const acts = plural && next !== "" && !isFunctionWord(next) && !isParticiple(next);
  const coordinate =
    /^(?:,|;|and|as)$/.test(joint) && (acts || verbAfter(located, phrase) !== null);
  if (!subordinate && !coordinate) return null;
  if (words[first - 1]?.word === ",") first -= 1;
  const rest = text.slice(phrase.end);
  const length = / (?:while|when) |[,;.!?](?=\s|$)/.exec(rest)?.index ?? rest.length;
  return { start: words[first]?.start ?? phrase.start, end: phrase.end + length };
}

/** What is said of a thing goes with it: "gulls circling over the quay", "a boat that drifts". */
function withPostmodifier(located: LocatedText, last: number, isMain: boolean): number {
  const { words } = located;
  const next = words[last + 1]?.word ?? "";
  const placed =
    /^ (?:on|to|at|in) the (?:far )?(?:left|right|side|background|foreground|cent(?:er|re)|middle|distance|corner|front|back)\b/i.exec(
      located.text.slice(words[last]?.end ?? 0),
    );
  if (placed !== null) return last + placed[0].trim().split(" ").length;
  const begins = isParticiple(next) || /^(?:that|which|who|of)$/.test(next);
  if (!begins) return last;
  let index = last + 1;
  while (index + 1 < words.length) {
    const word = words[index + 1]?.word ?? "";
    if (/^(?:[.,;:!?]|and|or|but|with|while|as|when)$/.test(word)) break;
    if (isPreposition(word) && describesScene(located, index + 2)) break;
    // What the prompt is about leaves its place behind: "a storm rolling over a field".
    if (isMain && isPreposition(word) && tellsPlace(located, index + 2)) break;
    index += 1;
  }
  return index;
}

/** Whether the words from here tell time, weather or season: they belong to the whole scene. */
function describesScene(located: LocatedText, index: number): boolean {
  const skip = determiners.has(located.words[index]?.word ?? "") ? 1 : 0;
  return located.terms.some(
    (term) =>
      ["timeOfDay", "weather", "season"].includes(term.group) &&
      term.first >= index &&
      term.first <= index + skip + 1,
  );
}

function tellsPlace(located: LocatedText, index: number): boolean {
  return located.terms.some(
    (term) => term.group === "terrain" && term.first >= index && term.first <= index + 2,
  );
}

/** The first thing of a text: what stands with it ("and a fox") or behind it ("in a garden") leads then. */
function removeLeading(located: LocatedText, start: number, last: number): string | null {
  const { text, words } = located;
  if (start > 0) return removeSentence(text, start);
  const index = last + 1;
  const next = words[index]?.word ?? "";
  if (next === "and") {
    const other = leadingNounPhrase(located, index + 1);
    const verb = other === null ? null : verbAfter(located, other);
    const many = isPlural(words[other?.last ?? index]?.word ?? "");
    const rest =
      verb === null || many
        ? text.slice(words[index]?.end ?? 0)
        : text.slice(words[index]?.end ?? 0, verb.start) +
          agreeVerb(verb.word, false) +
          text.slice(verb.end);
    return text.slice(0, start) + rest.trimStart();
  }
  // A phrase may have run over its own place ("playing in a garden"): look from the noun on.
  for (let look = firstAfterNoun(located, start); look < words.length; look += 1) {
    const word = words[look]?.word ?? "";
    if (/^[.,;!?]$/.test(word)) break;
    const upright = /^(?:up|down)$/.test(word) && !determiners.has(words[look + 1]?.word ?? "");
    if (!isPreposition(word) || upright || /^(?:of|like|as)$/.test(word)) continue;
    const rest = text.slice(words[look]?.end ?? 0).trimStart();
    if (rest === "" || describesScene(located, look + 1)) continue;
    return text.slice(0, start) + rest;
  }
  if (next !== ",") return null;
  const rest = text.slice(words[index]?.end ?? 0);
  return rest.trim() === "" || isTag(rest.split(/[,.]/)[0] ?? "")
    ? null
    : text.slice(0, start) + rest.trimStart();
}

/** A later sentence about the thing goes as a whole. */
function removeSentence(text: string, start: number): string {
  const mark = /[.!?](?=\s|$)/.exec(text.slice(start));
  return splice(text, start, mark === null ? text.length : start + mark.index + 1, "");
}

function firstAfterNoun(located: LocatedText, start: number): number {
  return located.words.findIndex(
    (entry) => entry.start > start && (isFunctionWord(entry.word) || isFiniteVerb(entry.word)),
  );
}

/** "boats, gulls" left of a removed last item becomes "boats and gulls". */
function mendList(before: string): string {
  const comma = before.lastIndexOf(", ");
  const item = before.slice(comma + 2);
  const item2 = before.slice(0, comma);
  if (
    comma < 0 ||
    / and /.test(item2.slice(-40)) ||
    item.split(" ").length > 4 ||
    !/ with [^,]*$/i.test(item2)
  )
    return before;
  return `${item2} and ${item}`;
}

function isListItem(rest: string): boolean {
  const item = rest.trim().split(/[,.]/)[0] ?? "";
  return / and /.test(rest) && item.split(" ").length <= 4 && !isTag(item);
}
