import type { ClauseMode, ClauseReading } from "./wish.ts";

const unchanged =
  "(?: (?:the same|alone|unchanged|untouched|in place|there|in|too|(?:just )?as .+))?";
/** "keep the boat", "leave the boat as it is", "do not touch the boat": it stays what it is. */
const keeping = new RegExp(
  `^(?:(?:but )?(?:always )?(?:keep|leave|preserve|retain|maintain|spare)|(?:do not|never|without) (?:chang|touch|remov|alter|edit|modify|delet|los|affect|drop|replac|mov|mak|add)(?:e|y|ing|ying)?) (?!only\\b|just\\b|out\\b|.* out$)(.+?)${unchanged}$`,
  "iu",
);
/** "the boat stays", "the boat should stay as it is" */
const staying = new RegExp(
  `^(?:the|his|her|its|their|all|every|that|those|these) [\\p{L}' -]+? (?:(?:should|must|can|ha(?:s|ve) to|needs? to|to) )?(?:stays?|remains?)${unchanged}$`,
  "iu",
);
/** "not the boat", behind a clause that asks for something to go or to look otherwise */
const sparing = /^not (?:the|his|her|its|their|that|those|these|all)\b/i;
const further = /^(?:the|his|her|its|their|that|those|these|all|everything)\b/i;
const restriction =
  /\b(?:except(?:ing)?|excluding|besides|apart from|aside from|other than|save for)\b|\b(?:everything|everyone|everybody|anything|nothing|all|none) but\b/i;

/** Whether a clause speaks of all but something, which is nothing that can be looked for in a prompt. */
export const restricts = (text: string): boolean => restriction.test(text);

/** "keep the boat and the castle" */
export const keepsFurther = (text: string): boolean => further.test(text);

/** A clause that asks for something to stay as it is: no wish. Null when it is none. */
export function readKeeping(text: string, mode: ClauseMode): ClauseReading | null {
  const kept = keeping.exec(text) !== null || staying.test(text);
  const spared = mode !== "bare" && sparing.test(text);
  return kept || spared ? { wishes: [], mode: "keep" } : null;
}
