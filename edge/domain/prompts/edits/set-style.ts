import type { Style } from "#contracts/prompt/scene-description.ts";
import { appendTag, layOut, namesCamera, removeSegment } from "../text/layout.ts";
import {
  foldText,
  locate,
  splice,
  surfaceOf,
  termsOf,
  type LocatedText,
} from "../text/located-text.ts";
import { endsInMedium, inlineStyles, isStylePhrase } from "../text/style-words.ts";
import { changed, unchanged, type EditOutcome } from "./edit.ts";

const styleTags: Readonly<Record<Style, string>> = {
  realistic: "photorealistic",
  minimal: "in a minimalist style",
  watercolour: "in the style of a watercolour painting",
  neon: "in a neon synthwave style",
  vintage: "with a vintage film look",
  monochrome: "in black and white",
  anime: "in anime style",
  flat: "as a flat vector illustration",
  cinematic: "with a cinematic look",
};
/** Draws it in another style; the style it had goes. `words` are the request's own. */
export function setStyle(prompt: string, words: string): EditOutcome {
  const name = styleNames(words)[0];
  const tag = tagFor(words, name);
  const located = locate(prompt);
  const core = foldText(coreOf(words));
  if (core !== "" && ` ${foldText(prompt)} `.includes(` ${core} `)) {
    return unchanged(`The style is already ${coreOf(words)}.`);
  }
  const decade = /\b1[0-9]\d0s\b|\b20\d0s\b/;
  const [old, period] = [decade.exec(prompt), decade.exec(words)];
  if (old !== null && period !== null)
    return changed(
      splice(prompt, old.index, old.index + old[0].length, period[0]),
      `Changed the ${old[0]} to the ${period[0]}`,
    );
  const before = readStyle(prompt);
  if (
    name !== undefined &&
    before !== null &&
    styleNames(before).includes(name) &&
    words.split(" ").length < 3
  ) {
    return unchanged(`The style is already ${before}.`);
  }
  let text = prompt;
  for (const segment of layOut(prompt).looks.toReversed()) {
    if (!namesCamera(segment.text) && isStyleTag(segment.text)) text = removeSegment(text, segment);
  }
  if (text === prompt) text = removeInline(located);
  const to = coreOf(tag);
  return changed(
    appendTag(text, tag),
    before === null ? `Set the style to ${to}` : `Changed the style from ${before} to ${to}`,
  );
}

/** The style that a prompt tells, in its own words; null when it tells none. */
export function readStyle(prompt: string): string | null {
  const tag = layOut(prompt).looks.find((segment) => isStyleTag(segment.text));
  if (tag !== undefined) return coreOf(tag.text);
  const located = locate(prompt);
  const term = inlineStyles(located)[0];
  return term === undefined ? null : surfaceOf(located, term).toLowerCase();
}

export function isStyleTag(text: string): boolean {
  if (namesCamera(text) && !/\bstyle\b/i.test(text)) return false;
  return isStylePhrase(text);
}

const styleNames = (text: string): Style[] =>
  termsOf(locate(text), "style").map((term) => term.name as Style);

function tagFor(words: string, name: Style | undefined): string {
  const plain = words.trim().replace(/^(?:more|a bit|slightly) /i, "");
  if (/^(?:in|with) /i.test(plain)) return plain;
  const period = /^(?:as|like) the (.+)$/i.exec(plain)?.[1];
  if (period !== undefined) return `with a ${period} look`;
  if (/^(?:as|like) an? /i.test(plain)) {
    return /\b(?:style|look)\b/i.test(plain)
      ? plain.replace(/^(?:as|like)/i, "in")
      : plain.replace(/^like (an?)/i, "in the style of $1");
  }
  if (/^like /i.test(plain)) return plain.replace(/^like/i, "in the style of");
  if (/\bstyle\b/i.test(plain)) return `in ${plain.replace(/^in /i, "")}`;
  if (/\b(?:look|aesthetic)\b/i.test(plain))
    return `with ${/^(?:an?|the) /i.test(plain) ? plain : `a ${plain}`}`;
  if (endsInMedium(plain)) return `as ${/^(?:an?|the) /i.test(plain) ? plain : `a ${plain}`}`;
  if (name === undefined) return `in ${plain} style`;
  // The prompt keeps the spelling of the request ("watercolor").
  const usual = styleTags[name];
  if (/^water ?colors?$/i.test(plain)) return usual.replace("watercolour", "watercolor");
  // "cyberpunk" and "noir" are of a kind with others, and yet not those.
  const stem = plain.toLowerCase().replace(/(?:ist|istic)$/, "");
  return usual.includes(stem) ? usual : `in ${plain} style`;
}

/** Only what names the style: "in the style of a watercolour painting" → "watercolour painting". */
function coreOf(words: string): string {
  return words
    .trim()
    .replace(
      /^(?:in|as|like|with|drawn|shot|rendered|painted)\s+(?:the style of\s+)?(?:an?\s+|the\s+)?/i,
      "",
    )
    .replace(/^(?:style of )/i, "")
    .replace(/\s+(?:style|look|aesthetic)$/i, "")
    .replace(/^(?:an?|the)\s+/i, "");
}

/** A style told inside the body ("Watercolour meadow") leaves it as the one word that it is. */
function removeInline(located: LocatedText): string {
  let text = located.text;
  for (const term of inlineStyles(located).toReversed()) {
    const next = located.words[term.last + 1]?.word ?? "";
    const end = next === "of" ? (located.words[term.last + 1]?.end ?? term.end) : term.end;
    const article = located.words[term.first - 1];
    const start =
      next === "of" && article !== undefined && /^(?:an?|the)$/.test(article.word)
        ? article.start
        : term.start;
    text = splice(text, start, end, "");
  }
  return text;
}
