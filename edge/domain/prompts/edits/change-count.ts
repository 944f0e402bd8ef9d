import { findThings, readSubject, type FoundThing } from "../text/find-things.ts";
import { isNumberWord } from "../text/grammar-words.ts";
import { indefiniteArticle, pluralise, singularise } from "../text/inflection.ts";
import { locate } from "../text/located-text.ts";
import { replacePhrase } from "../text/noun-phrase.ts";
import { agreePronouns } from "../text/pronouns.ts";
import { changed, unchanged, type EditOutcome } from "./edit.ts";

const amounts = ["a single", "a few", "many", "countless"] as const;

/** Sets how many there are: "three boats" where one boat was. Null when the prompt has none. */
export function setCount(prompt: string, wish: string): EditOutcome | null {
  const located = locate(wish);
  const number = located.words.findLast(
    ({ word }) => isNumberWord(word) || word === "single" || word === "a",
  );
  if (number === undefined) return null;
  const thing = findThings(locate(prompt), readSubject(wish)).find(
    (found) => !found.negated && found.shape === "noun",
  );
  if (thing === undefined) return null;
  const words = wish
    .slice(0, number.end)
    .replace(/^(?:only|just|exactly)\s+/i, "")
    .toLowerCase();
  const one = /\b(?:one|1|single|a|an)$/.test(words);
  return write(prompt, thing, one && words !== "a single" ? "one" : words, !one);
}

/** More of them or fewer, by one step. */
export function changeAmount(prompt: string, thing: FoundThing, direction: 1 | -1): EditOutcome {
  const words = prompt.slice(thing.phrase.start, thing.phrase.end).toLowerCase();
  const level = /\b(?:countless|thousands)\b/.test(words)
    ? 3
    : /\b(?:many|numerous|hundreds|dozens|flock|herd|school|swarm|crowd|fleet)\b/.test(words)
      ? 2
      : !thing.plural
        ? 0
        : /\b(?:few|several|couple|pair|two|three|four)\b/.test(words)
          ? 1
          : 1.5;
  // A plain plural stands between a few and many.
  const next = direction > 0 ? Math.floor(level + 1) : Math.ceil(level - 1);
  const noun = thing.noun.toLowerCase();
  if (next < 0) return unchanged(`There is only one ${singularise(noun)}.`);
  if (next >= amounts.length) return unchanged(`There are countless ${noun} already.`);
  return write(prompt, thing, amounts[next] ?? "", next > 0);
}

function write(prompt: string, thing: FoundThing, amount: string, plural: boolean): EditOutcome {
  const located = locate(prompt);
  const { phrase } = thing;
  const adjectives = prompt
    .slice(phrase.adjectivesAt, located.words[phrase.core]?.start ?? phrase.adjectivesAt)
    .replace(plural ? /\b(?:single|lone|solitary)\s+/gi : /^$/, "");
  const old = prompt.slice(phrase.start, phrase.end);
  const noun = plural ? pluralise(thing.noun) : singularise(thing.noun);
  const lower =
    phrase.adjectivesAt === phrase.start
      ? (adjectives + noun).replace(/^\p{Lu}/u, (letter) => letter.toLowerCase())
      : adjectives + noun;
  const replacement = `${amount} ${lower}`.replace(
    /^a (?=[aeiou])/i,
    `${indefiniteArticle(lower)} `,
  );
  if (old.toLowerCase() === replacement.toLowerCase())
    return unchanged(`There ${plural ? "are" : "is"} ${replacement} already.`);
  const text = replacePhrase(located, thing, replacement, plural);
  const agreed = agreePronouns(text, located, thing, noun);
  return changed(agreed, `Changed ${old.toLowerCase()} to ${replacement}`);
}
