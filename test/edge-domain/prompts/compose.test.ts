import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parsePrompt } from "#contracts/prompt/parse-prompt.ts";
import { MAXIMUM_PROMPT_CHARACTERS } from "#contracts/limits.ts";
import { enhancePrompt } from "../../../edge/domain/prompts/compose/enhance-prompt.ts";
import { varyPrompts } from "../../../edge/domain/prompts/compose/vary-prompts.ts";
import { readParameters } from "../../../edge/domain/prompts/prompt-parameters.ts";
import { isColour } from "../../../edge/domain/prompts/text/adjective-kinds.ts";
import { foldText } from "../../../edge/domain/prompts/text/located-text.ts";
import { aPrompt, aRoomPrompt, badEnglish } from "./prompt-samples.ts";

const anyText = fc.oneof(
  aPrompt,
  fc.string({ minLength: 1, maxLength: 300 }),
  fc.string({ unit: "binary", minLength: 1, maxLength: 50 }),
);
const outdoorWords =
  /\b(?:rain|snow|fog|mist|storm|wind|breeze|sky|clouds?|horizon|midwinter|summer|spring|autumn|aerial|drone|dawn|dusk|sunset|golden hour|midday)\b/i;

/** Every word of one text stands in another, articles aside. */
function expectKept(text: string, longer: string): void {
  const words = new Set(foldText(longer).split(" "));
  for (const word of foldText(text).split(" "))
    if (!/^an?$/.test(word)) expect(words, longer).toContain(word);
}

/** What a text told, a longer one tells as well, and no other time, weather, season, place or style. */
function expectTold(text: string, longer: string): void {
  const [before, after] = [readParameters(text), readParameters(longer)];
  for (const name of ["time", "weather", "season", "scene", "style", "camera"] as const)
    if (before[name] !== undefined) expect(after[name], longer).toBe(before[name]);
  for (const name of ["subjects", "colors", "mood", "excluded"] as const)
    expect(after[name] ?? [], longer).toEqual(expect.arrayContaining(before[name] ?? []));
}

describe("an enhanced prompt", () => {
  test("keeps every word of the rough one and what it tells, and says more", () => {
    fc.assert(
      fc.property(fc.oneof(aPrompt, aRoomPrompt), (rough) => {
        const enhanced = enhancePrompt(rough);
        expect(badEnglish(enhanced), enhanced).toBeNull();
        expectKept(rough, enhanced);
        expectTold(rough, enhanced);
        expect(enhanced.length).toBeGreaterThan(rough.length + 10);
        expect(enhancePrompt(rough)).toBe(enhanced);
      }),
      { numRuns: 80 },
    );
  });

  test("of any text is never empty and never too long", () => {
    fc.assert(
      fc.property(
        fc.oneof(anyText, fc.string({ minLength: 3900, maxLength: MAXIMUM_PROMPT_CHARACTERS })),
        (rough) => {
          fc.pre(rough.trim() !== "");
          const enhanced = enhancePrompt(rough);
          expect(enhanced.trim()).not.toBe("");
          expect(enhanced.length).toBeLessThanOrEqual(MAXIMUM_PROMPT_CHARACTERS);
        },
      ),
      // To shrink a text of 4,000 characters takes minutes.
      { numRuns: 60, endOnFailure: true },
    );
  });

  test("brings no weather, sky or time of day into a room", () => {
    fc.assert(
      fc.property(aRoomPrompt, (rough) => {
        const enhanced = enhancePrompt(rough);
        expect(enhanced.slice(rough.length), enhanced).not.toMatch(outdoorWords);
      }),
      { numRuns: 60 },
    );
  });

  test.for([
    ["A stone bridge in thick mist", /\bdistance\b|shadow|horizon|bright|crisp/],
    ["Commuters waiting for a tram in pouring rain", /shadow|\bdust\b|bright|golden|sunset|dawn/],
    ["A snow-covered orchard at noon", /leaves|greenery|wildflowers|warm|insects/],
    ["A satellite above the Earth", /\bsky\b|breeze|leaves|dawn|morning/],
    ["An otter diving through kelp", /\bsky\b|shore|horizon|aerial/],
    ["A desert highway without lights at midnight", /\blights?\b/],
    ["A ring on black velvet, black and white", /gold|amber|colour/],
    ["Two gulls gliding over a harbour", /glid.*glid|\bits\b/],
    ["A closed parasol on a calm pond", /wind|breeze|swaying/],
    ["A lynx resting on a ledge", /\bsteps?\b|\bstride\b|streaming/],
  ] as const)("%s: adds nothing that cannot be there", ([rough, impossible]) => {
    const added = enhancePrompt(rough).slice(rough.length);
    expect(added).not.toMatch(/^$/);
    expect(added).not.toMatch(impossible);
  });

  test.for([
    ["Rusty bicycle on a wall", "A rusty bicycle on a wall"],
    ["enormous waterfall", "An enormous waterfall"],
    ["Kyoto garden in spring", "Kyoto garden in spring"],
    ["cooks in a kitchen", "Cooks in a kitchen"],
    ["Berlin at dusk", "Berlin at dusk"],
    ["sea under a full moon", "The sea under a full moon"],
  ] as const)("%s begins as a sentence", ([rough, opening]) => {
    expect(enhancePrompt(rough)).toMatch(new RegExp(`^${opening}\\b`));
  });

  test("of several sentences gets sentences of its own", () => {
    const rough = "A violin lies on a chair. Nobody is in the room.";
    expect(enhancePrompt(rough)).toMatch(new RegExp(`^${rough} [A-Z][^.]+\\. [A-Z][^.]+\\.$`));
  });
});

test.for([
  "midnight blue and brass",
  "sunset orange and cream",
  "snow white and forest green",
  "sky blue, sea green and storm grey",
  "sand and cream",
])("a palette of %s tells no time, place, sky or weather", (palette) => {
  const { colors, ...told } = readParameters("A tailor at noon");
  const { colors: named, ...read } = readParameters(`A tailor at noon, palette of ${palette}`);
  expect(colors).toBeUndefined();
  expect(named).not.toEqual([]);
  expect(read).toEqual(told);
  expect(parsePrompt(`A boat at noon, palette of ${palette}`)).toMatchObject({
    timeOfDay: "noon",
    terrains: [],
    weathers: [],
    features: [],
  });
});

test("a time or place before a colour is still meant when it is pointed at", () => {
  expect(readParameters("A pier at sunset orange clouds").time).toBe("sunset");
});

test("names that JavaScript's objects inherit are words as any other", () => {
  expect(enhancePrompt("constructor toString valueOf")).toMatch(/\bconstructor toString valueOf/i);
  expect(isColour("constructor")).toBe(false);
  expect(isColour("red and yellow")).toBe(true);
});

describe("variations", () => {
  test("are new, as many as asked, bounded, and the same for the same seed", () => {
    fc.assert(
      fc.property(
        fc.array(anyText, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 1, max: 20 }),
        fc.nat(),
        (bases, count, seed) => {
          const input = { bases, avoid: bases, count, seed };
          const prompts = varyPrompts(input);
          expect(prompts).toHaveLength(count);
          expect(new Set([...bases, ...prompts].map(foldText)).size).toBe(
            new Set(bases.map(foldText)).size + count,
          );
          for (const prompt of prompts)
            expect(prompt.length).toBeLessThanOrEqual(MAXIMUM_PROMPT_CHARACTERS);
          expect(varyPrompts(input)).toEqual(prompts);
        },
      ),
      { numRuns: 25 },
    );
  });

  test("are English, and keep every word of their base and what it tells", () => {
    fc.assert(
      fc.property(fc.oneof(aPrompt, aRoomPrompt), fc.nat(), (base, seed) => {
        for (const prompt of varyPrompts({ bases: [base], avoid: [], count: 6, seed })) {
          expect(badEnglish(prompt), prompt).toBeNull();
          expectKept(base, prompt);
          expectTold(base, prompt);
        }
      }),
      { numRuns: 30 },
    );
  });

  test("differ from one another in two additions at least", () => {
    fc.assert(
      fc.property(fc.oneof(aPrompt, aRoomPrompt), fc.nat(), (base, seed) => {
        const parts = varyPrompts({ bases: [base], avoid: [], count: 4, seed }).map(
          (prompt) => new Set(prompt.split(/[,.] ?/)),
        );
        for (const [index, one] of parts.entries())
          for (const other of parts.slice(index + 1))
            expect([...one].filter((part) => !other.has(part)).length).toBeGreaterThan(1);
      }),
      { numRuns: 25 },
    );
  });

  test("bring no weather, sky, season or time of day into a room", () => {
    fc.assert(
      fc.property(aRoomPrompt, fc.nat(), (base, seed) => {
        for (const prompt of varyPrompts({ bases: [base], avoid: [], count: 6, seed }))
          expect(prompt.slice(base.length), prompt).not.toMatch(outdoorWords);
      }),
      { numRuns: 25 },
    );
  });

  test("begin in another way for each prompt and each seed", () => {
    const skeletons = ["A heron by a river", "A tailor in his workshop", "Dunes at dusk"].flatMap(
      (base) =>
        [1, 2].map((seed) =>
          varyPrompts({ bases: [base], avoid: [], count: 4, seed })
            .map((prompt) => prompt.slice(base.length))
            .join(),
        ),
    );
    expect(new Set(skeletons).size).toBe(skeletons.length);
  });

  test.for([
    ["Grilled peppers on a plate, close-up", /aerial|\bwide\b|drone|crane/],
    ["A nebula drifting in deep space", /\b(?:winter|summer|rain|fog|breeze|morning|noon)\b/],
    ["Sledge dogs on the tundra", /\brain\b|summer|greenery|warm|in spring/],
    ["A beekeeper lifting a frame of bees", /\b(?:night|snow|winter)\b/],
    ["Mourners at a funeral", /playful|carefree|exuberant|joyful|cheerful/],
    ["Toddlers laughing at a birthday party", /brooding|tense|mysterious|night/],
    ["A candle-lit cellar full of barrels", /bright|noon|primary colours/],
    ["A black-and-white photo of a pianist", /palette|amber|pastel/],
  ] as const)("of %s: nothing that cannot be there", ([base, impossible]) => {
    for (const seed of [1, 2, 3])
      for (const prompt of varyPrompts({ bases: [base], avoid: [], count: 8, seed }))
        expect(prompt.slice(base.length), prompt).not.toMatch(impossible);
  });

  test("never repeat what is to be avoided, however often they are asked for", () => {
    const avoid: string[] = [];
    for (let round = 0; round < 10; round += 1)
      avoid.push(...varyPrompts({ bases: ["A heron"], avoid, count: 20, seed: 4 }));
    expect(new Set(avoid.map(foldText)).size).toBe(200);
  });
});
