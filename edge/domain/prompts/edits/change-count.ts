import { findThings, readSubject, type FoundThing } from "../text/find-things.ts";
import { isNumberWord } from "../text/grammar-words.ts";
import { adjectiveKind } from "../text/adjective-kinds.ts";
import { indefiniteArticle, pluralise, singularise } from "../text/inflection.ts";
import { locate } from "../text/located-text.ts";
import { replacePhrase } from "../text/noun-phrase.ts";
import { agreePronouns } from "../text/pronouns.ts";
import { describeThing } from "./describe-thing.ts";
import { changed, unchanged, type EditOutcome } from "./edit.ts";

const amounts = ["a single", "a few", "many", "countless"] as const;

/** Sets how many there are: "three boats" where one boat was. Null when the prompt has none. */
export function setCount(prompt: string, wish: string): EditOutcome | null {
  const [, words = "", rest = ""] = counted.exec(wish.trim().toLowerCase()) ?? [];
  const subject = readSubject(wish);
  const thing = findThings(locate(prompt), subject).find(
    (found) => !found.negated && found.shape === "noun",
  );
  if (thing === undefined || !isCount(words)) return null;
  const one = /\b(?:one|1|single|a|an)$/.test(words);
  const head = rest.lastIndexOf(subject.head);
  const outcome = write(prompt, thing, {
    amount: one && words !== "a single" ? "one" : words,
    plural: !one,
    said: rest.slice(head + subject.head.length).replace(/^s\b/, ""),
  });
  const told = prompt.slice(thing.phrase.start, thing.phrase.end).toLowerCase().split(" ");
  return rest
    .slice(0, Math.max(head, 0))
    .split(" ")
    .filter((word) => adjectiveKind(word) !== null && !told.includes(word))
    .reduceRight(
      (so, word) => ("note" in so ? so : also(so, describeThing(so.text, subject.head, word))),
      outcome,
    );
}

const counted =
  /^(?:only |just |exactly )?(an? (?:single|few|couple of|pair of|dozen)|\d+|(?!more\b)\p{L}+) (.+)$/u;

const isCount = (words: string): boolean =>
  words !== "" && (isNumberWord(words) || /^(?:an?|an? .+|single)$/.test(words));

/** One change after another; what the second cannot do stays undone. */
function also(first: { text: string; change: string }, second: EditOutcome): EditOutcome {
  return "note" in second
    ? first
    : changed(
        second.text,
        `${first.change}, ${second.change.replace(/^\p{Lu}/u, (letter) => letter.toLowerCase())}`,
      );
}

const numbers = "one two three four five six seven eight nine ten eleven twelve".split(" ");

/** "remove one of the boats": as many fewer as it says. Null where either number is not told. */
export function reduceCount(prompt: string, wish: string): EditOutcome | null {
  const [, number = "", noun = ""] =
    /^(\w+) (?:of the )?(.+)$/.exec(wish.trim().toLowerCase()) ?? [];
  const fewer = numbers.indexOf(number) + 1;
  if (fewer === 0) return null;
  const thing = findThings(locate(prompt), readSubject(noun)).find((found) => !found.negated);
  const words = thing === undefined ? "" : prompt.slice(thing.phrase.start, thing.phrase.end);
  const there = numbers.findIndex((name) => words.toLowerCase().split(" ").includes(name)) + 1;
  return there > fewer ? setCount(prompt, `${numbers[there - fewer - 1]} ${noun}`) : null;
}

/** Twice as many, or half as many; where no number is told, more or fewer by one step. */
export function multiplyCount(
  prompt: string,
  { phrase, factor }: { phrase: string; factor: number },
): EditOutcome {
  const subject = readSubject(phrase);
  const thing = findThings(locate(prompt), subject).find(
    (found) => !found.negated && found.shape === "noun",
  );
  if (thing === undefined) return unchanged(`There are no ${phrase} in the prompt.`);
  const said = prompt.slice(thing.phrase.start, thing.phrase.end).toLowerCase().split(" ");
  const there = thing.plural ? numbers.findIndex((name) => said.includes(name)) + 1 : 1;
  if (there === 0) return changeAmount(prompt, thing, factor > 1 ? 1 : -1);
  const wanted = numbers[there * factor - 1];
  return (
    (wanted === undefined ? null : setCount(prompt, `${wanted} ${subject.head}`)) ??
    unchanged(`The number of ${subject.head} cannot be ${factor < 1 ? "halved" : "multiplied"}.`)
  );
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
  return write(prompt, thing, { amount: amounts[next] ?? "", plural: next > 0, said: "" });
}

function write(
  prompt: string,
  thing: FoundThing,
  { amount, plural, said }: { amount: string; plural: boolean; said: string },
): EditOutcome {
  const located = locate(prompt);
  const { phrase } = thing;
  const adjectives = prompt
    .slice(phrase.adjectivesAt, located.words[phrase.core]?.start ?? phrase.adjectivesAt)
    .replace(plural ? /\b(?:single|lone|solitary)\s+/gi : /^$/, "");
  const old = prompt.slice(phrase.start, phrase.end);
  const noun = (plural ? pluralise(thing.noun) : singularise(thing.noun)) + said;
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
  const agreed = agreePronouns(text, located, thing, noun.slice(0, noun.length - said.length));
  return changed(agreed, `Changed ${old.toLowerCase()} to ${replacement}`);
}
