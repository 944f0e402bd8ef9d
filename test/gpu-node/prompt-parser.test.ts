import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePrompt } from "#contracts/prompt/parse-prompt.ts";

describe("parsePrompt", () => {
  it.each([
    ["mountain lake at sunrise", { timeOfDay: "dawn", terrains: ["mountains", "lake"] }],
    ["Alpine peaks under a starry sky", { timeOfDay: "night", terrains: ["mountains", "sky"] }],
    [
      "a rainy street in Tokyo after dark",
      { timeOfDay: "night", terrains: ["city"], weathers: ["rain"] },
    ],
    ["Dunes of the Sahara, sundown", { timeOfDay: "sunset", terrains: ["desert"] }],
    ["falling leaves in october woods", { season: "autumn", terrains: ["forest"] }],
    ["slow zoom in on a nebula", { cameraMoves: ["zoom-in"], terrains: ["space"] }],
    ["drone shot over a wheat field", { cameraMoves: ["fly-forward"], terrains: ["field"] }],
    [
      "watercolour meadow, peaceful",
      { styles: ["watercolour"], moods: ["calm"], terrains: ["meadow"] },
    ],
  ])("reads %j", (prompt, expected) => {
    expect(parsePrompt(prompt)).toMatchObject(expected);
  });

  it("reads subjects with their count and colour", () => {
    expect(parsePrompt("three red balloons and a dog").subjects).toEqual([
      { kind: "balloon", count: "few", colour: "#d83a34" },
      { kind: "dog", count: "one" },
    ]);
    expect(parsePrompt("a caravan of camels, an eagle").subjects).toEqual([
      { kind: "camel", count: "many" },
      { kind: "eagle", count: "one" },
    ]);
    expect(parsePrompt("a tropical beach with palm trees").subjects).toContainEqual({
      kind: "palm",
      count: "few",
    });
    expect(parsePrompt("a flock of birds").subjects).toEqual([{ kind: "birds", count: "many" }]);
  });

  it.each([
    ["a beach with no people", "person"],
    ["a sea without boats", "boat"],
    ["a lake, no clouds, birds or boats", "boat"],
    ["a cloudless noon", "clouds"],
    ["mountains but not a single car", "car"],
  ])("excludes what %j negates", (prompt, excluded) => {
    const description = parsePrompt(prompt);
    expect(description.excluded).toContain(excluded);
    expect([
      ...description.subjects.map((subject) => subject.kind),
      ...description.features,
    ]).not.toContain(excluded);
  });

  it("ends a negation at the clause", () => {
    expect(parsePrompt("no people, but a boat").subjects.map((subject) => subject.kind)).toEqual([
      "boat",
    ]);
    expect(
      parsePrompt("without clouds. A whale swims").subjects.map((subject) => subject.kind),
    ).toEqual(["whale"]);
  });

  it("ignores case, spacing and accents", () => {
    expect(parsePrompt("  A  MOUNTAIN láke ").hash).toBe(parsePrompt("a mountain lake").hash);
  });

  it("parses any string the same way twice", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        expect(parsePrompt(text)).toEqual(parsePrompt(text));
      }),
      { numRuns: 200 },
    );
  });
});
