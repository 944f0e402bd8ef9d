import { colourLexicon } from "#contracts/prompt/lexicon/colours.ts";
import { classifyPhrase, commandWords } from "./classify-phrase.ts";
import { readClause } from "./read-clause.ts";
import type { ClauseMode, Wish } from "./wish.ts";

/** What was understood of a request, in order, and the parts that were not. */
export type RequestReading = { wishes: Wish[]; notUnderstood: string[] };

const MAXIMUM_REQUEST_CHARACTERS = 1000;
const MAXIMUM_WISHES = 12;
const colours = Object.keys(colourLexicon).join("|");
const colourPair = new RegExp(`\\b(${colours}) and (${colours})\\b`, "gi");
const joint =
  /\s*,\s*(?:and|but|then|also)?\s+|\s+(?:and then|and also|but also|and|but|then|plus)\s+/i;

/** Reads a request in plain English into wishes, clause by clause. */
export function readRequest(request: string): RequestReading {
  const wishes: Wish[] = [];
  const notUnderstood: string[] = [];
  for (const sentence of clean(request).split(/[.;!?\n]+/)) {
    if (sentence.trim() === "") continue;
    let mode: ClauseMode = "bare";
    for (const clause of splitClauses(sentence.trim())) {
      const words = stripPoliteness(clause);
      if (words === "") continue;
      const reading = readClause(words, mode, mode === "bare" ? undefined : wishes.at(-1));
      if (reading === null) notUnderstood.push(clause.trim());
      else {
        mode = reading.mode;
        wishes.push(...reading.wishes);
      }
    }
  }
  const told = wishes.map((wish) => JSON.stringify(wish));
  const once = wishes.filter((_, index) => told.indexOf(told[index] ?? "") === index);
  return { wishes: once.slice(0, MAXIMUM_WISHES), notUnderstood };
}

function clean(request: string): string {
  return request
    .slice(0, MAXIMUM_REQUEST_CHARACTERS)
    .replace(/["“”«»`]/g, "")
    .replace(/[()[\]]/g, ",")
    .replace(/[‘’]/g, "'")
    .replace(/\bdon't\b/gi, "do not")
    .replace(/\b(i|we)'d\b/gi, "$1 would")
    .replace(/\blet's\b/gi, "let us")
    .replace(/\b(it|that|there)'s\b/gi, "$1 is")
    .replace(/\b(is|should|must|would|could)n't\b/gi, "$1 not")
    .replace(/[ \t]+/g, " ");
}

/** Clauses that can be read by themselves; pairs that belong together stay whole. */
function splitClauses(sentence: string): string[] {
  const whole = sentence
    .replace(/\s*,\s*(?=(?:except|excluding|besides|apart from|aside from|other than)\b)/gi, " ")
    .replace(
      /\b(everything|everyone|all) (?:else )?but (?=the |an? |his |her |its |their )/gi,
      "$1 except ",
    )
    .replace(instead, "replace $1$3 with $2$4")
    .replace(preference, "replace $2 with $1")
    .replace(contrast, "replace $1 with $2")
    .replace(cameraPair, "$1‑and‑")
    .replace(/\bblack[ -]and[ -]white\b/gi, "black‑and‑white")
    .replace(/\b(up|down|left|right|in|out) and (up|down|left|right|out|in)\b/gi, "$1‑and‑$2");
  return whole
    .replace(colourPair, "$1‑and‑$2")
    .split(joint)
    .flatMap(splitAtWith)
    .map((clause) => clause.replaceAll("‑", " "));
}

/** "instead of a fox, a wolf", "rather than a fox show a wolf" */
const instead =
  /^(?:instead of|rather than|in place of) (?:(.+?),? (?:have|use|show|put|add|make it|give me|i (?:want|would like)) (.+)|(.+?), (.+))$/i;
const moves = "(?:zoom|pan|tilt|push|pull|dolly|orbit|crane|truck)";
/** "zoom out and pan right" is one movement of the camera. */
const cameraPair = new RegExp(
  `\\b(${moves}(?: [\\p{L}-]+){0,3}?) (?:and then|and|then) (?=${moves}\\b)`,
  "giu",
);

/** "not a fox but a wolf" */
const contrast = new RegExp(
  `^(?:(?:it (?:is|should be)|make it|show|use|have|give me) )?(?:not|(?:it )?(?:should|must) not be) (?:an? )?((?!only\\b)[^,]+?),? but (?!also\\b|${commandWords}\\b)(.+)$`,
  "i",
);

const preference =
  /^.*?\b(?:i|we) (?:would (?:rather|prefer|sooner|like)|want|prefer)(?: to)?(?: see| have| use)? (.+?) (?:rather than|than|over(?= the| an?)) (.+)$/i;

/** "make it more dramatic with heavy clouds" asks for two things; "replace x with y" for one. */
function splitAtWith(clause: string): string[] {
  const stated =
    /^((?:the|his|her|its|their) .+?) (should|must|could|needs? to) be (.+?) with (.+)$/i.exec(
      clause,
    );
  if (stated !== null) {
    const [, thing, modal, look, rest] = stated;
    return [`${thing} ${modal} be ${look}`, `${thing} should have ${rest}`];
  }
  const parts = /^(.+?) (with .+)$/i.exec(clause);
  const attributes = parts === null ? null : classifyPhrase(parts[1] ?? "", "bare");
  if (parts !== null && attributes?.every(({ kind }) => /^(?:time|weather|season)$/.test(kind)))
    return [parts[1] ?? "", parts[2] ?? ""];
  if (
    !/^(?:please )?(?:make|more|less|turn|set|much|a bit|even)\b/i.test(clause) ||
    /\b(?:look|style|aesthetic)\b/i.test(clause)
  )
    return [clause];
  const match = /^(.+?) (with .+)$/i.exec(clause);
  return match === null ? [clause] : [match[1] ?? "", match[2] ?? ""];
}

const politeness = new RegExp(
  `^(?:(?:${[
    "(?:but )?(?:keep|leave) (?:everything|all|the rest)(?: else)?(?: (?:the same|as it is|as is|unchanged|alone))?",
    "hi|hello|hey|ok|okay|now|well|please|kindly|also|then|and|but|so|maybe|perhaps|just|actually",
    "(?:can|could|would|will|may|might|shall|should) (?:you|we|i)(?: please| maybe| perhaps| possibly| just)?",
    "(?:i|we) (?:would|do) (?:like|love|prefer)(?: you)?(?: it| for it)?(?: to)?(?: be| see| have)?",
    "(?:i|we) would (?:rather|sooner)(?: that)?(?: it (?:was|were|is|be)| have| see| you)?",
    "(?:i|we) (?:want|need|prefer|wish|think)(?: you| that)?(?: it)?(?: to)?(?: see|(?: should)? be| was| were)?",
    "let us(?: have)?|try to|try|how about|what about|why not|what if(?: it (?:was|were))?",
    "it (?:should|must|could|can|has to|needs to) be|it should|let it be",
    "it would be (?:nice|great|better|good|cool|lovely)(?: if(?: it (?:was|were|is|had)| we had| there (?:was|were))?| with| to(?: see| have)?)?",
    "is it possible to|would it be possible to|do you think you could|feel free to|go ahead and|can it be|could it be",
  ].join("|")})(?:\\s+|$))+`,
  "i",
);

function stripPoliteness(clause: string): string {
  return clause
    .trim()
    .replace(politeness, "")
    .replace(
      /(?:^|\s+)(?:please|thanks|thank you|if possible|if you can|for me|too|as well|overall|anymore|at all|right now)$/i,
      "",
    )
    .trim();
}
