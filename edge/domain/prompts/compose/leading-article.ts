import { withArticle } from "../edits/add-thing.ts";
import { isAdjective } from "../text/grammar-words.ts";
import { indefiniteArticle } from "../text/inflection.ts";
import { locate } from "../text/located-text.ts";
import { leadingNounPhrase } from "../text/noun-phrase.ts";
import { capitalise } from "../text/tidy.ts";

/**
 * "mountain lake at dawn" → "A mountain lake at dawn"; names, plurals and unknown words get none.
 * The first letter becomes a capital.
 */
export const withLeadingArticle = (text: string): string => capitalise(withArticleBefore(text));

function withArticleBefore(text: string): string {
  const located = locate(text);
  const phrase = leadingNounPhrase(located);
  if (phrase === null || phrase.adjectivesAt > phrase.start || phrase.start > 0) return text;
  const isOneWord = phrase.first === phrase.last;
  if (isOneWord && /^(?:sea|ocean|sky|desert|jungle)\b/i.test(text))
    return `the ${text.charAt(0).toLowerCase()}${text.slice(1)}`;
  const opening = located.words[phrase.first]?.word ?? "";
  // "Marrakech market": a capital may be a name's, and then no article is safer.
  if (/^\p{Lu}/u.test(text) && !isOneWord && !isAdjective(opening)) return text;
  // "Tokyo Tower", "Paris at night": neither the name of a place nor two capitals make a common noun.
  const isName = located.terms.some(({ first, group }) => first === 0 && group === "terrain");
  const isTwice = /^\p{Lu}\S* \p{Lu}/u.test(text);
  if (isOneWord && (isTwice || (isName && !countedNouns.has(opening)))) return text;
  const lower = text.charAt(0).toLowerCase() + text.slice(1);
  const noun = lower.slice(0, phrase.end);
  const head = located.words[phrase.last]?.word ?? "";
  const agent =
    !isOneWord &&
    /(?:er|or|ist|ian|chef)$/.test(head) &&
    located.terms.every((term) => term.last !== phrase.last);
  if (countedNouns.has(head) || agent) return `${indefiniteArticle(noun)} ${lower}`;
  const article = withArticle(noun);
  return article === noun ? text : article + lower.slice(phrase.end);
}

/** Places and pictures of which there are many, so that one of them needs an article. */
const countedNouns = new Set(
  "portrait photo photograph painting drawing view lake river forest city beach village meadow desert canyon volcano island road waterfall harbour harbor street garden valley hill mountain planet jungle town farm field bay cliff pond stream bridge park library room kitchen cafe café shop market square station museum storm tower workshop greenhouse".split(
    " ",
  ),
);
