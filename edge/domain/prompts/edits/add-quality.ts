import { foldText, isHyphenated, locate, splice, type LocatedText } from "../text/located-text.ts";
import { appendTag, layOut, namesCamera, removeSegment } from "../text/layout.ts";
import { nounPhraseAround, mainNounPhrase, type NounPhrase } from "../text/noun-phrase.ts";
import { findNames } from "../text/find-names.ts";
import {
  findThings,
  leadingThing,
  mainThing,
  readSubject,
  sceneGroups,
  type FoundThing,
} from "../text/find-things.ts";
import { isCollective, isActivity, isAdjective, isFunctionWord } from "../text/grammar-words.ts";
import { isPlaceNoun } from "../text/place-nouns.ts";
import { lowerStart } from "../text/proper-names.ts";
import { matchCapital } from "../text/tidy.ts";
import { describeFound, setPalette } from "./describe-thing.ts";
import { changed, unchanged, type EditOutcome } from "./edit.ts";
import { isFeeling, isPlaceState, oppositesOf } from "./qualities.ts";

const sceneWords = /^(?:moment|light|storm)$/;
const lightAdjectives = new Set([
  "bright",
  "warm",
  "cold",
  "cool",
  "soft",
  "harsh",
  "dim",
  "golden",
  "dazzling",
]);
const palettes = /^(?:colou?rful|vibrant|vivid|muted|pastel)$/;
const monochrome = /\b(?:black[ -]and[ -]white|monochrome|gr[ea]yscale|sepia)\b/i;

/**
 * Gives what is seen a mood or another quality: a scene before its first noun, a feeling or a light
 * as a tag, whatever else is said of the place or thing that the prompt is about.
 */
export function addQuality(prompt: string, wish: string): EditOutcome {
  const adjective = wish.replace(/^(?:very|slightly|fairly|extremely) /, "");
  const grey = /^colou?rful$/.test(adjective)
    ? layOut(prompt).tags.find((segment) => monochrome.test(segment.text))
    : undefined;
  if (grey !== undefined)
    return changed(
      appendTag(removeSegment(prompt, grey), `in ${wish} tones`),
      `Changed the style from ${grey.text.replace(/^in /i, "")} to ${wish}`,
    );
  const located = locate(prompt);
  const doer = isActivity(adjective) ? leadingThing(located) : null;
  if (doer !== null) return describeFound(located, doer, wish);
  if (` ${foldText(prompt)} `.includes(` ${foldText(adjective)} `))
    return unchanged(`It is already ${adjective}.`);
  const opposite = oppositeIn(located, adjective);
  if (opposite !== undefined) {
    const old = prompt.slice(opposite.start, opposite.end);
    return changed(
      splice(prompt, opposite.start, opposite.end, matchCapital(wish, old)),
      `Changed ${old.toLowerCase()} to ${wish}`,
    );
  }
  const place = isPlaceState(adjective) ? firstPlace(located) : undefined;
  if (place !== undefined) return describeFound(located, place, wish);
  const phrase = sceneAtHead(located);
  const lit = lightAdjectives.has(adjective);
  // Light falls on flowers; a street is a bright one.
  const thing =
    phrase !== null &&
    located.terms.some((term) => term.group === "feature" && term.last === phrase.last);
  if (phrase !== null && !(lit && thing)) {
    const at = phrase.adjectivesAt;
    const rest = at === 0 ? lowerStart(located) : prompt;
    return changed(splice(rest, at, at, `${wish} `), `Made the scene ${wish}`);
  }
  const main = mainThing(located);
  if (palettes.test(adjective)) return setPalette(prompt, [wish]);
  return lit || isFeeling(adjective) || main === null
    ? addTag(prompt, wish, lit ? "light" : "mood")
    : describeFound(located, main, wish);
}

/** A word that the new one cannot stand beside, where it is said of the scene and not of some detail. */
function oppositeIn(
  located: LocatedText,
  adjective: string,
): LocatedText["words"][number] | undefined {
  const excluded = oppositesOf(adjective);
  return located.words.find(({ word, start, end }, index) => {
    if (!excluded.includes(word) || isHyphenated(located, { start, end })) return false;
    const phrase = nounPhraseAround(located, index, index);
    const main = mainNounPhrase(located);
    const told = located.terms.some(
      (term) =>
        sceneGroups.has(term.group) && term.last <= phrase.last && term.last >= phrase.first,
    );
    const head = located.words[phrase.last]?.word ?? "";
    const named = findNames(located).some((name) => name.place && name.phrase.last === phrase.last);
    return (
      told ||
      named ||
      isAdjective(head) ||
      sceneWords.test(head) ||
      isPlaceNoun(head) ||
      /^(?:mood|atmosphere|lighting|lights|tones?|sky|background)$/.test(head) ||
      main?.last === phrase.last
    );
  });
}

/** The first place that a prompt names. */
function firstPlace(located: LocatedText): FoundThing | undefined {
  return located.words
    .filter(
      ({ word }, index) =>
        isPlaceNoun(word) ||
        located.terms.some(
          (one) => one.group === "terrain" && one.last === index && !isFunctionWord(word),
        ),
    )
    .flatMap(({ word }) =>
      findThings(located, readSubject(word)).filter(
        ({ phrase }) => located.words[phrase.last]?.word === word,
      ),
    )
    .find((thing) => thing.shape === "noun" && !thing.negated && !/^\p{Lu}/u.test(thing.noun));
}

function addTag(prompt: string, wish: string, noun: "light" | "mood"): EditOutcome {
  const tag = layOut(prompt).tags.find((segment) =>
    new RegExp(`\\b${noun}$`, "i").test(segment.text),
  );
  const words = `Made the ${noun} ${wish}`;
  if (tag === undefined)
    return changed(
      appendTag(prompt, noun === "light" ? `in ${wish} light` : `${wish} mood`),
      words,
    );
  const end = prompt.lastIndexOf(noun, tag.end);
  const joined = prompt.slice(0, end).trimEnd();
  return changed(`${joined} and ${wish} ${prompt.slice(end)}`, words);
}

/** The first noun phrase when it is a place, a time or the sky: a mood fits before it. */
function sceneAtHead(located: LocatedText): NounPhrase | null {
  const phrase = mainNounPhrase(located);
  if (phrase === null || namesCamera(located.text.slice(phrase.start, phrase.end))) return null;
  const head = located.words[phrase.last]?.word ?? "";
  if (isFunctionWord(head) || isCollective(head)) return null;
  const scenic =
    sceneWords.test(head) ||
    isPlaceNoun(head) ||
    located.terms.some(
      (term) =>
        sceneGroups.has(term.group) &&
        term.name !== "sun" &&
        term.first <= phrase.last &&
        term.last >= phrase.last,
    );
  const living = located.terms.some(
    (term) => term.group === "subject" && term.first <= phrase.last && term.last >= phrase.first,
  );
  return scenic && !living ? phrase : null;
}
