import type { TimeOfDay } from "#contracts/prompt/scene-description.ts";
import { isPreposition } from "../text/grammar-words.ts";
import { canonicalTime, isTimeNoun, timeForms } from "../text/attribute-forms.ts";
import { appendToScene } from "../text/layout.ts";
import {
  locate,
  splice,
  surfaceOf,
  termsOf,
  type LocatedTerm,
  type LocatedText,
} from "../text/located-text.ts";
import { capitalise } from "../text/tidy.ts";
import { changed, unchanged, type EditOutcome } from "./edit.ts";

/** Lexicon words that imply a time without telling it: they belong to the scene and stay. */
const impliedTimes = new Set(["neon", "cyberpunk", "gloom", "breakfast"]);
/** What shines: these words follow the time from day to night and back. */
const lightPairs: readonly (readonly [day: string, night: string])[] = [
  ["(?:setting|rising|low|bright) sun", "full moon"],
  ["sunlight", "moonlight"],
  ["sunshine", "moonlight"],
  ["sunbeams", "moonbeams"],
  ["sunlit", "moonlit"],
  ["sunny", "moonlit"],
  ["blue sky", "starry sky"],
  ["sun", "moon"],
];

/** The terms that tell the time of day of a text. */
function timeTerms(located: LocatedText): LocatedTerm[] {
  return termsOf(located, "timeOfDay").filter(
    (term) => !impliedTimes.has(surfaceOf(located, term).toLowerCase()),
  );
}

/** The time that a text tells: "a sunny evening" is an evening. */
export function readTime(located: LocatedText): { name: TimeOfDay; surface: string } | null {
  const terms = timeTerms(located);
  const term = terms.find(({ name }) => name !== "noon") ?? terms[0];
  if (term === undefined) return null;
  return { name: term.name as TimeOfDay, surface: surfaceOf(located, term).toLowerCase() };
}

/** Makes it that time of day: in place where the prompt tells a time, else at the end of its body. */
export function setTime(prompt: string, wanted: { name: TimeOfDay; surface: string }): EditOutcome {
  const before = readTime(locate(prompt));
  const { noun, adverbial } = timeForms(wanted.surface, wanted.name);
  const same =
    before?.name === wanted.name && (!isTimeNoun(wanted.surface) || spoken(before) === noun);
  if (same) return unchanged(`It is already ${spoken(before)}.`);
  let text = swapLight(prompt, wanted.name, noun);
  const located = locate(text);
  const terms = timeTerms(located);
  const told = (term: LocatedTerm): boolean =>
    term.name === wanted.name && surfaceOf(located, term).toLowerCase() === noun;
  let placed = terms.some(told);
  const replaced = terms.filter(
    (term) => !told(term) && (term.name !== wanted.name || isTimeNoun(surfaceOf(located, term))),
  );
  for (const [index, term] of [...replaced.entries()].toReversed()) {
    const use = index === 0 && !placed ? { noun, adverbial } : null;
    const result = replaceTerm(located, text, term, use);
    text = result.text;
    placed ||= result.placed;
  }
  if (!placed && readTime(locate(text))?.name !== wanted.name)
    text = appendToScene(text, adverbial);
  text = text.replace(/\b(?:(sunset|dusk)|dawn|sunrise) sun\b/gi, (_, setting?: string) =>
    setting === undefined ? "rising sun" : "setting sun",
  );
  const from = before === null ? null : spoken(before);
  return changed(
    text,
    from === null ? `Set the time to ${noun}` : `Changed the time from ${from} to ${noun}`,
  );
}

function spoken(time: { name: TimeOfDay; surface: string }): string {
  return isTimeNoun(time.surface) ? time.surface : canonicalTime(time.name);
}

/** Replaces one time term, or takes it out when `use` is null, with the preposition that it has. */
function replaceTerm(
  located: LocatedText,
  text: string,
  term: LocatedTerm,
  use: { noun: string; adverbial: string } | null,
): { text: string; placed: boolean } {
  const surface = surfaceOf(located, term).toLowerCase();
  let first = term.first;
  while (
    ["the", "early", "late", "a", "an", "broad"].includes(located.words[first - 1]?.word ?? "")
  )
    first -= 1;
  const preposition = located.words[first - 1];
  const article = located.words[first]?.word;
  const phraseStart = preposition?.start ?? term.start;
  const next = located.words[term.last + 1]?.word ?? "";
  const headOfPhrase =
    next === "" ||
    /^[.,;:!?]$/.test(next) ||
    isPreposition(next) ||
    next === "and" ||
    next === "with";
  const adverbial =
    preposition !== undefined &&
    ["at", "in", "during", "by", "before", "after", "around", "until"].includes(preposition.word) &&
    headOfPhrase;
  if (adverbial && article !== "a" && article !== "an") {
    return {
      text: splice(text, phraseStart, term.end, use?.adverbial ?? ""),
      placed: use !== null,
    };
  }
  if (surface === "tonight" || surface === "after dark") {
    return { text: splice(text, term.start, term.end, use?.adverbial ?? ""), placed: use !== null };
  }
  if (!isTimeNoun(surface)) return { text: splice(text, term.start, term.end, ""), placed: false };
  const start = ["early", "late"].includes(located.words[term.first - 1]?.word ?? "")
    ? (located.words[term.first - 1]?.start ?? term.start)
    : term.start;
  return { text: splice(text, start, term.end, use?.noun ?? ""), placed: use !== null };
}

function swapLight(text: string, wanted: TimeOfDay, noun: string): string {
  let result = text;
  for (const [day, night] of lightPairs) {
    const toNight = wanted === "night";
    const sun = /dawn|sunrise/.test(noun)
      ? "rising sun"
      : /sunset|dusk/.test(noun)
        ? "setting sun"
        : "bright sun";
    const sky = wanted === "noon" || wanted === "morning" ? day : `${noun} sky`;
    const [from, to] = toNight
      ? [day, night]
      : [night, night.endsWith("sky") ? sky : day.startsWith("(") ? sun : day];
    result = result.replace(new RegExp(`\\b${from}\\b`, "gi"), (found) =>
      /^\p{Lu}/u.test(found) ? capitalise(to) : to,
    );
  }
  return result;
}
