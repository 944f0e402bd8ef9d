import { markColourNames } from "./colour-names.ts";
import { colourLexicon } from "./lexicon/colours.ts";
import { cameraLexicon, moodLexicon, styleLexicon } from "./lexicon/expression.ts";
import type { LexiconEntries } from "./lexicon/lexicon-entries.ts";
import { subjectLexicon } from "./lexicon/subjects.ts";
import { terrainLexicon } from "./lexicon/terrain.ts";
import { seasonLexicon, timeOfDayLexicon } from "./lexicon/time-of-day.ts";
import { featureLexicon, weatherLexicon } from "./lexicon/weather.ts";
import { markNegatedWords } from "./mark-negated-words.ts";
import { foldWord } from "./word-forms.ts";

export type TermGroup =
  | "timeOfDay"
  | "season"
  | "terrain"
  | "weather"
  | "feature"
  | "subject"
  | "mood"
  | "style"
  | "camera"
  | "colour";

/** A lexicon name that occurs in the prompt. */
export interface Term {
  readonly group: TermGroup;
  readonly name: string;
  readonly position: number;
  readonly wordCount: number;
  readonly negated: boolean;
}

interface Phrase {
  readonly group: TermGroup;
  readonly name: string;
  readonly words: readonly string[];
}

const phrasesByFirstWord = new Map<string, Phrase[]>();

function addEntries<Name extends string>(group: TermGroup, entries: LexiconEntries<Name>): void {
  for (const [name, list] of Object.entries<string>(entries)) {
    for (const phrase of list.split(","))
      addPhrase({ group, name, words: phrase.trim().split(" ").map(foldWord) });
  }
}

function addPhrase(phrase: Phrase): void {
  const first = phrase.words[0] ?? "";
  const sameFirst = phrasesByFirstWord.get(first) ?? [];
  sameFirst.push(phrase);
  phrasesByFirstWord.set(first, sameFirst);
}

addEntries("timeOfDay", timeOfDayLexicon);
addEntries("season", seasonLexicon);
addEntries("terrain", terrainLexicon);
addEntries("weather", weatherLexicon);
addEntries("feature", featureLexicon);
addEntries("subject", subjectLexicon);
addEntries("mood", moodLexicon);
addEntries("style", styleLexicon);
addEntries("camera", cameraLexicon);
for (const word of Object.keys(colourLexicon))
  addPhrase({ group: "colour", name: word, words: [foldWord(word)] });

/**
 * Finds every lexicon phrase among the words of a prompt. Inside a group the longest phrase at
 * a place wins, and a phrase never starts inside a longer one of its group ("sky lantern"). What
 * only names a colour ("midnight blue") names nothing else.
 */
export function findTerms(words: readonly string[]): Term[] {
  const folded = words.map(foldWord);
  const negated = markNegatedWords(words);
  const isColourName = markColourNames(words);
  const terms: Term[] = [];
  const coveredUntil = new Map<TermGroup, number>();
  folded.forEach((word, position) => {
    const longest = new Map<string, Phrase>();
    // The index has matched the first word, or its stem, already.
    for (const phrase of candidates(word)) {
      if (position < (coveredUntil.get(phrase.group) ?? 0)) continue;
      if (!phrase.words.every((part, offset) => offset === 0 || folded[position + offset] === part))
        continue;
      const best = longest.get(phrase.group);
      if (best === undefined || phrase.words.length > best.words.length)
        longest.set(phrase.group, phrase);
    }
    for (const phrase of longest.values()) {
      if (isColourName[position] === true && phrase.words.length === 1 && phrase.group !== "colour")
        continue;
      coveredUntil.set(phrase.group, position + phrase.words.length);
      terms.push({
        group: phrase.group,
        name: phrase.name,
        position,
        wordCount: phrase.words.length,
        negated: negated[position] === true || isWithout(word),
      });
    }
  });
  return terms;
}

/** "cloudless" means no cloud: its stem is looked up and the term counts as negated. */
function candidates(word: string): Phrase[] {
  const own = phrasesByFirstWord.get(word);
  if (own !== undefined) return own;
  if (!isWithout(word)) return [];
  return (phrasesByFirstWord.get(word.slice(0, -4)) ?? []).filter(
    (phrase) => phrase.words.length === 1,
  );
}

function isWithout(word: string): boolean {
  return word.length > 6 && word.endsWith("less") && !phrasesByFirstWord.has(word);
}
