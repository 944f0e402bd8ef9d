import { foldWord } from "#contracts/prompt/word-forms.ts";
import { hasDegrees, magnitudeOf, oppositesOf } from "../edits/qualities.ts";
import { isColour, isMaterial } from "../text/adjective-kinds.ts";
import { comparativeBase } from "../text/inflection.ts";
import { namesCamera } from "../text/layout.ts";
import { isKnownAdjective } from "./classify-phrase.ts";
import { comparison, readComparison, type Comparison } from "./comparison.ts";
import type { ClauseReading, Wish } from "./wish.ts";

const target =
  "(?<target>(?:the |his |her |its |their |all |every |that |those |these |an? )?[\\p{L}' -]+?)";
const said = `(?<said>[\\p{L}-]+ and [\\p{L}-]+|${comparison})`;
const sentences = [
  `^(?:make|turn|paint|colou?r|dye|tint|render|have|let|keep) ${target} (?:look |be |appear |in |to |into )?${said}$`,
  `^${target} to (?:be|look|become) ${said}$`,
  `^(?:can|could|should|may|might) ${target} (?:be|look|become) ${said}$`,
  `^${target} (?:should|must|could|needs? to|ha(?:s|ve) to) (?:all |both |each |now )?(?:be|look|become|turn) ${said}$`,
  `^${target} (?:look |be |appear )?(?<said>(?:a bit |a little |a lot |much |far |slightly |even )?(?:less|more) [\\p{L}-]+)$`,
].map((pattern) => new RegExp(pattern, "iu"));
const pace = /^(speed up|slow down|quicken) (the [\p{L} -]+)$/iu;
/** "stronger rain", "a darker sky", "brighter colours" */
const attributive =
  /^(?:an? |the |with (?:an? )?|add (?:an? )?|use (?:an? )?|give it (?:an? )?)?((?:a bit |much |slightly )?[\p{L}-]+er) ([\p{L} -]+)$/iu;

/** Verbs that make something so. */
const adjectiveOfVerb: Readonly<Record<string, string>> = {
  dim: "dim",
  brighten: "bright",
  lighten: "bright",
  darken: "dark",
  soften: "soft",
  warm: "warm",
  cool: "cool",
  enlarge: "big",
  shrink: "small",
  widen: "wide",
  narrow: "narrow",
  blur: "blurred",
  sharpen: "sharp",
  quieten: "quiet",
  calm: "calm",
  empty: "empty",
  clean: "clean",
  modernise: "modern",
  modernize: "modern",
};
const turning = new RegExp(
  `^(${Object.keys(adjectiveOfVerb).join("|")})(?: up| down)?(?: (it|things|everything|(?:the|his|her|its|their|all) [\\p{L} -]+?))?(?: up| down)?(?: (?:a (?:little )?(?:bit|little|lot|touch)|slightly|somewhat|much))?$`,
  "iu",
);

/** "make the boat blue", "the light should be much warmer", "dim the lights", "a darker sky". */
export function readDescription(text: string): ClauseReading | null {
  const paced = pace.exec(text);
  if (paced !== null)
    return describing(
      paced[2] ?? "",
      /^slow/i.test(paced[1] ?? "") ? "slow-moving" : "fast-moving",
    );
  const verb = turning.exec(text);
  if (verb !== null) return readVerb(verb[1] ?? "", verb[2] ?? "it");
  for (const sentence of sentences) {
    const { target: thing = "", said: words = "" } = sentence.exec(text)?.groups ?? {};
    const reading = words === "" ? null : readSaid(thing, words);
    if (reading !== null) return reading;
  }
  const bare = attributive.exec(text);
  if (bare === null || namesCamera(text)) return null;
  const compared = readComparison(bare[1] ?? "");
  return compared === null || compared.steps === 0 ? null : describe(bare[2] ?? "", compared);
}

/** What a clause goes on saying of the thing of the one before it: "make the hall dark and empty". */
export function readSaid(thing: string, words: string): ClauseReading | null {
  if (words.includes(" and "))
    return isColour(words) ? describing(thing, words.toLowerCase()) : null;
  const compared = readComparison(words);
  return compared === null ? null : describe(thing, compared);
}

function readVerb(verb: string, thing: string): ClauseReading | null {
  const adjective = adjectiveOfVerb[verb.toLowerCase()] ?? "";
  if (!/^(?:it|things|everything)$/i.test(thing)) {
    // "soften the rain" asks for less of it.
    if (adjective === "soft" && hasDegrees(foldWord(thing.split(" ").at(-1) ?? ""))) return null;
    return describe(thing, { adjective, direction: 1, steps: 1 });
  }
  return { wishes: [{ kind: "quality", adjective }], mode: "make" };
}

/** Less of a quality is its opposite where it has one, else a weaker degree of it. */
export function describe(thing: string, compared: Comparison): ClauseReading | null {
  const { direction: way, steps } = compared;
  if (!isSayable(compared.adjective)) return null;
  const adjective = way > 0 ? compared.adjective : (oppositesOf(compared.adjective)[0] ?? null);
  if (adjective === null)
    return {
      wishes: [{ kind: "degree", quality: compared.adjective, direction: -1, steps: 1 }],
      mode: "less",
    };
  const noun = foldWord(thing.trim().split(" ").at(-1)?.toLowerCase() ?? "");
  const sized = /^(?:big|high|large|tall)$/.test(adjective)
    ? 1
    : /^(?:small|low|short|soft|gentle)$/.test(adjective)
      ? -1
      : null;
  // "a denser fog" is more of it; "a denser forest" is another forest.
  const direction = hasDegrees(noun)
    ? (magnitudeOf(adjective) ?? (noun === "light" ? null : sized))
    : null;
  if (direction !== null) {
    const quality = thing.replace(/^the /i, "");
    return {
      wishes: [{ kind: "degree", quality, direction, steps: Math.max(steps, 1) }],
      mode: "make",
    };
  }
  if (/\b(?:mood|atmosphere|scene|tone|vibe|feel|it)$/i.test(thing))
    return {
      wishes: [{ kind: "degree", quality: adjective, direction: 1, steps: Math.max(steps, 1) }],
      mode: "make",
    };
  return describing(thing, adjective, steps);
}

const isSayable = (word: string): boolean =>
  isColour(word) || isMaterial(word) || isKnownAdjective(word) || comparativeBase(word) !== null;

function describing(thing: string, adjective: string, steps = 0): ClauseReading {
  const wish: Wish = { kind: "describe", target: thing, adjective, steps };
  return { wishes: [wish], mode: "make" };
}
