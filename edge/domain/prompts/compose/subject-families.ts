import { foldWord } from "#contracts/prompt/word-forms.ts";
import { determiners, isFiniteVerb, isFunctionWord } from "../text/grammar-words.ts";
import { isPlural, pluralise } from "../text/inflection.ts";
import type { LocatedText } from "../text/located-text.ts";
import { nounPhraseAround } from "../text/noun-phrase.ts";
import { animals } from "./animals.ts";
import { heldBy, motionOf, type Motion } from "./motion.ts";
import { peopleAndThings } from "./people-and-things.ts";

/** Subjects of which the same may be said, and where they are at home. */
export type SubjectFamily = {
  nouns: string;
  habitat: "outdoors" | "water" | "space" | "anywhere";
  /**
   * "{its}" and "{tail}" agree with the subject ("its tail", "their tails"); marks as for `heldBy`.
   */
  details: string;
  /** Places to put it where the prompt names none. */
  settings: string;
  isHuman?: boolean;
};

/** The first subject of a text, with its place in it. */
export type FoundSubject = {
  family: SubjectFamily;
  noun: string;
  plural: boolean;
  /** Whose its parts are: "its", "her", "their". */
  owner: string;
  /** Word indices of its phrase. */
  first: number;
  last: number;
};

const families = [...animals, ...peopleAndThings];
const familyOfNoun = new Map(
  families.flatMap((family) => family.nouns.split(" ").map((noun) => [foldWord(noun), family])),
);
const familyOfPhrase = families.flatMap((family) =>
  family.nouns
    .split(" ")
    .filter((noun) => noun.includes("-"))
    .map((noun) => ({ family, words: noun.split("-").map(foldWord) })),
);
/** Machines and things that end as people do. */
const machines =
  /^(?:excavator|bulldozer|tractor|harvester|escalator|elevator|reactor|motor|projector|computer|printer|mixer|blender|freighter|tanker|helicopter|chopper|roller|rover|speaker|scooter|skyscraper|container|flower|water|river|paper|letter|tower|poster|hammer|ladder|burger|glacier|meteor|shower|mirror|cursor|thunder|ember|conveyor|propeller|steamer|trailer|generator|thruster|feather|powder|butter|copper|silver)s?$/;
/** Endings by which English tells who does something. */
const agent = /.{3,}(?:er|or|ist|ian|eur|ess|man|woman|men|women|people)s?$/;
const personFamily = families.find(({ isHuman }) => isHuman === true);

/** A rubber duck has no feathers. */
const imitations =
  /^(?:paper|toy|origami|lego|stuffed|plush|cardboard|clay|inflatable|plastic|miniature|model|rubber|chocolate|gingerbread|holographic)$/;

/** Finds what a text is about, as far as it is known: the first noun of a family that heads its phrase. */
export function findSubject(
  located: LocatedText,
  venues: readonly { first: number; last: number }[] = [],
): FoundSubject | null {
  const { words } = located;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]?.word ?? "";
    // A "subway car" is a place, no car.
    if (isNegated(located, index) || venues.some((one) => one.first <= index && one.last >= index))
      continue;
    const { family, length } = familyAt(located, index);
    if (family === undefined) continue;
    const last = index + length - 1;
    const phrase = nounPhraseAround(located, index, last);
    if (words.slice(phrase.first, index).some((one) => imitations.test(one.word))) continue;
    // A "balloon seller" is no balloon.
    if (phrase.last > last) continue;
    const noun = length === 1 ? word : (words[last]?.word ?? "");
    const plural = isSeveral(located, phrase, noun);
    const owner = ownerOf(located, family, noun, plural);
    return { family, noun, plural, owner, first: phrase.first, last };
  }
  return null;
}

function familyAt(
  located: LocatedText,
  index: number,
): { family: SubjectFamily | undefined; length: number } {
  const { words } = located;
  const phrase = familyOfPhrase.find((one) =>
    one.words.every((part, offset) => foldWord(words[index + offset]?.word ?? "") === part),
  );
  if (phrase !== undefined) return { family: phrase.family, length: phrase.words.length };
  const word = words[index]?.word ?? "";
  const known = familyOfNoun.get(foldWord(word));
  if (known !== undefined) return { family: known, length: 1 };
  // "A hacker typing": whoever opens the text and does something; a "skyscraper glowing" does not.
  const next = words[index + 1]?.word ?? "";
  const does = (next.endsWith("ing") && motionOf(next) !== null) || isFiniteVerb(next);
  const isKnown = located.terms.some(({ last, group }) => last === index && group !== "mood");
  const agrees =
    index < 4 &&
    does &&
    !isKnown &&
    !isFunctionWord(word) &&
    agent.test(word) &&
    !machines.test(word);
  return { family: agrees ? personFamily : undefined, length: 1 };
}

function isNegated(located: LocatedText, index: number): boolean {
  const before = [1, 2].map((steps) => located.words[index - steps]?.word ?? "");
  return before.some((word) => /^(?:no|without|not)$/.test(word));
}

function isSeveral(
  located: LocatedText,
  { first, last }: { first: number; last: number },
  noun: string,
): boolean {
  const [joint, partner] = [1, 2].map((steps) => located.words[last + steps]?.word ?? "");
  const isJoined =
    joint === "and" &&
    (determiners.has(partner ?? "") || familyOfNoun.has(foldWord(partner ?? "")));
  return (
    isJoined ||
    isPlural(noun) ||
    /^(?:people|crowd|couple|pair|team|band|orchestra|family|sheep|cattle)$/.test(noun) ||
    /^(?:two|three|four|five|six|several|many|few|herd|flock|school|group|pack)$/.test(
      located.words[first]?.word ?? "",
    )
  );
}

/** What may be said of a subject that moves, rests or works, in its number. */
export function detailsOf(subject: FoundSubject, motion: Motion | null): string[] {
  return heldBy(motion, subject.family.details.split("; ")).map((detail) =>
    inNumber(detail, subject),
  );
}

/** "{tail} raised" → "its tail raised", "their tails raised". */
function inNumber(detail: string, { plural, owner }: FoundSubject): string {
  return detail.replace(/\{(\w+)\}/g, (_, noun: string) =>
    noun === "its" ? owner : `${owner} ${plural ? pluralise(noun) : noun}`,
  );
}

const female =
  /^(?:.*woman|girl|mother|grandmother|lady|queen|princess|bride|witch|ballerina|mare|cow|lioness|hen)$/;
const male = /^(?:.*man|boy|father|grandfather|king|prince|groom|cowboy|bull|stallion|stag)$/;

/** The pronoun that the text itself uses, else the one of the noun; people are "they" also when one. */
function ownerOf(
  located: LocatedText,
  family: SubjectFamily,
  noun: string,
  plural: boolean,
): string {
  if (plural) return "their";
  const said = ["his", "her"].filter((one) => located.words.some(({ word }) => word === one));
  if (said.length === 1 && said[0] !== undefined) return said[0];
  if (family.isHuman !== true) return "its";
  return female.test(noun) ? "her" : male.test(noun) && noun !== "human" ? "his" : "their";
}

export const settingsOf = ({ family }: FoundSubject): string[] =>
  family.settings === "" ? [] : family.settings.split("; ");
