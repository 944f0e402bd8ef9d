/** A server's words as part of one short sentence: no addresses, line breaks or control characters. */
export function tidyWords(words: string): string {
  return words
    .replaceAll(/\b(https?|wss?):\/\/\S+/gi, "[address]")
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim()
    .slice(0, 400)
    .replace(/\.$/, "");
}
