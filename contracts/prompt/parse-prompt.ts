import { findTerms } from "./find-terms.ts";
import type { Term, TermGroup } from "./find-terms.ts";
import { hashText } from "./hash-text.ts";
import { colourLexicon } from "./lexicon/colours.ts";
import type {
  CameraMove,
  Feature,
  Mood,
  SceneDescription,
  Season,
  Style,
  SubjectDescription,
  SubjectKind,
  Terrain,
  TimeOfDay,
  Weather,
} from "./scene-description.ts";
import { normaliseText, splitWords } from "./word-forms.ts";

const manyWords = new Set([
  "many",
  "flock",
  "herd",
  "school",
  "swarm",
  "crowd",
  "fleet",
  "hundred",
  "thousand",
  "dozen",
  "countless",
  "lot",
  "group",
  "caravan",
]);
const fewWords = new Set([
  "two",
  "three",
  "four",
  "five",
  "few",
  "some",
  "several",
  "couple",
  "pair",
]);

/** How far a prompt is read; what follows cannot change the scene. */
const maxPromptCharacters = 4000;

/**
 * Reads a prompt in plain words into what it asks to see. Deterministic; any string parses, and
 * words that the lexicon does not know only change the hash.
 */
export function parsePrompt(prompt: string): SceneDescription {
  const normalisedPrompt = normaliseText(prompt.slice(0, maxPromptCharacters));
  const words = splitWords(normalisedPrompt);
  const terms = findTerms(words);
  const affirmed = terms.filter((term) => !term.negated);
  const excludedNames = new Set(terms.filter((term) => term.negated).map((term) => term.name));
  const names = (group: TermGroup): string[] => [
    ...new Set(
      affirmed
        .filter((term) => term.group === group && !excludedNames.has(term.name))
        .map((term) => term.name),
    ),
  ];
  const timeOfDay = mostSpecificTime(names("timeOfDay") as TimeOfDay[]);
  const season = names("season")[0] as Season | undefined;
  return {
    prompt,
    normalisedPrompt,
    ...(timeOfDay === undefined ? {} : { timeOfDay }),
    terrains: names("terrain") as Terrain[],
    weathers: names("weather") as Weather[],
    ...(season === undefined ? {} : { season }),
    colours: names("colour").flatMap((name) => colourLexicon[name] ?? []),
    subjects: readSubjects(affirmed, words, excludedNames),
    features: names("feature") as Feature[],
    moods: names("mood") as Mood[],
    styles: names("style") as Style[],
    cameraMoves: names("camera") as CameraMove[],
    excluded: [...excludedNames],
    recognisedTermCount: affirmed.length,
    hash: hashText(normalisedPrompt),
  };
}

/** "a sunny evening" is an evening: the general word "day" yields to every other. */
function mostSpecificTime(times: readonly TimeOfDay[]): TimeOfDay | undefined {
  return times.find((time) => time !== "noon") ?? times[0];
}

function readSubjects(
  terms: readonly Term[],
  words: readonly string[],
  excluded: ReadonlySet<string>,
): SubjectDescription[] {
  const byKind = new Map<string, SubjectDescription>();
  for (const term of terms) {
    if (term.group !== "subject" || excluded.has(term.name)) continue;
    // "a tropical beach with palm trees": a later plural counts more than an earlier hint.
    const known = byKind.get(term.name);
    if (known !== undefined) {
      if (known.count === "one") byKind.set(term.name, { ...known, count: readCount(term, words) });
      continue;
    }
    const colourTerm = terms.find(
      (other) =>
        other.group === "colour" &&
        term.position - other.position <= 2 &&
        other.position < term.position,
    );
    const colour = colourTerm === undefined ? undefined : colourLexicon[colourTerm.name];
    byKind.set(term.name, {
      kind: term.name as SubjectKind,
      count: readCount(term, words),
      ...(colour === undefined ? {} : { colour }),
    });
  }
  return [...byKind.values()];
}

function readCount(term: Term, words: readonly string[]): SubjectDescription["count"] {
  const before = words.slice(Math.max(0, term.position - 3), term.position + 1);
  if (before.some((word) => manyWords.has(word.replace(/s$/, "")))) return "many";
  if (before.some((word) => fewWords.has(word))) return "few";
  const last = words[term.position + term.wordCount - 1] ?? "";
  if (["people", "children", "geese", "wolves", "sheep"].includes(last)) return "few";
  return last.endsWith("s") && !last.endsWith("ss") && !last.endsWith("us") ? "few" : "one";
}
