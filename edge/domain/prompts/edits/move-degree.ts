import { splice, type LocatedText } from "../text/located-text.ts";
import { matchCapital } from "../text/tidy.ts";
import { changed, unchanged, type EditOutcome } from "./edit.ts";
import { adjectiveDegrees, adverbLevel, milderWord, weakAdverb } from "./qualities.ts";

export type DegreeStep = { direction: 1 | -1; steps: number };

/** The level after a step; two steps down stop at the weakest, only from there the next takes it out. */
export function nextLevel(current: number, step: DegreeStep, strongest: number): number {
  const next = current + step.direction * step.steps;
  return Math.min(current > 0 ? Math.max(next, 0) : next, strongest);
}

/** Makes one adjective of a text stronger or weaker: "warm light" → "very warm light". */
export function moveAdjective(
  located: LocatedText,
  span: { first: number; last: number; start: number; end: number },
  step: DegreeStep,
): EditOutcome {
  const before = located.words[span.first - 1];
  const level = before === undefined ? null : adverbLevel(before.word);
  const start = level === null ? span.start : (before?.start ?? span.start);
  const word = located.text.slice(span.start, span.end).toLowerCase();
  const current = level ?? 1;
  const next = nextLevel(current, step, adjectiveDegrees.length - 1);
  const written = located.text.slice(start, span.end);
  const old = written.toLowerCase();
  if (next < 0) return changed(splice(located.text, start, span.end, ""), `Took out "${old}"`);
  if (next === current) return unchanged(`It is already ${old}.`);
  const milder = next === 0 ? milderWord(word, located.words[span.last + 1]?.word ?? "") : null;
  const adverb = next === 0 ? weakAdverb(word) : (adjectiveDegrees[next] ?? "");
  const replacement = milder ?? `${adverb} ${word}`.trim();
  return changed(
    splice(located.text, start, span.end, matchCapital(replacement, written)),
    `Changed ${old} to ${replacement}`,
  );
}
