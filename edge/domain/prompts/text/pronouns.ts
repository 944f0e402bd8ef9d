import { agreeVerb, isPlural } from "./inflection.ts";
import { isFiniteVerb, isFunctionWord } from "./grammar-words.ts";
import { locate, splice, type LocatedText } from "./located-text.ts";
import { matchCapital } from "./tidy.ts";

type Gender = "he" | "she" | "it" | "they";

const males =
  /^(?:man|men|boy|boys|father|king|guy|gentleman|grandfather|grandpa|husband|son|brother|prince|uncle|lad|groom|actor|waiter|wizard|monk|\p{L}+(?:man|men))$/u;
const females =
  /^(?:woman|women|girl|girls|mother|queen|lady|grandmother|grandma|wife|daughter|sister|princess|aunt|bride|actress|waitress|witch|nun|ballerina|\p{L}+(?:woman|women))$/u;

/** The pronoun of a noun by its own meaning; null where it may be any ("barista", "dog"). */
function genderOf(noun: string, plural: boolean): Gender | null {
  const head = noun.split(" ").at(-1)?.toLowerCase() ?? "";
  if (plural) return "they";
  if (females.test(head)) return "she";
  return males.test(head) && !/^(?:human|german|roman|ottoman|talisman)$/.test(head) ? "he" : null;
}

const forms: Readonly<Record<Gender, readonly [string, string, string, string, string]>> = {
  he: ["he", "him", "his", "his", "himself"],
  she: ["she", "her", "her", "hers", "herself"],
  it: ["it", "it", "its", "its", "itself"],
  they: ["they", "them", "their", "theirs", "themselves"],
};

const genders = Object.keys(forms) as Gender[];

/**
 * Makes the pronouns behind a thing agree with what stands in its place ("a woman mends her net"),
 * where it is the only one that they can stand for. `text` is what `located` became.
 */
export function agreePronouns(
  text: string,
  located: LocatedText,
  old: { noun: string; plural: boolean; phrase: { first: number; last: number; end: number } },
  wanted: string,
): string {
  const before = located.words[old.phrase.first - 1]?.word ?? "";
  if (before !== "" && !/^(?:[.!?]|of)$/.test(before)) return text;
  const others = located.words.some(
    ({ word }, index) =>
      genderOf(word, false) !== null && (index < old.phrase.first || index > old.phrase.last),
  );
  const used = genders.filter((gender) =>
    located.words.some(
      ({ word, start }) => start >= old.phrase.end && forms[gender].includes(word) && word !== "it",
    ),
  );
  const [only] = used;
  if (others || used.length !== 1 || only === undefined) return text;
  const known = genderOf(old.noun, old.plural);
  if (known === null ? only === "they" : known !== only) return text;
  const person = isPerson(wanted) ? (only === "it" ? "they" : only) : "it";
  const next = genderOf(wanted, isPlural(wanted)) ?? person;
  const from = old.phrase.end + text.length - located.text.length;
  return next === only ? text : exchange(text, from, only, next);
}

/** Someone of whom one says he or she as it fits: such a word leaves the pronouns as they are. */
const isPerson = (noun: string): boolean =>
  /(?:er|or|ist|ian|ista|chef|pilot|nurse|guard|clerk|child|person|kid|teenager|student|astronaut|athlete|couple)$/i.test(
    noun,
  ) && !/(?:tiger|panther|spider|otter|retriever|badger|hamster|tractor)$/i.test(noun);

function exchange(text: string, from: number, old: Gender, wanted: Gender): string {
  const { words } = locate(text);
  let result = text;
  for (const [index, entry] of [...words.entries()].toReversed()) {
    if (entry.start < from || !forms[old].includes(entry.word)) continue;
    const next = words[index + 1];
    const replacement = forms[wanted][caseOf(entry.word, next?.word ?? "")] ?? entry.word;
    const subject = replacement === forms[wanted][0] && next !== undefined;
    if (subject && (isFiniteVerb(next.word) || /^(?:is|are|has|have|was|were)$/.test(next.word)))
      result = splice(result, next.start, next.end, agreeVerb(next.word, wanted === "they"));
    const written = text.slice(entry.start, entry.end);
    result = splice(result, entry.start, entry.end, matchCapital(replacement, written));
  }
  return result;
}

/** Which of its forms a pronoun is; "her" and "his" stand for two and are told by the next word. */
function caseOf(pronoun: string, next: string): number {
  const alone = next === "" || isFunctionWord(next);
  if (pronoun === "her") return alone ? 1 : 2;
  if (pronoun === "his" || pronoun === "its") return alone ? 3 : 2;
  return Object.values(forms).reduce((found, one) => Math.max(found, one.indexOf(pronoun)), 0);
}
