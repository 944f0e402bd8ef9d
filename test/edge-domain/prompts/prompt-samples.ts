import fc from "fast-check";

/** Prompts as people write them, put together from parts; each part may be missing. */
const subjects = [
  "a red fox",
  "two old fishermen",
  "a small robot",
  "an elephant",
  "three kites",
  "a black horse",
  "a group of hikers",
  "an owl",
  "a sailboat",
  "a lonely lighthouse",
];
const places = [
  "in a quiet forest",
  "on a wide beach",
  "in the desert",
  "by a mountain lake",
  "in an ancient city",
  "on a grassy hill",
  "near a river",
  "in a meadow",
];
const times = ["at sunrise", "in the morning", "at noon", "at dusk", "at night", "in the evening"];
const weathers = ["in heavy rain", "in thick fog", "under a clear sky"];
const extras = ["with a campfire", "with paper lanterns", "with a dog and a kite"];
const tags = [
  "slow zoom in",
  "aerial view",
  "in anime style",
  "cinematic",
  "watercolour style",
  "no people",
  "mysterious",
];

const maybe = (items: readonly string[]): fc.Arbitrary<string> => fc.constantFrom("", "", ...items);

/** A prompt in one sentence: something, somewhere, perhaps at some time, in some weather, with tags. */
export const aPrompt: fc.Arbitrary<string> = fc
  .record({
    subject: fc.constantFrom(...subjects),
    place: fc.constantFrom(...places),
    time: maybe(times),
    weather: maybe(weathers),
    extra: maybe(extras),
    tag: maybe(tags),
    capital: fc.boolean(),
    stop: fc.boolean(),
  })
  .map(({ subject, place, time, weather, extra, tag, capital, stop }) => {
    const body = [subject, place, time, weather, extra].filter((part) => part !== "").join(" ");
    const text = `${tag === "" ? body : `${body}, ${tag}`}${stop ? "." : ""}`;
    return capital ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  });

/** A prompt whose scene is within walls. */
export const aRoomPrompt: fc.Arbitrary<string> = fc
  .record({
    doer: fc.constantFrom(
      "a carpenter sanding a chair",
      "two nurses walking",
      "an old piano",
      "three students reading",
      "a delivery robot rolling",
      "a woman singing",
      "fresh bread",
    ),
    room: fc.constantFrom(
      "in a narrow corridor",
      "in a small workshop",
      "on an empty stage",
      "in a busy kitchen",
      "inside an old church",
      "in a modern laboratory",
      "in a crowded museum",
    ),
    tag: maybe(["close-up", "cinematic", "no text", "calm"]),
  })
  .map(({ doer, room, tag }) => `${doer} ${room}${tag === "" ? "" : `, ${tag}`}`);

/** What is wrong with a text as English, as far as a test can tell; null when nothing is. */
export function badEnglish(text: string): string | null {
  const faults: readonly [RegExp, string][] = [
    [/\b(\p{L}+) \1\b/iu, "a word twice"],
    [/ {2}|\s$|^\s/, "spaces"],
    [/ [,.]|,[,.]|,\s*$/, "marks"],
    [/\ba (?=[aeio])(?!one\b|european)/i, "a before a vowel"],
    [/\ban (?![aeiouh])/i, "an before a consonant"],
    [
      /\b(?:a|an|two|three|several|many|a few) (?:and|with|in|at|on|,)/i,
      "a determiner without its noun",
    ],
    [
      /\b(?:two|three|several|many|few) (?:fox|wolf|robot|elephant|kite|horse|owl|sailboat|dog|boat)\b/i,
      "a number with a singular",
    ],
    [/\b(?:with|and|under|of|the)\s*(?:[,.]|$)/i, "a phrase cut off"],
    [
      /\b(?:an?|the) (?:an?|the|his|her|its|their|from|into|looking)\b/i,
      "an article without a noun",
    ],
    [/\b(?:light|lights|lighting|sky) mood\b/i, "a mood of a thing"],
    [
      /\b(?:very|slightly|fairly|extremely)\s*(?:[,.]|$|with\b|and\b|mood\b)/i,
      "a degree of nothing",
    ],
    [
      /\b(?:wooden|stone|golden|robotic|autonomous) (?:big|small|old|red|blue|green|yellow|white|black)\b/i,
      "adjectives out of order",
    ],
  ];
  return faults.find(([pattern]) => pattern.test(text))?.[1] ?? null;
}
