/**
 * Folds a word so that plural and singular meet. The result need not be a word: lexicon and
 * prompt pass through the same fold.
 */
export function foldWord(word: string): string {
  if (word.length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (word.length > 4 && /(?:sh|ch|x|ss)es$/.test(word)) return word.slice(0, -2);
  if (word.length > 3 && word.endsWith("s") && !/(?:ss|us|is)$/.test(word))
    return word.slice(0, -1);
  return word;
}

/** Lower case, without accents; only letters, digits and clause marks stay. */
export function normaliseText(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replace(/['’]s\b/g, "")
    .replace(/n['’]t\b/g, " not")
    .replace(/[^\p{L}\p{N}.,;:!?]+/gu, " ")
    .trim();
}

/** The words of a normalised text, with each clause mark as a word of its own. */
export function splitWords(normalised: string): string[] {
  return normalised.match(/[\p{L}\p{N}]+|[.,;:!?]/gu) ?? [];
}
