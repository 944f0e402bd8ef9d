import { foldText, locate, splice, type LocatedText } from "../text/located-text.ts";
import { isHyphenated } from "../text/located-text.ts";
import { appendTag, layOut, namesCamera, removeSegment } from "../text/layout.ts";
import { leadingNounPhrase, type NounPhrase } from "../text/noun-phrase.ts";
import { leadingThing } from "../text/find-things.ts";
import { collectives, isActivity, isFunctionWord } from "../text/grammar-words.ts";
import { changed, unchanged, type EditOutcome } from "./edit.ts";
import { describeThing } from "./describe-thing.ts";
import { oppositesOf } from "./qualities.ts";

const sceneGroups = new Set(["terrain", "timeOfDay", "weather", "feature", "season"]);
const sceneWords = new Set([
  "scene",
  "view",
  "landscape",
  "panorama",
  "vista",
  "moment",
  "world",
  "place",
  "path",
  "light",
  "room",
  "garden",
  "storm",
]);
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

const monochrome = /\b(?:black[ -]and[ -]white|monochrome|gr[ea]yscale|sepia)\b/i;

/** Gives the scene a mood or another quality: before its first noun when that is a place, else as a tag. */
export function addQuality(prompt: string, wish: string): EditOutcome {
  const adjective = wish.replace(/^(?:very|slightly|extremely) /, "");
  const grey = /^colou?rful$/.test(adjective)
    ? layOut(prompt).tags.find((segment) => monochrome.test(segment.text))
    : undefined;
  if (grey !== undefined) {
    const { text } = grey;
    return changed(
      appendTag(removeSegment(prompt, grey), `in ${wish} tones`),
      `Changed the style from ${text.replace(/^in /i, "")} to ${wish}`,
    );
  }
  const located = locate(prompt);
  const doer = isActivity(adjective) ? leadingThing(located) : null;
  if (doer !== null) return describeThing(prompt, doer.noun, wish);
  if (` ${foldText(prompt)} `.includes(` ${foldText(adjective)} `))
    return unchanged(`It is already ${adjective}.`);
  const opposite = located.words.find(
    ({ word, start, end }) =>
      oppositesOf(adjective).includes(word) && !isHyphenated(located, { start, end }),
  );
  if (opposite !== undefined) {
    const old = prompt.slice(opposite.start, opposite.end);
    const capital = /^\p{Lu}/u.test(old) ? wish.charAt(0).toUpperCase() + wish.slice(1) : wish;
    return changed(
      splice(prompt, opposite.start, opposite.end, capital),
      `Changed ${old.toLowerCase()} to ${wish}`,
    );
  }
  const phrase = sceneAtHead(located);
  if (phrase !== null) {
    const at = phrase.adjectivesAt;
    const first = at === 0 ? prompt.charAt(0) : "";
    const rest =
      at === 0 && isProper(located) ? prompt : first.toLowerCase() + prompt.slice(first.length);
    return changed(splice(rest, at, at, `${wish} `), `Made the scene ${wish}`);
  }
  return addTag(prompt, wish, adjective);
}

function addTag(prompt: string, wish: string, adjective: string): EditOutcome {
  const noun = lightAdjectives.has(adjective) ? "light" : "mood";
  const tag = layOut(prompt).tags.find((segment) =>
    new RegExp(`\\b${noun}$`, "i").test(segment.text),
  );
  const words = noun === "light" ? `Made the light ${wish}` : `Made the mood ${wish}`;
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
  const phrase = leadingNounPhrase(located);
  if (phrase === null || namesCamera(located.text.slice(phrase.start, phrase.end))) return null;
  const head = located.words[phrase.last]?.word ?? "";
  if (isFunctionWord(head) || collectives.has(head)) return null;
  const scenic =
    sceneWords.has(head) ||
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

function isProper(located: LocatedText): boolean {
  const second = located.text.slice(located.words[1]?.start ?? 0);
  return (
    /^(?:tokyo|paris|london|berlin|manhattan|shanghai|dubai|chicago|everest|fuji|amazon|sahara|arctic|antarctica|saturn|jupiter|tuscan|new)/i.test(
      located.text,
    ) && second !== ""
  );
}
