import { adjectiveKind, isColour, isMaterial } from "../text/adjective-kinds.ts";
import { adjectivePlace } from "../text/adjective-order.ts";
import { findThings, readSubject, type FoundThing } from "../text/find-things.ts";
import { determiners, isActivity, isNumberWord } from "../text/grammar-words.ts";
import { isPlural } from "../text/inflection.ts";
import { appendTag, appendToScene, layOut, removeSegment } from "../text/layout.ts";
import { locate, splice, type LocatedText } from "../text/located-text.ts";
import { lowerStart } from "../text/proper-names.ts";
import { listWords, matchCapital } from "../text/tidy.ts";
import { withArticle } from "./add-thing.ts";
import { changed, unchanged, type EditOutcome } from "./edit.ts";
import { moveAdjective } from "./move-degree.ts";
import { oppositesOf } from "./qualities.ts";

const paletteTag = /\b(?:tones|colou?rs|palette|hues)$/i;

/**
 * Says something of one thing: a colour or another adjective before its noun, in place of its
 * opposite. `steps`: it was a comparative ("much warmer" is two), so that warm light becomes warmer.
 */
export function describeThing(
  prompt: string,
  target: string,
  adjective: string,
  steps = 0,
): EditOutcome {
  const located = locate(prompt);
  const noun = target
    .trim()
    .replace(/^(?:the|an?|his|her|its|their|all|every)\s+/i, "")
    .toLowerCase();
  const thing = findThings(located, readSubject(noun)).find(
    (found) => !found.negated && found.shape === "noun",
  );
  return thing === undefined
    ? describeAbsent(prompt, noun, adjective)
    : describeFound(located, thing, adjective, steps);
}

/** The same for a thing that is found already. */
export function describeFound(
  located: LocatedText,
  thing: FoundThing,
  adjective: string,
  steps = 0,
): EditOutcome {
  const { text } = located;
  const { phrase } = thing;
  const name = thing.noun.toLowerCase();
  const wish = steps > 1 && !isColour(adjective) ? `very ${adjective}` : adjective;
  const coreStart = located.words[phrase.core]?.start ?? phrase.start;
  const said = located.words
    .map((entry, index) => ({ ...entry, first: index, last: index }))
    .slice(phrase.first, phrase.core + 1);
  const own = said.find(({ word }) => word === adjective.toLowerCase());
  if (own !== undefined && steps > 0)
    return moveAdjective(located, own, { direction: 1, steps: 1 });
  if (own !== undefined) return unchanged(`The ${name} is already ${adjective}.`);
  const old = said.filter(
    ({ word, start }) => start < coreStart && givesWay(word, adjective, name),
  );
  const [first, last] = [old[0], old.at(-1)];
  if (first !== undefined && last !== undefined) {
    const before = text.slice(first.start, last.end);
    return changed(
      splice(text, first.start, last.end, matchCapital(wish, before)),
      `Changed the ${name} from ${before.toLowerCase()} to ${wish}`,
    );
  }
  const pace = paceOf(adjective);
  const verb = /^[^,.;]*?\b(slowly|quickly|rapidly|swiftly|leisurely)\b/i.exec(
    text.slice(phrase.end),
  );
  if (pace !== null && verb !== null) {
    const end = phrase.end + verb[0].length;
    const start = end - (verb[1]?.length ?? 0);
    return changed(splice(text, start, end, pace), `Made the ${name} go ${pace}`);
  }
  const at = adjectivePlace(located, phrase, adjective);
  const opened = determiners.has(said[0]?.word ?? "") || isNumberWord(said[0]?.word ?? "");
  const before = said.findLast(({ end }) => end < at && end > phrase.adjectivesAt);
  const kind = adjectiveKind(adjective);
  // Two adjectives of one kind take a comma: "a quiet, empty street".
  const paired =
    opened &&
    before !== undefined &&
    (kind === "opinion" || kind === "quality") &&
    adjectiveKind(before.word) === kind;
  const rest = at === 0 ? lowerStart(located) : text;
  return changed(
    paired ? splice(rest, before.end, before.end, `, ${wish}`) : splice(rest, at, at, `${wish} `),
    `Made the ${name} ${wish}`,
  );
}

/** "make the rover faster", where it drives slowly: the adverb changes. */
const paceOf = (adjective: string): string | null =>
  /^(?:fast|quick)/.test(adjective) ? "quickly" : adjective.startsWith("slow") ? "slowly" : null;

/** Whether an old adjective cannot stay beside the new one; a sky has one look, whatever was said of it. */
function givesWay(word: string, adjective: string, noun: string): boolean {
  if (determiners.has(word) || isNumberWord(word)) return false;
  return (
    oppositesOf(adjective.toLowerCase()).includes(word) ||
    (isColour(adjective) && (isColour(word) || /^(?:multi)?colou?r(?:ful|ed)$/.test(word))) ||
    (isMaterial(adjective) && isMaterial(word)) ||
    (isActivity(adjective) && isActivity(word)) ||
    /^(?:sky|skies|tones|hues|palette|colou?rs)$/.test(noun)
  );
}

function describeAbsent(prompt: string, noun: string, adjective: string): EditOutcome {
  if (/^(?:light|lighting|lights)$/.test(noun)) {
    const tag = noun === "lighting" ? `${adjective} lighting` : `in ${adjective} light`;
    return changed(appendTag(prompt, tag), `Made the light ${adjective}`);
  }
  if (/^(?:colou?rs?|palette|tones?|hues?)$/.test(noun))
    return changed(withPalette(prompt, `in ${adjective} colours`), `Made the colours ${adjective}`);
  if (/^sky$|^skies$/.test(noun))
    return changed(
      appendToScene(prompt, `under ${withArticle(`${adjective} sky`)}`),
      `Made the sky ${adjective}`,
    );
  if (noun === "background")
    return changed(
      appendToScene(prompt, `against ${withArticle(`${adjective} background`)}`),
      `Made the background ${adjective}`,
    );
  return unchanged(
    `There ${isPlural(noun) ? "are" : "is"} no ${noun} in the prompt to make ${adjective}.`,
  );
}

/** Gives the whole picture its colours. */
export function setPalette(prompt: string, colours: readonly string[]): EditOutcome {
  const words = listWords(colours);
  const tag = layOut(prompt).looks.find((segment) => paletteTag.test(segment.text));
  if (tag?.text.toLowerCase() === `in ${words} tones`)
    return unchanged(`The colours are ${words} already.`);
  const before = tag === undefined ? null : tag.text.replace(/^in /i, "").replace(/ \w+$/, "");
  return changed(
    withPalette(prompt, `in ${words} tones`),
    before === null
      ? `Set the colours to ${words}`
      : `Changed the colours from ${before} to ${words}`,
  );
}

function withPalette(prompt: string, tag: string): string {
  const old = layOut(prompt).looks.find((segment) => paletteTag.test(segment.text));
  return appendTag(old === undefined ? prompt : removeSegment(prompt, old), tag);
}
