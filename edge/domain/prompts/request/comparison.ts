import { comparativeBase } from "../text/inflection.ts";

/** An adjective with its degree: "much warmer" is warm by two steps up, "less bright" bright by one down. */
export type Comparison = { adjective: string; direction: 1 | -1; steps: number };

/** "a bit", "much" and the like before a comparative. */
export const amounts =
  "a (?:little |tiny |whole )?(?:bit|touch|little|lot|tad)|slightly|somewhat|much|far|way|even|significantly|considerably|lots|some";
const degrees = "more|less|not so|not as|very|really|too";
/** A comparison as it stands in a clause: "much warmer", "a bit less bright", "red". */
export const comparison = `(?:(?:${amounts}) )?(?:(?:${degrees}) )?[\\p{L}-]+`;
const pattern = new RegExp(`^(?:(${amounts}) )?(?:(${degrees}) )?([\\p{L}-]+)$`, "iu");

export const stepsOf = (words: string): number =>
  /much|far|way|lot|significant|considerab/i.test(words) ? 2 : 1;

/** Reads an adjective with what says how much; a plain one has no steps. Null for other words. */
export function readComparison(words: string): Comparison | null {
  const match = pattern.exec(words.trim());
  if (match === null) return null;
  const [, howMuch = "", degree = "", word = ""] = match;
  const base = comparativeBase(word);
  const adjective = base ?? word.toLowerCase();
  if (/^(?:very|really)$/i.test(degree)) return { adjective, direction: 1, steps: 2 };
  const direction = /^(?:less|not|too)/i.test(degree) ? -1 : 1;
  const compared = base !== null || degree !== "" || howMuch !== "";
  return { adjective, direction, steps: compared ? stepsOf(howMuch) : 0 };
}
