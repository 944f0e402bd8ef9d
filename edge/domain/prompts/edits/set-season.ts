import type { Season } from "#contracts/prompt/scene-description.ts";
import { seasonNames } from "../text/attribute-forms.ts";
import { isAdjective, isFunctionWord } from "../text/grammar-words.ts";
import { appendToScene } from "../text/layout.ts";
import { isHyphenated, locate, splice, surfaceOf, termsOf } from "../text/located-text.ts";
import { findThings, readSubject } from "../text/find-things.ts";
import { changed, unchanged, type EditOutcome } from "./edit.ts";
import { removePhrase } from "./remove-thing.ts";

const seasonWords = /^(?:spring|summer|autumn|winter|springtime|summertime|wintertime|midsummer)$/;

/** Makes it that season: the season told is replaced, frost and blossom of another one go. */
export function setSeason(prompt: string, season: Season): EditOutcome {
  const located = locate(prompt);
  const terms = termsOf(located, "season");
  const before = seasonNames.find((name) => name === terms[0]?.name);
  if (before === season && terms.every((term) => term.name === season)) {
    return unchanged(`It is already ${season}.`);
  }
  let text = prompt;
  let placed = terms.some(
    (term) => term.name === season && seasonWords.test(surfaceOf(located, term).toLowerCase()),
  );
  for (const term of terms
    .filter((one) => one.name !== season && !isHyphenated(located, one))
    .toReversed()) {
    const surface = surfaceOf(located, term).toLowerCase();
    const next = located.words[term.last + 1]?.word ?? "";
    const modifies = isAdjective(surface);
    // "an ice shelf", "a frost giant": half of another name.
    if (!modifies && !seasonWords.test(surface) && next !== "" && !isFunctionWord(next)) continue;
    const thing = modifies
      ? undefined
      : findThings(locate(text), readSubject(surface)).find(({ phrase }) => phrase.end >= term.end);
    const without =
      seasonWords.test(surface) || thing === undefined ? null : removePhrase(locate(text), thing);
    if (without !== null) {
      text = without;
    } else if (seasonWords.test(surface) || !modifies || next === "") {
      text = splice(text, term.start, term.end, season);
      placed = true;
    } else {
      text = splice(text, term.start, term.end, "");
    }
  }
  if (season === "summer") text = withoutSnow(text);
  if (!placed) text = appendToScene(text, `in ${season}`);
  return changed(
    text,
    before === undefined || before === season
      ? `Set the season to ${season}`
      : `Changed the season from ${before} to ${season}`,
  );
}

/** No snow lies in summer: the adjectives that say so go, snow that is a thing of its own stays. */
function withoutSnow(text: string): string {
  const located = locate(text);
  let result = text;
  for (const term of termsOf(located, "weather").toReversed()) {
    const surface = surfaceOf(located, term);
    const adjective =
      term.name === "snow" && isAdjective(surface.toLowerCase()) && !isHyphenated(located, term);
    if (adjective) result = splice(result, term.start, term.end, "");
  }
  return result;
}
