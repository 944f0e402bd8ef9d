import { indefiniteArticle } from "./inflection.ts";

/**
 * Mends what an edit can leave behind: spaces, doubled marks and words, articles, capitals. What
 * the original text already had is its writer's and stays.
 */
export function tidy(text: string, original: string): string {
  let result = text
    .replace(/[ \t]{2,}/g, " ")
    .replace(/ +([,.;:!?])/g, "$1")
    .replace(/([,;:])(?:\s*[,;:])+/g, "$1")
    .replace(/[,;:]\s*([.!?])/g, "$1")
    .replace(/^[\s,;:.!?]+/, "")
    .replace(/(?:[\s,;:]|\s(?:and|with|or))+$/i, "");
  const lowerOriginal = original.toLowerCase();
  result = result.replace(/\b(\p{L}+) \1\b/giu, (pair, word: string) =>
    lowerOriginal.includes(pair.toLowerCase()) ? pair : word,
  );
  result = result.replace(
    /\b(an?) (?=([\p{L}\p{N}]+))/giu,
    (pair, article: string, next: string) => {
      if (lowerOriginal.includes(`${pair}${next}`.toLowerCase())) return pair;
      const right = indefiniteArticle(next);
      return `${article.startsWith("A") ? (right === "an" ? "An" : "A") : right} `;
    },
  );
  if (/^\P{L}*\p{Lu}/u.test(original)) result = capitalise(result);
  return result.replace(/([.!?]\s+)(\p{Ll})/gu, (found, mark: string, letter: string) =>
    lowerOriginal.includes(found.toLowerCase()) && original.includes(found)
      ? found
      : mark + letter.toUpperCase(),
  );
}

export function capitalise(text: string): string {
  return text.replace(
    /^(\P{L}*)(\p{Ll})/u,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
}

/** Words that take the place of others at the start of a text or sentence begin as those did. */
export const matchCapital = (words: string, old: string): string =>
  /^\p{Lu}/u.test(old) ? capitalise(words) : words;

/** "a", "a and b", "a, b and c". */
export function listWords(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
