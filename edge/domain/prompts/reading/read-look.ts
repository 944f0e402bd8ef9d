import { readCamera } from "../edits/set-camera.ts";
import { isStyleTag, readStyle } from "../edits/set-style.ts";
import { determiners, isAdjective, isFunctionWord } from "../text/grammar-words.ts";
import { isTag, layOut, namesCamera } from "../text/layout.ts";
import {
  locate,
  surfaceOf,
  termsOf,
  type LocatedTerm,
  type LocatedText,
} from "../text/located-text.ts";
import { nounPhraseAround } from "../text/noun-phrase.ts";

/** Cameras told in the middle of a sentence. */
const inlineCamera =
  /\b(?:(?:extreme |tight )?close[- ]?up|(?:slow|super slow|fast)[- ]motion|time[- ]?lapse|hyperlapse|(?:[\p{L}-]+,? ){0,2}(?:tracking|establishing|aerial|drone|crane|dolly|wide|low[- ]angle|high[- ]angle|overhead|macro|handheld|static|medium|long) (?:shot|view|camera|footage|angle|take)|(?:seen )?from (?:high )?(?:above|below)|bird'?s[- ]eye view|first[- ]person view|handheld|macro)\b/iu;
/** Nouns of pictures: a style before one of them is the style of the whole. */
const pictureNouns =
  /^(?:shot|film|movie|style|view|scene|photo|photograph|painting|look|aesthetic|footage|video|animation|image|picture|render|rendering|illustration|drawing|sketch|tracking|clip|loop|cartoon|world|landscape|portrait|atmosphere|art|design|anime)s?$/;

/** Words that name nothing but a style, whatever they stand before. */
const alwaysStyle =
  /^(?:cyberpunk|synthwave|vaporwave|retrowave|anime|ghibli|studio ghibli|manga|photorealistic|hyperrealistic|cinematic|monochrome|black and white|noir|impressionist|low poly|cel shaded)$/;

/** How a prompt is filmed, in its own words, whichever of its sentences tells it. */
export function readCameraWords(prompt: string): string | null {
  for (const sentence of prompt.split(/(?<=[.!?])\s+/)) {
    // "Slow zoom out." as a sentence is a tag without its comma.
    const camera = readCamera(isTag(sentence) ? `a scene, ${sentence}` : sentence);
    if (camera === null) continue;
    // "time-lapse of a flower opening": the flower is no part of the camera.
    const own = camera.replace(/ of .*/, "");
    return namesCamera(own) && !/\bcamera\b/.test(own) ? own : camera;
  }
  const found = inlineCamera.exec(prompt)?.[0];
  return (
    found
      ?.toLowerCase()
      .replace(/^(?:an?|the|in|of|with|and) /, "")
      .replace(/,/g, "") ?? null
  );
}

/** The style of the picture; "a vintage car" and "neon signs" are things in it. */
export function readStyleWords(prompt: string): string | null {
  const tags = layOut(prompt).tags.filter(({ text }) => isStyleTag(text));
  const tag = tags.find(
    ({ text }) => /\b(?:style|styled|look|aesthetic)\b/i.test(text) || isWhole(text),
  );
  if (tag !== undefined) return readStyle(`a scene, ${tag.text}`);
  const located = locate(prompt);
  const term = termsOf(located, "style").find((one) => isOfPicture(located, one));
  return term === undefined ? null : surfaceOf(located, term).toLowerCase();
}

/** A tag that is a style from end to end: "watercolour", "in black and white", "as an oil painting". */
function isWhole(tag: string): boolean {
  const located = locate(tag);
  const terms = termsOf(located, "style");
  return located.words.every(
    ({ word }, index) =>
      isFunctionWord(word) ||
      determiners.has(word) ||
      pictureNouns.test(word) ||
      (isAdjective(word) && !terms.some(({ last }) => last === index - 1)) ||
      terms.some(({ first, last }) => first <= index && index <= last),
  );
}

function isOfPicture(located: LocatedText, term: LocatedTerm): boolean {
  const { last } = nounPhraseAround(located, term.first, term.last);
  const head = located.words[last]?.word ?? "";
  const next = located.words[term.last + 1]?.word ?? "";
  if (alwaysStyle.test(surfaceOf(located, term).toLowerCase())) return true;
  if (/^(?:lights?|signs?|simple|clean|pastel|photo|movie)$/.test(surfaceOf(located, term)))
    return false;
  if (pictureNouns.test(head) || pictureNouns.test(next) || next === ",") return true;
  const isPlace = located.terms.some(
    ({ group, first, last: end }) => group === "terrain" && first <= last && end >= last,
  );
  return term.first === 0 && isPlace;
}
