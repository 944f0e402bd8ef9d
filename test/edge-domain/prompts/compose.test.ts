import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAXIMUM_PROMPT_CHARACTERS } from "#contracts/limits.ts";
import { enhancePrompt } from "../../../edge/domain/prompts/compose/enhance-prompt.ts";
import { varyPrompts } from "../../../edge/domain/prompts/compose/vary-prompts.ts";
import { readParameters } from "../../../edge/domain/prompts/prompt-parameters.ts";
import { foldText } from "../../../edge/domain/prompts/text/located-text.ts";
import { aPrompt, badEnglish } from "./prompt-samples.ts";

const anyText = fc.oneof(
  aPrompt,
  fc.string({ minLength: 1, maxLength: 300 }),
  fc.string({ unit: "binary", minLength: 1, maxLength: 50 }),
);

describe("an enhanced prompt", () => {
  test("keeps every word of the rough one, and says more", () => {
    fc.assert(
      fc.property(aPrompt, (rough) => {
        const enhanced = enhancePrompt(rough);
        expect(badEnglish(enhanced), enhanced).toBeNull();
        const words = new Set(foldText(enhanced).split(" "));
        for (const word of foldText(rough)
          .split(" ")
          .filter((one) => !/^an?$/.test(one)))
          expect(words, enhanced).toContain(word);
        expect(enhanced.length).toBeGreaterThan(rough.length + 10);
        expect(enhancePrompt(rough)).toBe(enhanced);
        const [before, after] = [readParameters(rough), readParameters(enhanced)];
        for (const name of ["time", "weather", "season", "style"] as const) {
          if (before[name] !== undefined) expect(after[name], enhanced).toBe(before[name]);
        }
      }),
      { numRuns: 150 },
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
      { numRuns: 150 },
    );
  });
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
      { numRuns: 60 },
    );
  });

  test("are English, and keep what their base shows", () => {
    fc.assert(
      fc.property(aPrompt, fc.nat(), (base, seed) => {
        const { subjects } = readParameters(base);
        for (const prompt of varyPrompts({ bases: [base], avoid: [], count: 12, seed })) {
          expect(badEnglish(prompt), prompt).toBeNull();
          for (const subject of subjects ?? []) expect(prompt.toLowerCase()).toContain(subject);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("of another seed are others", () => {
    const vary = (seed: number) =>
      varyPrompts({ bases: ["A heron by a river"], avoid: [], count: 5, seed });
    expect(vary(1)).not.toEqual(vary(2));
  });

  test("never repeat what is to be avoided, however often they are asked for", () => {
    const avoid: string[] = [];
    for (let round = 0; round < 10; round += 1)
      avoid.push(...varyPrompts({ bases: ["A heron"], avoid, count: 20, seed: 4 }));
    expect(new Set(avoid.map(foldText)).size).toBe(200);
  });
});
