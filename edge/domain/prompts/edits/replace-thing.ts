import { foldWord } from "#contracts/prompt/word-forms.ts";
import { adjectiveKind, isColour, isWorking } from "../text/adjective-kinds.ts";
import { isNumberWord } from "../text/grammar-words.ts";
import { findThings, leadingThing, readSubject, type FoundThing } from "../text/find-things.ts";
import { isPlural, singularise } from "../text/inflection.ts";
import { isHyphenated, locate, splice, type LocatedText } from "../text/located-text.ts";
import { replacePhrase } from "../text/noun-phrase.ts";
import { agreePronouns } from "../text/pronouns.ts";
import { isRendering } from "../text/style-words.ts";
import { matchCapital, tidy } from "../text/tidy.ts";
import { addThing, isMass, withArticle } from "./add-thing.ts";
import { changed, unchanged, type EditOutcome } from "./edit.ts";

/** Puts one thing in another's place, wherever it is named. */
export function replaceThing(prompt: string, from: string, to: string): EditOutcome {
  const located = locate(prompt);
  const things = findThings(located, readSubject(from)).filter(
    (thing) => !thing.negated && thing.shape === "noun",
  );
  if (things.length === 0 || (isColour(bare(from)) && isColour(bare(to)))) {
    const word = replaceWord(located, from, to);
    if (word !== null) return word;
    const added = addThing(prompt, to);
    return "note" in added
      ? unchanged(`There is no ${bare(from)} in the prompt to replace.`)
      : added;
  }
  const modifier = replaceModifier(located, things, from, to);
  if (modifier !== null) return modifier;
  const wanted = withArticle(to);
  if (
    foldWord(readSubject(wanted).head) === foldWord(readSubject(from).head) &&
    things.every((thing) => phraseOf(located, thing) === wanted)
  ) {
    return unchanged(`It is ${wanted} already.`);
  }
  let text = prompt;
  let told = "";
  for (const [index, thing] of [...things.entries()].toReversed()) {
    const old = located.text.slice(thing.phrase.start, thing.phrase.end);
    const replacement = index === 0 ? fit(located, thing, wanted, from) : bare(wanted);
    // From the last to the first: what stands before is where it was.
    text = replacePhrase(locate(text), thing, replacement, isPlural(coreOf(wanted)));
    const leads = /(?:^|[.!?]\s+)$/.test(prompt.slice(0, thing.phrase.start));
    told = `Replaced ${named(old, leads)} with ${tidy(leads ? decapitalise(replacement) : replacement, "")}`;
  }
  const [first] = things;
  if (first !== undefined) text = agreePronouns(text, located, first, coreOf(wanted));
  return text === prompt ? unchanged(`It is ${wanted} already.`) : changed(text, told);
}

/** Puts a thing in the place of what the prompt is about; adds it where that cannot be told. */
export function replaceLeading(prompt: string, to: string): EditOutcome {
  const leading = leadingThing(locate(prompt));
  return leading === null ? addThing(prompt, to) : replaceThing(prompt, leading.noun, to);
}

/** "turn the wheat into corn" of a wheat field: only the word before the noun changes. */
function replaceModifier(
  located: LocatedText,
  things: readonly FoundThing[],
  from: string,
  to: string,
): EditOutcome | null {
  const old = foldWord(readSubject(from).head);
  const { words } = located;
  const [thing] = things;
  if (thing === undefined || bare(to).includes(" ")) return null;
  const index = words.findIndex(
    ({ word }, at) => at >= thing.phrase.first && at < thing.phrase.last && foldWord(word) === old,
  );
  const entry = words[index];
  const known = located.terms.some(
    (term) => term.group === "subject" && term.first <= index && term.last > index,
  );
  if (entry === undefined || known) return null;
  const written = located.text.slice(entry.start, entry.end);
  const wanted = singularise(bare(to));
  return changed(
    splice(located.text, entry.start, entry.end, matchCapital(wanted, written)),
    `Changed ${entry.start === 0 ? decapitalise(written) : written} to ${wanted}`,
  );
}

/** Keeps determiner and adjectives of the old phrase where they fit the new noun. */
function fit(located: LocatedText, thing: FoundThing, wanted: string, from: string): string {
  const { phrase } = thing;
  const first = locate(wanted).words[0]?.word ?? "";
  const noun = bare(wanted);
  const counted = isNumberWord(first);
  if (counted || isPlural(coreOf(wanted)) !== thing.plural) {
    const the = located.words[phrase.first]?.word === "the" && !counted;
    return the ? `the ${noun}` : isPlural(coreOf(wanted)) && !counted ? noun : wanted;
  }
  const given = located.text.slice(phrase.start, phrase.adjectivesAt);
  const opening = isMass(coreOf(wanted)) ? given.replace(/^an? /i, "") : given;
  const coreStart = located.words[phrase.core]?.start ?? phrase.start;
  const adjectives = located.text
    .slice(phrase.adjectivesAt, coreStart)
    .split(" ")
    .filter(
      (word) =>
        outlives(word.toLowerCase(), noun) && !from.toLowerCase().includes(word.toLowerCase()),
    );
  const own = noun.split(" ").length > 1;
  const capital =
    phrase.start === phrase.adjectivesAt && /^\p{Lu}/u.test(located.text.slice(phrase.start));
  const result = `${opening}${own ? "" : adjectives.map((word) => `${word} `).join("")}${noun}`;
  return capital ? result.charAt(0).toUpperCase() + result.slice(1) : result;
}

/** Whether an adjective may be said of the new thing too: its state stays, what it is made of goes. */
function outlives(word: string, noun: string): boolean {
  // Only what grows is dense or lush.
  if (/^(?:dense|lush|overgrown)$/.test(word)) return false;
  const kind = adjectiveKind(word.replace(/,$/, ""));
  if (kind === "age" && /(?:girl|boy|child|kid|baby|toddler|kitten|puppy)$/i.test(noun))
    return false;
  return (
    isWorking(word) ||
    isRendering(word) ||
    word.endsWith("ing") ||
    kind === "opinion" ||
    kind === "quality" ||
    kind === "size" ||
    kind === "age"
  );
}

/** "red instead of blue": one word for another. */
function replaceWord(located: LocatedText, from: string, to: string): EditOutcome | null {
  const [wanted, ...more] = bare(from).toLowerCase().split(" ");
  if (more.length > 0 || bare(to).split(" ").length > 2) return null;
  const hit = located.words.find((entry) => entry.word === wanted && !isHyphenated(located, entry));
  if (hit === undefined) return null;
  const old = located.text.slice(hit.start, hit.end);
  const replacement = /^\p{Lu}/u.test(old)
    ? bare(to).charAt(0).toUpperCase() + bare(to).slice(1)
    : bare(to);
  if (old.toLowerCase() === replacement.toLowerCase())
    return unchanged(`It is ${replacement} already.`);
  return changed(
    splice(located.text, hit.start, hit.end, replacement),
    `Changed ${old.toLowerCase()} to ${bare(to)}`,
  );
}

const phraseOf = (located: LocatedText, thing: FoundThing): string =>
  located.text.slice(thing.phrase.start, thing.phrase.end).toLowerCase();
const bare = (phrase: string): string => phrase.trim().replace(/^(?:an?|the)\s+/i, "");
/** The noun of a phrase, before what is said of it ("wolves in the snow"). */
const coreOf = (phrase: string): string =>
  bare(phrase).split(/\s(?:of|in|on|with|at|that|who|by)\s/i)[0] ?? phrase;

const decapitalise = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** "the old oak", but "New York" without an article. */
function named(old: string, leading: boolean): string {
  if (!leading && /^\p{Lu}/u.test(old)) return old;
  return /^(?:his|her|its|their|my|our) /i.test(old) ? old : `the ${bare(decapitalise(old))}`;
}
