const irregularPlurals: Readonly<Record<string, string>> = {
  person: "people",
  child: "children",
  man: "men",
  woman: "women",
  goose: "geese",
  mouse: "mice",
  foot: "feet",
  tooth: "teeth",
  ox: "oxen",
  wolf: "wolves",
  leaf: "leaves",
  knife: "knives",
  shelf: "shelves",
  thief: "thieves",
  calf: "calves",
  elf: "elves",
  hero: "heroes",
  volcano: "volcanoes",
  potato: "potatoes",
  tomato: "tomatoes",
};
const singulars = new Map(Object.entries(irregularPlurals).map(([one, many]) => [many, one]));
const unchanging = new Set([
  "deer",
  "sheep",
  "fish",
  "salmon",
  "moose",
  "aircraft",
  "koi",
  "tuna",
  "elk",
  "spacecraft",
  "jellyfish",
]);

/** Whether the last word of a noun is one and many alike: "fish". */
export const isUnchanging = (noun: string): boolean =>
  unchanging.has((noun.split(" ").at(-1) ?? "").toLowerCase());

/** The plural of a noun, or of the last word of a compound ("sports car"). */
export function pluralise(noun: string): string {
  const space = noun.lastIndexOf(" ");
  const [head, last] = [noun.slice(0, space + 1), noun.slice(space + 1)];
  const lower = last.toLowerCase();
  if (unchanging.has(lower) || isPlural(lower)) return noun;
  for (const [one, many] of Object.entries(irregularPlurals)) {
    if (lower === one) return head + many;
    if (one.length > 2 && lower.endsWith(one) && (one === "man" || one === "woman")) {
      return head + last.slice(0, -one.length) + many;
    }
  }
  if (/[^aeiou]y$/.test(lower)) return `${head}${last.slice(0, -1)}ies`;
  if (/(?:s|x|z|ch|sh)$/.test(lower)) return `${noun}es`;
  return `${noun}s`;
}

/** The singular of a noun, or of the last word of a compound. */
export function singularise(noun: string): string {
  const space = noun.lastIndexOf(" ");
  const [head, last] = [noun.slice(0, space + 1), noun.slice(space + 1)];
  const lower = last.toLowerCase();
  const irregular = singulars.get(lower);
  if (irregular !== undefined) return head + irregular;
  if (!isPlural(lower) || unchanging.has(lower)) return noun;
  if (lower.endsWith("men")) return `${head}${last.slice(0, -3)}man`;
  if (lower.endsWith("ies") && lower.length > 4) return `${head}${last.slice(0, -3)}y`;
  if (/(?:x|ch|sh|ss)es$/.test(lower)) return `${head}${last.slice(0, -2)}`;
  return `${head}${last.slice(0, -1)}`;
}

/** Whether the last word reads as more than one; "fish" and "deer" count as one. */
export function isPlural(noun: string): boolean {
  const last = (noun.split(" ").at(-1) ?? "").toLowerCase();
  if (singulars.has(last) || /[^h]umen$|(?:fisher|work|snow|space|horse)men$/.test(last))
    return true;
  return last.length > 3 && last.endsWith("s") && !/(?:ss|us|is|ous)$/.test(last);
}

/** "a" or "an", by the sound that the word begins with. */
export function indefiniteArticle(word: string): "a" | "an" {
  const lower = word.toLowerCase();
  if (/^(?:hour|honest|honour|honor|heir)/.test(lower)) return "an";
  if (/^(?:8|11$|18)/.test(lower)) return "an";
  if (/^(?:uni(?!n)|use|usual|euro|ufo|one\b|once|ubiquit|utop|ewe|uk)/.test(lower)) return "a";
  return /^[aeiou]/.test(lower) ? "an" : "a";
}

const irregularComparatives: Readonly<Record<string, string>> = {
  better: "good",
  worse: "bad",
  further: "far",
  less: "",
  fewer: "",
  closer: "close",
  other: "",
};
const notComparatives = new Set(
  "water summer winter river tower over under after weather river flower silver copper amber tiger spider ladder corner border timber ember monster thunder letter paper later another never ever either rather together whether lower-case butterfly power shower laser ginger lavender panther leather feather hunter soldier dancer singer rider driver farmer player painter camera filter poster lantern tanker skyscraper helicopter glacier crater harbour meteor lighter-than observer traveler traveller explorer surfer fisher danger disaster slipper number member character theater centre center".split(
    " ",
  ),
);

/**
 * The base of a comparative: "foggier" → "foggy", "bigger" → "big", "calmer" → "calm". Null when
 * the word is none.
 */
export function comparativeBase(word: string): string | null {
  const lower = word.toLowerCase();
  const irregular = irregularComparatives[lower];
  if (irregular !== undefined) return irregular === "" ? null : irregular;
  if (!/^[a-z]{2,}er$/.test(lower) || lower.length < 5 || notComparatives.has(lower)) return null;
  const stem = lower.slice(0, -2);
  if (stem.endsWith("i")) return `${stem.slice(0, -1)}y`;
  if (/([bdgmnpt])\1$/.test(stem)) return stem.slice(0, -1);
  // Words whose base ends in a silent "e": wide, large, pale, strange, fierce, gentle, subtle.
  if (
    /(?:id|arg|al|ang|erc|ntl|btl|ens|imm?pl|im|id|av|os|iv|ur|ag|in)$/.test(stem) &&
    !/(?:cal|green|clean|thin|plain)$/.test(stem)
  ) {
    return ["real", "lean", "keen"].includes(stem) ? stem : `${stem}e`;
  }
  return stem;
}

/** Makes a present-tense verb fit a plural subject ("runs" → "run") or a singular one. */
export function agreeVerb(verb: string, plural: boolean): string {
  const pairs: Readonly<Record<string, string>> = {
    is: "are",
    was: "were",
    has: "have",
    does: "do",
    goes: "go",
  };
  if (plural) {
    const known = pairs[verb];
    if (known !== undefined) return known;
    if (verb.endsWith("ies")) return `${verb.slice(0, -3)}y`;
    if (/(?:sh|ch|x|ss)es$/.test(verb)) return verb.slice(0, -2);
    return verb.endsWith("s") && !verb.endsWith("ss") ? verb.slice(0, -1) : verb;
  }
  const known = Object.entries(pairs).find(([, many]) => many === verb)?.[0];
  if (known !== undefined) return known;
  if (verb.endsWith("s") && !verb.endsWith("ss")) return verb;
  return /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ies` : pluralise(verb);
}

/** "run" → "running", "chase" → "chasing", "lie" → "lying". */
export function presentParticiple(verb: string): string {
  if (verb.endsWith("ie")) return `${verb.slice(0, -2)}ying`;
  if (/[^eoy]e$/.test(verb) && verb.length > 2) return `${verb.slice(0, -1)}ing`;
  return /^[^aeiou]*[aeiou][bdgklmnprt]$/.test(verb) ? `${verb}${verb.at(-1)}ing` : `${verb}ing`;
}
