const negators = new Set([
  "no",
  "not",
  "without",
  "never",
  "nor",
  "neither",
  "minus",
  "zero",
  "exclude",
  "excluding",
  "avoid",
  "avoiding",
  "lacking",
  "sans",
  "non",
]);
const scopeEnds = new Set([
  "but",
  "with",
  "just",
  "only",
  "while",
  "then",
  "instead",
  "over",
  "under",
  "above",
  "at",
  "during",
  "near",
  "through",
  "beside",
  "there",
  ".",
  ";",
  ":",
  "!",
  "?",
]);
/** A negator reaches this many words past itself, or past the last "and" or "or" in its scope. */
const reachWords = 4;

/**
 * Marks the words that a negation covers: "no people, clouds or cars" covers all three, since a
 * comma carries on only towards an "or"/"nor" of the same clause.
 */
export function markNegatedWords(words: readonly string[]): boolean[] {
  const negated = words.map(() => false);
  let remaining = 0;
  words.forEach((word, position) => {
    if (negators.has(word)) {
      // "not only the sea" affirms the sea.
      remaining = words[position + 1] === "only" ? 0 : reachWords;
      return;
    }
    if (remaining === 0) return;
    if (scopeEnds.has(word)) {
      remaining = 0;
    } else if (word === ",") {
      remaining = commaContinues(words, position) ? reachWords : 0;
    } else if (word === "or" || word === "nor" || word === "and") {
      remaining = reachWords;
    } else {
      negated[position] = true;
      remaining -= 1;
    }
  });
  return negated;
}

function commaContinues(words: readonly string[], position: number): boolean {
  for (let next = position + 1; next < Math.min(words.length, position + 6); next += 1) {
    const word = words[next] ?? "";
    if (word === "or" || word === "nor") return true;
    if (scopeEnds.has(word) || negators.has(word)) return false;
  }
  return false;
}
