import { isActivity, isFiniteVerb, isFunctionWord, isNumberWord } from "../text/grammar-words.ts";
import { agreeVerb, presentParticiple } from "../text/inflection.ts";
import { locate } from "../text/located-text.ts";
import { namesCamera } from "../text/layout.ts";
import { classifyPhrase, isSentence } from "./classify-phrase.ts";
import type { ClauseReading, Wish } from "./wish.ts";

const doer =
  "(?<doer>(?:the|his|her|its|their|that|those|these|all the|both) [\\p{L}'-]+(?: [\\p{L}'-]+){0,2}?)";
const modal = "(?:should|must|could|can|needs? to|ha(?:s|ve) to|to)";
const deed = "(?<verb>\\p{L}+)(?<rest> .+)?";
/** "the dog is running", "the dog should be running": said of it as it stands. */
const going = new RegExp(
  `^(?:have |let |make )?${doer} (?:(?:${modal} )?be |is |are )?(?<verb>\\p{L}{2,}ing)(?<rest> .+)?$`,
  "iu",
);
/** "the dog should run": whatever follows such a word is a verb. */
const bidden = new RegExp(`^${doer} ${modal} (?!not\\b|be\\b)${deed}$`, "iu");
/** "make the dog run", "the dog runs": only verbs that are known are told from nouns. */
const told = [0, 1, 2].map(
  (more) =>
    new RegExp(`^(?:(?:make|have|let) )?${doer.replace("{0,2}?", `{${more}}`)} ${deed}$`, "iu"),
);
/** "have a cat sit on the roof": another thing, that does something */
const acting = [0, 1].map(
  (more) =>
    new RegExp(
      `^(?:have|let|make|show) (?<doer>an? [\\p{L}'-]+(?: [\\p{L}'-]+){${more}}) ${deed}$`,
      "iu",
    ),
);
const states = /^(?:look|become|feel|seem|appear|turn|get|stay|remain)$/;
const pictures =
  /\b(?:scene|video|image|picture|shot|clip|sky|light|lighting|background|weather|mood)$/i;
const MAXIMUM_WORDS = 8;

/** What a thing of the prompt does, wears or has: "have the dog chase a ball". Null for other clauses. */
export function readAction(text: string): ClauseReading | null {
  if (namesCamera(text)) return null;
  const groups = (bidden.exec(text) ?? goingOn(text) ?? known(text))?.groups;
  if (groups === undefined) return readActor(text);
  const verb = (groups["verb"] ?? "").toLowerCase();
  const rest = (groups["rest"] ?? "").trim();
  const target = groups["doer"] ?? "";
  if (locate(target).words.some(({ word }) => isFunctionWord(word))) return null;
  const base = verb.endsWith("ing") ? verb : agreeVerb(verb, true);
  if (states.test(base) || isSentence(locate(rest)) || rest.split(" ").length > MAXIMUM_WORDS)
    return null;
  const gone = /^(?:go|disappear|vanish)$/.test(base) && /^(?:away)?$/i.test(rest);
  if (gone) return { wishes: [{ kind: "remove", phrase: target, exclude: false }], mode: "remove" };
  if (/^(?:go|stop|end|finish|cease)$/.test(base)) return null;
  const lacking = / could use /i.test(text) || base === "need";
  const held = lacking ? "with" : holding(base);
  if (held === null) {
    const participle = base.endsWith("ing") && base.length > 4 ? base : presentParticiple(base);
    return reading({ kind: "act", target, action: `${participle} ${rest}`.trim() });
  }
  const added = pictures.test(target) ? classifyPhrase(rest, "add") : null;
  if (added !== null) return { wishes: added, mode: "add" };
  const opening = locate(rest).words[0]?.word ?? "";
  const isThing = /^(?:an?|some|the|his|her|its|their|no)$/.test(opening) || isNumberWord(opening);
  if (rest === "" || opening === "no" || pictures.test(target)) return null;
  return isThing || classifyPhrase(rest, "add")?.[0]?.kind === "add"
    ? reading({ kind: "attach", target, joint: held, phrase: rest })
    : null;
}

const reading = (wish: Wish): ClauseReading => ({ wishes: [wish], mode: "make" });

/** "the red building" is a thing, "the dog running" is none. */
function goingOn(text: string): RegExpExecArray | null {
  const match = going.exec(text);
  const verb = match?.groups?.["verb"]?.toLowerCase() ?? "";
  return / (?:is|are|be) /i.test(text) || isActivity(verb) ? match : null;
}

const owns = /^(?:has|have|wears?|holds?|carry|carries|needs?)$/;

function known(text: string): RegExpExecArray | null {
  return firstMatch(told, text, (verb) => isFiniteVerb(verb) || owns.test(verb));
}

function firstMatch(
  patterns: readonly RegExp[],
  text: string,
  isVerb: (verb: string) => boolean,
): RegExpExecArray | null {
  for (const pattern of patterns) {
    const match = pattern.exec(text);
    if (match !== null && isVerb(match.groups?.["verb"]?.toLowerCase() ?? "")) return match;
  }
  return null;
}

/** "have a cat sit on the roof" */
function readActor(text: string): ClauseReading | null {
  const verbs = (verb: string) => isFiniteVerb(verb) && !verb.endsWith("s");
  const { doer: thing = "", verb = "", rest = "" } = firstMatch(acting, text, verbs)?.groups ?? {};
  const phrase = `${thing} ${presentParticiple(verb.toLowerCase())}${rest}`;
  return verb === "" || isSentence(locate(phrase))
    ? null
    : { wishes: [{ kind: "add", phrase }], mode: "add" };
}

function holding(verb: string): "with" | "wearing" | "holding" | null {
  if (/^(?:have|having)$/.test(verb)) return "with";
  if (/^wear(?:ing)?$/.test(verb)) return "wearing";
  return /^(?:hold|carry)(?:ing)?$/.test(verb) ? "holding" : null;
}
