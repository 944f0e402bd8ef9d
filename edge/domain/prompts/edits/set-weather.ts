import type { Weather } from "#contracts/prompt/scene-description.ts";
import { foldWord } from "#contracts/prompt/word-forms.ts";
import { weatherForms } from "../text/attribute-forms.ts";
import { isAdjective, isParticiple, isPreposition } from "../text/grammar-words.ts";
import { indefiniteArticle } from "../text/inflection.ts";
import { appendToScene, layOut } from "../text/layout.ts";
import {
  foldText,
  isHyphenated,
  locate,
  splice,
  termsOf,
  type LocatedTerm,
  type LocatedText,
} from "../text/located-text.ts";
import { nounPhraseAround } from "../text/noun-phrase.ts";
import { findThings, readSubject } from "../text/find-things.ts";
import { lowerStart } from "../text/proper-names.ts";
import { mentionThing } from "./mention-thing.ts";
import { placeThing } from "./add-thing.ts";
import { describeThing } from "./describe-thing.ts";
import { changed, unchanged, type EditOutcome } from "./edit.ts";
import { removePhrase } from "./remove-thing.ts";

/** Weathers that can be seen together; every other pair replaces one by the other. */
const together: readonly (readonly [Weather, Weather])[] = [
  ["rain", "storm"],
  ["rain", "wind"],
  ["rain", "cloudy"],
  ["rain", "overcast"],
  ["rain", "fog"],
  ["storm", "wind"],
  ["storm", "cloudy"],
  ["storm", "overcast"],
  ["snow", "wind"],
  ["snow", "overcast"],
  ["snow", "cloudy"],
  ["snow", "fog"],
  ["fog", "overcast"],
  ["fog", "cloudy"],
  ["wind", "clear"],
  ["wind", "cloudy"],
  ["wind", "overcast"],
];
/** Places under the open sky that take a weather's adjective well: "the stormy sea". */
const openTerrains = new Set(
  "mountains sea beach lake river city village forest jungle desert meadow field canyon hills road island".split(
    " ",
  ),
);

const weatherTerms = (located: LocatedText): LocatedTerm[] =>
  termsOf(located, "weather").filter((term) => !isHyphenated(located, term));

/** Makes it that weather; what cannot go with it is replaced, `phrase` are the request's own words. */
export function setWeather(
  prompt: string,
  wanted: { name: Weather; phrase: string | null },
  pick: (count: number) => number,
): EditOutcome {
  const located = locate(prompt);
  const terms = weatherTerms(located);
  if (terms.some((term) => term.name === wanted.name)) {
    const more = wanted.phrase !== null && wanted.phrase !== weatherForms[wanted.name].noun;
    if (more && termsOf(locate(wanted.phrase ?? ""), "weather").length > 0)
      return mentionThing(prompt, wanted.phrase ?? "");
    if (more && !` ${foldText(prompt)} `.includes(` ${foldText(wanted.phrase ?? "")} `))
      return changed(placeThing(prompt, wanted.phrase ?? ""), `Added ${wanted.phrase}`);
    return unchanged(`The weather is already ${weatherForms[wanted.name].adjective}.`);
  }
  const opposed = opposedTerms(located, wanted.name);
  let text = prompt;
  let placed = false;
  for (let round = 0; round < MAXIMUM_ROUNDS; round += 1) {
    const now = locate(text);
    const left = opposedTerms(now, wanted.name);
    const term = left.find((one) => !placed && isSky(now, one)) ?? left.at(-1);
    if (term === undefined) break;
    const use = !placed && (left.length === 1 || isSky(now, term)) ? wanted : null;
    const result = replaceTerm(now, text, term, use);
    if (result.text === text) break;
    text = result.text;
    placed ||= result.placed;
  }
  if (!placed) text = place(text, wanted, pick);
  const forms = weatherForms[wanted.name];
  const before = opposed[0]?.name as Weather | undefined;
  return changed(
    text,
    before === undefined
      ? `Added ${wanted.phrase ?? `${forms.adjective} weather`}`
      : `Changed the weather from ${weatherForms[before].adjective} to ${forms.adjective}`,
  );
}

const counted = /(?:storm|blizzard|hurricane|breeze|gale|downpour|drizzle)$/;
const surrounding = /(?:rain|wind|storm|snow|blizzard|downpour|drizzle|gale|hurricane)$/;
const clearable =
  /^(?:|,|sky|skies|weather|air|day|night|morning|noon|afternoon|evening|dawn|dusk|sunrise|sunset)$/;
const MAXIMUM_ROUNDS = 12;

/** The weather that cannot be seen together with this one. */
const opposedTerms = (located: LocatedText, wanted: Weather): LocatedTerm[] =>
  weatherTerms(located).filter(
    ({ name }) =>
      name !== wanted &&
      !together.some((pair) => pair.includes(name as Weather) && pair.includes(wanted)),
  );

const isSky = (located: LocatedText, term: LocatedTerm): boolean =>
  term.wordCount > 1 && located.words[term.last]?.word === "sky";

function place(
  text: string,
  wanted: { name: Weather; phrase: string | null },
  pick: (count: number) => number,
): string {
  const forms = weatherForms[wanted.name];
  if (wanted.phrase !== null) {
    const last = foldWord(wanted.phrase.split(" ").at(-1) ?? "");
    const article = counted.test(last) ? `${indefiniteArticle(wanted.phrase)} ` : "";
    if (/^(?:rain|snow|fog|wind)$/.test(wanted.phrase))
      return appendToScene(text, `in the ${last}`);
    const joint = surrounding.test(last) ? "in" : "with";
    return appendToScene(text, `${joint} ${article}${wanted.phrase.replace(/^an? /i, "")}`);
  }
  const sky = /^(?:clear|cloudy|overcast|storm)$/.test(wanted.name)
    ? describeThing(text, "sky", forms.adjective)
    : null;
  if (sky !== null && /\bsk(?:y|ies)\b/i.test(text) && "text" in sky) return sky.text;
  const located = locate(text);
  const { bodyEnd } = layOut(text);
  const terrain = termsOf(located, "terrain").find(
    (term) => openTerrains.has(term.name) && term.end <= bodyEnd && !isHyphenated(located, term),
  );
  const water = terrain !== undefined && ["sea", "lake", "river", "beach"].includes(terrain.name);
  const fits = !["clear", "cloudy", "overcast", ...(water ? ["snow", "rain"] : [])].includes(
    wanted.name,
  );
  if (terrain !== undefined && fits && pick(2) === 0) {
    const { adjectivesAt } = nounPhraseAround(located, terrain.first, terrain.last);
    const rest = adjectivesAt === 0 ? lowerStart(located) : text;
    return splice(rest, adjectivesAt, adjectivesAt, `${forms.adjective} `);
  }
  return appendToScene(text, forms.adverbials[pick(forms.adverbials.length)] ?? "");
}

function replaceTerm(
  located: LocatedText,
  text: string,
  term: LocatedTerm,
  wanted: { name: Weather; phrase: string | null } | null,
): { text: string; placed: boolean } {
  const forms = wanted === null ? null : weatherForms[wanted.name];
  const word = located.words[term.last]?.word ?? "";
  if (isSky(located, term)) {
    const first = located.words[term.first];
    const skyWord = located.words[term.last];
    return {
      text: splice(
        text,
        first?.start ?? term.start,
        skyWord?.start ?? term.end,
        forms === null ? "" : `${forms.adjective} `,
      ),
      placed: forms !== null,
    };
  }
  if (isAdjective(word) && !isParticiple(word)) {
    const noun = located.words[term.last + 1]?.word ?? "";
    // A clear street is an empty one.
    if (wanted?.name === "clear" && !clearable.test(noun))
      return { text: splice(text, term.start, term.end, ""), placed: false };
    return {
      text: splice(text, term.start, term.end, forms?.adjective ?? ""),
      placed: forms !== null,
    };
  }
  const phrase = nounPhraseAround(located, term.first, term.last);
  const before = located.words[phrase.first - 1];
  const alone = before !== undefined && isPreposition(before.word) && before.word !== "of";
  const unseen = wanted !== null && /^(?:clear|cloudy|overcast)$/.test(wanted.name);
  if (forms === null || (unseen && !alone)) {
    const thing = findThings(located, readSubject(word)).find(
      (one) => one.phrase.last === phrase.last,
    );
    const without = alone || thing === undefined ? null : removePhrase(located, thing);
    if (without !== null) return { text: without, placed: false };
    return {
      text: splice(text, alone ? before.start : phrase.start, phrase.end, ""),
      placed: false,
    };
  }
  if (isParticiple(word)) return { text: splice(text, term.start, term.end, ""), placed: false };
  const noun = wanted?.phrase ?? forms.noun;
  const replacement =
    alone && ["in", "during", "through", "under"].includes(before.word) && wanted?.phrase === null
      ? { start: before.start, words: forms.adverbials[0] ?? "" }
      : { start: phrase.start, words: noun };
  return { text: splice(text, replacement.start, phrase.end, replacement.words), placed: true };
}
