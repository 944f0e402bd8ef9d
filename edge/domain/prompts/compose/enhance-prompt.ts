import { hashText } from "#contracts/prompt/hash-text.ts";
import { MAXIMUM_PROMPT_CHARACTERS } from "#contracts/limits.ts";
import { parsePrompt } from "#contracts/prompt/parse-prompt.ts";
import type { TimeOfDay } from "#contracts/prompt/scene-description.ts";
import { withArticle } from "../edits/add-thing.ts";
import { readCamera } from "../edits/set-camera.ts";
import { readTime } from "../edits/set-time.ts";
import { isAdjective } from "../text/grammar-words.ts";
import { appendTag, appendToBody, layOut } from "../text/layout.ts";
import { isHyphenated, locate, splice, termsOf } from "../text/located-text.ts";
import { leadingNounPhrase, nounPhraseAround } from "../text/noun-phrase.ts";
import { indefiniteArticle } from "../text/inflection.ts";
import { capitalise, tidy } from "../text/tidy.ts";
import { createChooser, type Chooser } from "./detail-chooser.ts";
import {
  camerasFor,
  fittingDetails,
  isElsewhere,
  isIndoors,
  mainSubject,
} from "./describe-scene.ts";
import { indoorLight, timeLight } from "./scene-details.ts";
import { subjectDetails } from "./subject-details.ts";

/** A prompt of this many words says enough by itself: only what it lacks is added. */
const AMPLE_WORDS = 45;
/** Below this a second detail fits. */
const SHORT_WORDS = 26;
const times: readonly [TimeOfDay, ...TimeOfDay[]] = [
  "morning",
  "golden-hour",
  "dawn",
  "dusk",
  "sunset",
];

/** Writes a rough prompt out: everything it says stays, what it leaves open is filled in. */
export function enhancePrompt(rough: string): string {
  const original = rough.trim().replace(/\s+/g, " ");
  const chooser = createChooser(hashText(original.toLowerCase()));
  // Details are about what was asked for, never about what another step has made up.
  const details = fittingDetails(original);
  const addDetail = (text: string): string => appendDetail(text, details, chooser, AMPLE_WORDS);
  const addSecondDetail = (text: string): string =>
    appendDetail(text, details, chooser, SHORT_WORDS);
  const steps = [nameSubject, addSetting, addDetail, addLight, addSecondDetail, addCamera];
  let text = capitalise(withLeadingArticle(original));
  for (const step of steps) {
    const next = tidy(step(text, chooser), text);
    if (next !== "" && next.length <= MAXIMUM_PROMPT_CHARACTERS) text = next;
  }
  return text;
}

const isAmple = (text: string): boolean => text.split(" ").length > AMPLE_WORDS;

/** "mountain lake at dawn" → "A mountain lake at dawn"; names, plurals and unknown words get none. */
function withLeadingArticle(text: string): string {
  const located = locate(text);
  const phrase = leadingNounPhrase(located);
  if (phrase === null || phrase.adjectivesAt > phrase.start || phrase.start > 0) return text;
  const noun = text.slice(0, phrase.end);
  const head = located.words[phrase.last]?.word ?? "";
  const agent =
    phrase.last > phrase.first &&
    /(?:er|or|ist|ian|chef)$/.test(head) &&
    located.terms.every((term) => term.last !== phrase.last);
  if (countedPlaces.has(head) || agent) return `${indefiniteArticle(noun)} ${text}`;
  return withArticle(noun) + text.slice(phrase.end);
}

/** Places of which there are many, so that one of them needs an article. */
const countedPlaces = new Set(
  "lake river forest city beach village meadow desert canyon volcano island road waterfall harbour harbor street garden valley hill mountain planet jungle town farm field bay cliff pond stream bridge park library room kitchen cafe café shop market square station museum storm tower workshop greenhouse".split(
    " ",
  ),
);

/** Gives the first subject an adjective where it has none. */
function nameSubject(text: string, chooser: Chooser): string {
  const located = locate(text);
  const subject = mainSubject(located);
  if (subject === null || isAmple(text) || isHyphenated(located, subject.term)) return text;
  const phrase = nounPhraseAround(located, subject.term.first, subject.term.last);
  const before = located.words[subject.term.first - 1];
  const described =
    phrase.adjectivesAt < subject.term.start || (before !== undefined && isAdjective(before.word));
  const adjective = chooser.pickAny("adjective", subjectDetails[subject.kind].adjectives);
  if (described || adjective === undefined || phrase.last > subject.term.last) return text;
  if (subject.term.start === 0)
    return `${capitalise(adjective)} ${text.charAt(0).toLowerCase()}${text.slice(1)}`;
  return splice(text, subject.term.start, subject.term.start, `${adjective} `);
}

/** Puts a subject without a place somewhere it belongs. */
function addSetting(text: string, chooser: Chooser): string {
  const located = locate(text);
  const subject = mainSubject(located);
  const { bodyEnd } = layOut(text);
  const placed =
    termsOf(located, "terrain").length > 0 ||
    isIndoors(text) ||
    /\b(?:between|among|amid|inside|beneath|behind) \p{L}/iu.test(text.slice(0, bodyEnd)) ||
    /\b(?:in|on|at|over|under|inside|above|through|across|along) (?:an?|the|his|her|its|their)\b/i.test(
      text.slice(0, bodyEnd),
    );
  if (subject === null || placed || isAmple(text)) return text;
  return appendToBody(
    text,
    chooser.pickAny("setting", subjectDetails[subject.kind].settings) ?? "",
  );
}

function appendDetail(
  text: string,
  details: readonly string[],
  chooser: Chooser,
  maximumWords: number,
): string {
  if (text.split(" ").length > maximumWords) return text;
  const detail = chooser.pickAny(
    "detail",
    details.filter((one) => !text.includes(one)),
  );
  return detail === undefined ? text : appendToBody(text, `, ${detail}`);
}

function addLight(text: string, chooser: Chooser): string {
  if (readTime(locate(text)) !== null || isElsewhere(parsePrompt(text))) return text;
  if (isIndoors(text)) {
    const isLit = /\b(?:light|lights|lighting|lamps?|lit|glow|candles?|sparks)\b/i.test(text);
    return isLit ? text : appendToBody(text, `, ${chooser.pickAny("light", indoorLight) ?? ""}`);
  }
  return appendToBody(
    text,
    `, ${chooser.pickAny("light", timeLight[chooser.pick("time", times)]) ?? ""}`,
  );
}

function addCamera(text: string, chooser: Chooser): string {
  if (readCamera(text) !== null) return text;
  return appendTag(text, chooser.pickAny("camera", camerasFor(text)) ?? "");
}
