import type { LocatedText } from "../text/located-text.ts";

/** What goes on: something moves about, rests, or hands are at work. */
export type Motion = "moving" | "resting" | "working";

const verbs: Readonly<Record<Motion, string>> = {
  working:
    "cook chop slice pour knead bake stir whisk paint draw sketch write type repair fix knit sew weave weld hammer forge assemble build shape mold mould mix serve operate inspect examine solder plant water brew strum tune craft polish tie fold sort pack stack perform conduct mend sweep mop rake dig plant milk feed stitch grind braid iron plate sculpt program decorate",
  moving:
    "run walk fly swim jump leap sail ride race gallop drive chase dance climb crawl dive float drift soar glide march skate ski surf row paddle roam rush roll sprint cycle speed travel cross move dunk play kick throw spin turn swing stroll wander follow hurry descend ascend land leave arrive orbit hop trot charge hunt prowl swoop tumble fall pass hover skateboard flock migrate swirl twirl parade approach patrol pull push kayak whirl stampede attack stalk",
  resting:
    "sleep sit stand lie rest wait perch graze doze kneel lean hang hold watch look stare gaze read pose nap park moor meditate think listen pray anchor dream bask relax",
};
const motionOfStem = new Map(
  (["working", "moving", "resting"] as const).flatMap((motion) =>
    verbs[motion].split(" ").map((stem) => [stem, motion] as const),
  ),
);
/** Playing one of these is work of the hands. */
const instruments =
  /\b(?:violin|piano|guitar|cello|drums?|flute|trumpet|saxophone|harp|accordion|banjo|keyboard|chess|cards|instrument|music|song)\b/i;

/** The motion of the first verb from a word on, which is the subject's; null where none is told. */
export function readMotion({ text, words }: LocatedText, from: number): Motion | null {
  for (const [index, { word }] of words.entries()) {
    if (index < from) continue;
    const before = words[index - 1]?.word ?? "";
    // "a park", "the stand": nouns that look like verbs.
    if (/^(?:an?|the|his|her|its|their|in|on|at|of|with)$/.test(before) && !word.endsWith("ing"))
      continue;
    const motion = motionOf(word);
    if (motion === null) continue;
    return word.startsWith("play") && instruments.test(text) ? "working" : motion;
  }
  return null;
}

/** What a verb in any form tells of motion; null for other words. */
export const motionOf = (word: string): Motion | null =>
  stemsOf(word)
    .map((stem) => motionOfStem.get(stem))
    .find((known) => known !== undefined) ?? null;

/** "running" → "run"; a bare stem is a verb as well ("dolphins leap"). */
function stemsOf(word: string): string[] {
  const inflected = /^(.{2,}?)(?:ing|es|ed|s)$/.exec(word)?.[1];
  if (inflected === undefined) return [word];
  return [
    word,
    word.replace(/s$/, ""),
    inflected,
    `${inflected}e`,
    inflected.replace(/(.)\1$/, "$1"),
    inflected.replace(/i$/, "y"),
  ];
}

const motionOfMark: Readonly<Record<string, Motion>> = {
  ">": "moving",
  "=": "resting",
  "+": "working",
};

/**
 * Of phrases, those that hold for this motion, without their marks: one that holds only for what
 * moves, rests or works begins with ">", "=" or "+", or with several of them.
 */
export function heldBy(motion: Motion | null, phrases: readonly string[]): string[] {
  return phrases
    .filter((phrase) => {
      const marks = /^[>=+]*/.exec(phrase)?.[0] ?? "";
      return marks === "" || marks.split("").some((mark) => motionOfMark[mark] === motion);
    })
    .map((phrase) => phrase.replace(/^[>=+]+/, ""));
}
