import { isFunctionWord, isParticiple } from "./grammar-words.ts";
import { locate, splice } from "./located-text.ts";
import { joinsAdjectives } from "./noun-phrase.ts";
import { isStylePhrase } from "./style-words.ts";
import { capitalise } from "./tidy.ts";

/** A part of the first sentence between commas. */
export type Segment = { start: number; end: number; text: string };

/**
 * How a prompt is laid out: a body that says what is seen, then short tags that say how
 * ("…, in watercolour style, slow pan"). Further sentences follow `sentenceEnd`.
 */
export type Layout = {
  bodyEnd: number;
  sentenceEnd: number;
  /** The short parts behind the body, and later sentences of the kind. */
  tags: readonly Segment[];
  /** The same, with those that stand between parts of the body. */
  looks: readonly Segment[];
};

const cameraWords =
  /\b(?:aerial|bird'?s[- ]eye|overhead (?:shot|view)|top[- ]down|from (?:high |far )?(?:above|below|behind|afar)|looking (?:up|down)|(?:from|by|with) (?:a |the )?(?:drone|helicopter)|(?:low|high|wide|dutch)[- ]angle|close[- ]?ups?|macro|wide (?:shot|view)|establishing shot|tracking|dolly|pan|panning|pans|zoom|zooms|zooming|tilt|tilts|tilting|orbit shot|orbiting|arc shot|crane (?:shot|up|down)|hand-?held|dash-?cam|body-?cam|cctv|webcam|(?:side|rear|front|street|satellite|eye[- ]level|ground[- ]level) view|first[- ]person|pov|point of view|time[- ]?lapse|hyperlapse|slow[- ]motion|(?:static|steady|smooth|shaky) (?:shot|camera|frame)|locked[- ]off|steadicam|fish-?eye|over[- ]the[- ]shoulder|tripod|camera|flyover|fly[- ]through|drone (?:[\p{L}]+ )?(?:shot|view|footage|flight)|push[- ]in|pull[- ](?:back|out)|following shot|(?:long|medium|full|tight|reveal) shot|long take|telephoto)\b/iu;
const tagWords =
  /\b(?:style|look|aesthetic|mood|atmosphere|tones?|palette|lighting|4k|8k|uhd|hd|detail|detailed|quality|resolution|depth of field|film grain|footage)\b/i;
const exclusion = /^(?:and )?(?:with )?(?:no|without|free of)\b/i;
const tagGroups = ["mood", "weather", "season", "timeOfDay", "colour", "style", "camera"];
const MAXIMUM_TAG_WORDS = 8;

export const namesCamera = (text: string): boolean => cameraWords.test(text);
export const isExclusion = (text: string): boolean => exclusion.test(text.trim());

export function layOut(text: string): Layout {
  const mark = /[.!?](?=\s|$)/.exec(text);
  const sentenceEnd = mark === null ? text.trimEnd().length : mark.index;
  const segments: Segment[] = [];
  let start = 0;
  for (const end of [...partingCommas(text.slice(0, sentenceEnd)), sentenceEnd]) {
    segments.push({ start, end, text: text.slice(start, end).trim() });
    start = end + 1;
  }
  const tags: Segment[] = [];
  while (segments.length > 1 && isTag(segments.at(-1)?.text ?? "")) {
    const tag = segments.pop();
    if (tag) tags.unshift(tag);
  }
  const behind = [...tags, ...tagSentences(text, sentenceEnd)];
  return {
    bodyEnd: segments.at(-1)?.end ?? sentenceEnd,
    sentenceEnd,
    tags: behind,
    looks: [...segments.slice(1).filter((segment) => isTag(segment.text)), ...behind],
  };
}

/** Where commas and semicolons part a text; one between two adjectives of a noun does not. */
function partingCommas(text: string): number[] {
  const located = locate(text);
  return located.words.flatMap(({ word, start }, index) =>
    (word === "," || word === ";") && !joinsAdjectives(located, index) ? [start] : [],
  );
}

/** Later sentences that only say how the scene looks: "… It rains. In black and white." */
function tagSentences(text: string, sentenceEnd: number): Segment[] {
  return [...text.slice(sentenceEnd + 1).matchAll(/[^.!?\s][^.!?]*(?=[.!?]|$)/g)]
    .map((match) => ({
      start: sentenceEnd + 1 + match.index,
      end: sentenceEnd + 1 + match.index + match[0].trimEnd().length,
      text: match[0].trim(),
    }))
    .filter((sentence) => isTag(sentence.text));
}

/** Whether a comma part only says how the scene looks, and names nothing that is in it. */
export function isTag(text: string): boolean {
  const located = locate(text);
  if (located.words.length === 0 || located.words.length > MAXIMUM_TAG_WORDS) return false;
  if (isExclusion(text) || namesCamera(text) || tagWords.test(text)) return true;
  if (isStylePhrase(text)) return true;
  return located.words.every(
    ({ word }, index) =>
      isFunctionWord(word) ||
      ["a", "an", "the", "very", "slightly", "extremely", "deeply"].includes(word) ||
      located.terms.some(
        (term) => tagGroups.includes(term.group) && term.first <= index && term.last >= index,
      ),
  );
}

/** Puts a phrase at the end of the body: "a lake" → "a lake at night". */
export function appendToBody(text: string, phrase: string): string {
  const { bodyEnd } = layOut(text);
  const end = text.slice(0, bodyEnd).trimEnd().length;
  return splice(text, end, end, phrase.startsWith(",") ? phrase : ` ${phrase}`);
}

/**
 * Where the main part of the body ends: at its first comma, unless that comma stands in a list, or
 * before a second clause ("while rain falls").
 */
export function mainEnd(text: string): number {
  const { bodyEnd } = layOut(text);
  const body = text.slice(0, bodyEnd);
  const clause = secondClause.exec(body)?.index ?? body.trimEnd().length;
  const comma = partingCommas(body)[0] ?? -1;
  if (comma <= 0 || comma > clause) return clause;
  const list =
    /\bwith\b/i.test(body.slice(0, comma)) &&
    /^, [^,]{1,40}(?:, [^,]{1,40})* and /i.test(body.slice(comma));
  return list ? clause : comma;
}

const secondClause =
  / (?:while|when|until|as (?=(?:an? |the |his |her |its |\p{L}+ )?\p{L}+s\b)) /iu;

/**
 * Puts words for the whole scene after its place: "a harbour with boats" → "a harbour at night
 * with boats". Where no place stands before a "with", at the end of the body's main part.
 */
export function appendToScene(text: string, phrase: string): string {
  const end = mainEnd(text);
  const at = text.slice(0, end).toLowerCase().indexOf(" with ");
  const before = locate(text.slice(0, Math.max(at, 0)));
  const placed =
    !isParticiple(before.words.at(-1)?.word ?? "") &&
    before.terms.some((term) => term.group === "terrain" && !term.negated);
  const place = placed ? at : end;
  return splice(text, place, place, ` ${phrase}`);
}

/** Puts a tag after the others, exclusions last; behind several sentences as one of its own. */
export function appendTag(text: string, tag: string): string {
  const { tags, sentenceEnd, bodyEnd } = layOut(text);
  if (/[.!?]\s+\S/.test(text.slice(sentenceEnd))) {
    const end = text.trimEnd();
    return `${/[.!?]$/.test(end) ? end : `${end}.`} ${capitalise(tag)}.`;
  }
  const before = tags.filter((segment) => !isExclusion(segment.text)).at(-1);
  const end = isExclusion(tag) ? (tags.at(-1)?.end ?? sentenceEnd) : (before?.end ?? bodyEnd);
  const trimmed = text.slice(0, end).trimEnd().length;
  return splice(text, trimmed, trimmed, `, ${tag}`);
}

/** Takes a comma part out with the comma before it, or a sentence with its mark. */
export function removeSegment(text: string, segment: Segment): string {
  const before = text.slice(0, segment.start).trimEnd();
  if (/[.!?]$/.test(before)) return before + text.slice(segment.end).replace(/^[.!?]/, "");
  const comma = /[,;]$/.test(before) ? before.length - 1 : segment.start;
  return splice(text, comma, segment.end, "");
}
