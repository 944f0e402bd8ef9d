import { isColour } from "../text/adjective-kinds.ts";
import { isNumberWord } from "../text/grammar-words.ts";
import { classifyPhrase } from "./classify-phrase.ts";
import type { Wish } from "./wish.ts";

const patterns: readonly { pattern: RegExp; from: 1 | 2 }[] = [
  {
    pattern:
      /^(?:replace|substitute|exchange|swap(?: out)?|switch(?: out)?) (.+?) (?:with|by|for|to) (.+)$/i,
    from: 1,
  },
  {
    pattern:
      /^(?:change|turn|convert|transform|morph) (?!it\b|this\b|(?:the )?(?:scene|video|image|picture|mood|weather|season|time|style|setting|location|camera|atmosphere|background|colou?rs?)\b)(.+?) (?:to|into) (.+)$/i,
    from: 1,
  },
  {
    pattern:
      /^(?:(?:make|let) (?:it|them|that)(?: be)? |(?:set|place|move|put) (?:it|this|the scene) (?:in |to |at |on )?|use |put |have |show(?: me)? |give (?:me|us) |with |add )?(.+?) (?:instead of|rather than|in place of) (.+)$/i,
    from: 2,
  },
  {
    pattern:
      /^(?:the |an? )?([\p{L} -]+?) (?:should|must|could) (?:be|become) ((?:an?|the|two|three|four|five|some) .+|children|people|women|men|(?!\p{L}*(?:less|ous|s)s$)\p{L}{3,}s)$/iu,
    from: 1,
  },
  {
    pattern:
      /^make ((?:the|all the|those|these) [\p{L} -]+?) (?:into )?(children|people|women|men|(?!\p{L}*(?:less|ous|s)s$)\p{L}{3,}s)$/iu,
    from: 1,
  },
  {
    pattern:
      /^make (?!it\b|this\b)((?:the|that) [\p{L} -]+?) (?:into )?((?:an? (?!(?:little |tiny |whole )?(?:bit|lot|little|touch|tad)\b)|(?:some|two|three|four|five) ).+)$/iu,
    from: 1,
  },
];

/** "make the boy wear a cap": he does something, and stays who he is. */
const acting =
  /^(?:make|let|have) (?:the|those|these|that|all the) [\p{L} -]+ (?:wear|hold|carry|ride|play|have|chase|eat|drink|watch|face|look at) /iu;

/** "a wolf instead of the fox", "swap rain for snow": one thing or quality for another. Null when it is neither. */
export function readReplacement(text: string): Wish[] | null {
  if (acting.test(text)) return null;
  for (const { pattern, from: fromGroup } of patterns) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const from = (match[fromGroup] ?? "").trim();
    const to = (match[fromGroup === 1 ? 2 : 1] ?? "").replace(/^(?:being|having)\s+/i, "").trim();
    if (from === "" || to === "") continue;
    return interpret(from, to);
  }
  return null;
}

const lights = /^(?:the )?(?:day|sun|moon|lamp|candle|fire|star)light$/i;

/** Time for time, weather for weather, and so on set that attribute; everything else is a replacement. */
function interpret(from: string, to: string): Wish[] {
  const recoloured = /^(?:the )?(?:colou?r of (.+)|(.+?)(?:'s)? colou?r)$/i.exec(from);
  if (recoloured !== null && isColour(to)) {
    const owner = recoloured[1] ?? recoloured[2] ?? "";
    return [{ kind: "describe", target: owner, adjective: to, steps: 0 }];
  }
  const look = /^(?:the )?(light|lighting|lights|sky|background)$/i.exec(from)?.[1];
  if (look !== undefined && /^[\p{L}-]+$/u.test(to) && !/light$/i.test(to))
    return [{ kind: "describe", target: look, adjective: to.toLowerCase(), steps: 0 }];
  const recolouring = /^(?:an? |the )?([\p{L}-]+) ([\p{L} -]+)$/iu.exec(to);
  if (isColour(from) && recolouring !== null && isColour(recolouring[1] ?? ""))
    return [
      {
        kind: "describe",
        target: recolouring[2] ?? "",
        adjective: recolouring[1]?.toLowerCase() ?? "",
        steps: 0,
      },
    ];
  const target = from.replace(/^(?:the|an?)\s+/i, "");
  if (isColour(to) && !isColour(target))
    return [{ kind: "describe", target, adjective: to.toLowerCase(), steps: 0 }];
  if (lights.test(target) && lights.test(to)) return [{ kind: "replace", from: target, to }];
  const [before, after] = [classifyPhrase(target, "make")?.[0], classifyPhrase(to, "make")];
  const first = after?.[0];
  if (
    before !== undefined &&
    first !== undefined &&
    after !== null &&
    after !== undefined &&
    before.kind === first.kind
  ) {
    switch (first.kind) {
      case "time":
      case "season":
      case "weather":
      case "style":
      case "camera":
        return after;
      default:
        break;
    }
  }
  if (
    before?.kind === "quality" &&
    (first?.kind === "weather" || first?.kind === "time" || first?.kind === "season")
  ) {
    // "turn the calm into a storm": the calm goes, and nothing is put where the word stood.
    return [{ kind: "remove", phrase: target, exclude: false }, ...(after ?? [])];
  }
  if (isNumberWord(target.toLowerCase())) return [{ kind: "count", phrase: to }];
  if (first?.kind === "style" || first?.kind === "camera") return [first];
  return [{ kind: "replace", from: target, to }];
}
