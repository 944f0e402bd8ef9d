import { moodLexicon } from "#contracts/prompt/lexicon/expression.ts";
import type { Weather } from "#contracts/prompt/scene-description.ts";
import { foldWord } from "#contracts/prompt/word-forms.ts";
import type { Wish } from "../request/wish.ts";
import { findThings, readSubject, type FoundThing } from "../text/find-things.ts";
import { isAdjective } from "../text/grammar-words.ts";
import { adjectivePlace } from "../text/adjective-order.ts";
import { isPlural } from "../text/inflection.ts";
import {
  foldText,
  isHyphenated,
  locate,
  splice,
  termsOf,
  type LocatedText,
} from "../text/located-text.ts";
import { addQuality } from "./add-quality.ts";
import { addThing } from "./add-thing.ts";
import { changeAmount } from "./change-count.ts";
import { changed, unchanged, type EditOutcome } from "./edit.ts";
import { moveAdjective, nextLevel } from "./move-degree.ts";
import { hasDegrees, nounDegreesOf, nounLevel, oppositesOf } from "./qualities.ts";
import { removeThing } from "./remove-thing.ts";
import { isStyleTag, setStyle } from "./set-style.ts";
import { setWeather } from "./set-weather.ts";

export type DegreeWish = Pick<
  Extract<Wish, { kind: "degree" }>,
  "quality" | "direction" | "steps" | "isSeen"
>;

/** Makes something in the prompt stronger or weaker, by one step or two. */
export function changeDegree(prompt: string, wish: DegreeWish): EditOutcome {
  const located = locate(prompt);
  const adjective = findAdjective(located, wish.quality);
  if (adjective !== null) return moveAdjective(located, adjective, wish);
  // "gloomy" is how a scene feels, even where the lexicon also hears a weather in it.
  const isMood =
    isAdjective(wish.quality) && locate(wish.quality).terms.some(({ group }) => group === "mood");
  const thing = isMood
    ? undefined
    : findThings(located, readSubject(wish.quality)).find((found) => !found.negated);
  if (thing !== undefined) {
    const other = !foldText(thing.noun).endsWith(foldText(readSubject(wish.quality).head));
    // A waitress is one of the people, but more people are not more waitresses.
    if (other && wish.direction > 0 && thing.shape === "noun" && isPlural(wish.quality))
      return addThing(prompt, `more ${wish.quality}`);
    if (thing.shape === "adjective") return moveAdjective(located, thing.phrase, wish);
    const noun = foldWord(located.words[thing.phrase.last]?.word ?? "");
    const lamps = noun === "light" && thing.plural;
    if ((hasDegrees(noun) && !lamps) || !countable(located, thing))
      return moveNoun(located, thing, wish);
    return changeAmount(prompt, thing, wish.direction);
  }
  const opposite = wish.isSeen === true ? oppositesOf(wish.quality.toLowerCase())[0] : undefined;
  if (opposite !== undefined) return addQuality(prompt, opposite);
  if (wish.direction < 0)
    return unchanged(
      isAdjective(wish.quality)
        ? `The prompt is not ${wish.quality}.`
        : `There ${isPlural(wish.quality) ? "are" : "is"} no ${wish.quality} in the prompt.`,
    );
  const weather = termsOf(locate(wish.quality), "weather")[0]?.name as Weather | undefined;
  if (weather !== undefined && !isMood && isAdjective(wish.quality))
    return setWeather(prompt, { name: weather, phrase: null }, () => 0);
  if (isAdjective(wish.quality) && isStyleTag(wish.quality)) return setStyle(prompt, wish.quality);
  if (isAdjective(wish.quality) || moodOf(wish.quality) !== null) {
    return addQuality(prompt, wish.steps > 1 ? `very ${wish.quality}` : wish.quality);
  }
  const known = isPlural(wish.quality) || locate(wish.quality).terms.length > 0;
  return known
    ? addThing(prompt, wish.quality)
    : unchanged(`There is no ${wish.quality} in the prompt.`);
}

/** "plenty of confetti": an amount in front of what has no number. */
function moveMeasure(
  text: string,
  phrase: FoundThing["phrase"],
  degrees: readonly string[],
  measure: string,
  wish: DegreeWish,
): EditOutcome {
  const next = nextLevel(degrees.indexOf(measure), wish, degrees.length - 1);
  const core = text.toLowerCase().lastIndexOf(`${measure} `, phrase.end);
  const noun = text.slice(core + measure.length + 1, phrase.end);
  const replacement = `${degrees[Math.max(next, 0)] ?? ""} ${noun}`.trim();
  return degrees[next] === measure || next < 0
    ? unchanged(`There is ${measure} ${noun} already.`)
    : changed(
        splice(text, core, phrase.end, replacement),
        `Changed ${measure} ${noun} to ${replacement}`,
      );
}

/** What has a number: a plural, or one of the lexicon's subjects. */
function countable(located: LocatedText, thing: FoundThing): boolean {
  return (
    thing.plural ||
    /^(?:an?|one)$/.test(located.words[thing.phrase.first]?.word ?? "") ||
    located.terms.some(
      (term) =>
        term.group === "subject" &&
        term.last >= thing.phrase.core &&
        term.first <= thing.phrase.last,
    )
  );
}

/** The word itself, or for a mood another word of the same mood. */
function findAdjective(
  located: LocatedText,
  quality: string,
): { first: number; last: number; start: number; end: number } | null {
  const wanted = quality.toLowerCase();
  const mood = moodOf(wanted);
  const index = located.words.findIndex(
    (entry) => entry.word === wanted && isAdjective(entry.word) && !isHyphenated(located, entry),
  );
  const word = located.words[index];
  if (word !== undefined) return { first: index, last: index, start: word.start, end: word.end };
  if (mood === null) return null;
  return (
    located.terms.find(
      (term) =>
        term.group === "mood" &&
        term.name === mood &&
        !term.negated &&
        isAdjective(located.words[term.last]?.word ?? ""),
    ) ?? null
  );
}

function moodOf(word: string): string | null {
  return (
    Object.entries(moodLexicon).find(([name, words]) => name === word && words !== "")?.[0] ?? null
  );
}

/** Of places: how much of what they are made of there is. */
const placeDegrees = ["sparse", "", "dense", "endless"] as const;

function moveNoun(located: LocatedText, thing: FoundThing, wish: DegreeWish): EditOutcome {
  const { phrase } = thing;
  const noun = located.text.slice(located.words[phrase.core]?.start ?? 0, phrase.end);
  const isPlace = located.terms.some(
    (term) => term.group === "terrain" && term.first <= phrase.last && term.last >= phrase.core,
  );
  const folded = foldWord(located.words[phrase.last]?.word ?? "");
  const degrees = isPlace && !hasDegrees(folded) ? placeDegrees : nounDegreesOf(folded);
  const before = phrase.core > phrase.first ? located.words[phrase.core - 1] : undefined;
  const spoken = located.text.slice(0, located.words[phrase.core]?.start).toLowerCase();
  const measure = degrees.find((degree) => degree.includes(" ") && spoken.endsWith(`${degree} `));
  if (measure !== undefined) return moveMeasure(located.text, phrase, degrees, measure, wish);
  const leveled = isPlace || hasDegrees(folded);
  const told = before === undefined || !leveled ? null : nounLevel(before.word);
  const current = told ?? 1;
  const next = nextLevel(current, wish, degrees.length - 1);
  if (next < 0) return removeThing(located.text, { phrase: noun, exclude: false });
  const degree = degrees[next] ?? "";
  const place = degree.includes(" ")
    ? phrase.adjectivesAt
    : adjectivePlace(located, phrase, "heavy");
  const start = told === null ? place : (before?.start ?? 0);
  const old = located.text.slice(start, phrase.end).toLowerCase();
  const rest = located.text.slice(told === null ? start : (before?.end ?? start), phrase.end);
  const replacement = `${degree} ${rest.trim().toLowerCase()}`.trim();
  if (next === current || replacement === old)
    return unchanged(
      `The ${noun.toLowerCase()} cannot be made ${wish.direction > 0 ? "any stronger" : "any weaker"}: it is ${old}.`,
    );
  return changed(
    splice(located.text, start, phrase.end, replacement),
    `Changed ${old} to ${replacement}`,
  );
}
