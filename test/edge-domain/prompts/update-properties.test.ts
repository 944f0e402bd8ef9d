import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAXIMUM_PROMPT_CHARACTERS } from "#contracts/limits.ts";
import { parsePrompt } from "#contracts/prompt/parse-prompt.ts";
import { applyRequest } from "../../../edge/domain/prompts/edits/apply-request.ts";
import {
  readParameters,
  type PromptParameters,
} from "../../../edge/domain/prompts/prompt-parameters.ts";
import { aPrompt, badEnglish } from "./prompt-samples.ts";

const runs = { numRuns: 100 };
type Name = keyof PromptParameters;

/** Checks one request on many prompts: what it asks for is there, what it does not ask for stays. */
function holds(
  requests: readonly string[],
  shows: (prompt: string, request: string) => void,
  touched: readonly Name[],
): void {
  fc.assert(
    fc.property(aPrompt, fc.constantFrom(...requests), (prompt, request) => {
      const { prompt: tuned, changes, notes } = applyRequest(prompt, request);
      shows(tuned, request);
      expect(badEnglish(tuned), tuned).toBeNull();
      expect(changes.length > 0, tuned).toBe(tuned !== prompt);
      if (tuned === prompt) expect(notes).not.toEqual([]);
      const [before, after] = [readParameters(prompt), readParameters(tuned)];
      for (const name of Object.keys({ ...before, ...after }) as Name[]) {
        if (!touched.includes(name))
          expect(after[name], `${name}: ${prompt} → ${tuned}`).toEqual(before[name]);
      }
      const again = applyRequest(tuned, request);
      expect(again.prompt, `${request} twice`).toBe(tuned);
      expect(again.changes).toEqual([]);
    }),
    runs,
  );
}

describe("a request on any prompt", () => {
  test("sets the time of day", () => {
    const times = {
      "make it night": "night",
      "at dawn please": "dawn",
      "change the time to noon": "noon",
      "set it at dusk": "dusk",
    } as const;
    holds(
      Object.keys(times),
      (prompt, request) =>
        expect(parsePrompt(prompt).timeOfDay, prompt).toBe(times[request as keyof typeof times]),
      ["time", "sky"],
    );
  });

  test("sets the season", () => {
    holds(
      ["make it winter", "set it in autumn", "in spring"],
      (prompt, request) => expect(request, prompt).toContain(parsePrompt(prompt).season),
      ["season"],
    );
  });

  test("sets the weather", () => {
    const weathers = {
      "make it rainy": "rain",
      "make it snow": "snow",
      "add some fog": "fog",
      "make it stormy": "storm",
    } as const;
    holds(
      Object.keys(weathers),
      (prompt, request) =>
        expect(parsePrompt(prompt).weathers, prompt).toContain(
          weathers[request as keyof typeof weathers],
        ),
      ["weather", "sky"],
    );
  });

  test("moves the scene", () => {
    const places = {
      "move it to a jungle": "jungle",
      "set it in a canyon": "canyon",
      "place the scene on an island": "island",
    } as const;
    holds(
      Object.keys(places),
      (prompt, request) =>
        expect(parsePrompt(prompt).terrains[0], prompt).toBe(
          places[request as keyof typeof places],
        ),
      ["scene", "mood"],
    );
  });

  test("adds things", () => {
    holds(
      ["add two penguins", "include a penguin", "put penguins in the scene"],
      (prompt) => expect(readParameters(prompt).subjects?.join(), prompt).toContain("penguin"),
      ["subjects"],
    );
  });

  test("removes things, or asks for none of them", () => {
    fc.assert(
      fc.property(aPrompt, fc.constantFrom("dog", "campfire", "kite"), (prompt, thing) => {
        fc.pre(!new RegExp(`^\\w+ (?:\\w+ )?${thing}s?\\b`, "i").test(prompt));
        const { prompt: without } = applyRequest(prompt, `remove the ${thing}`);
        expect(without.toLowerCase()).not.toContain(thing);
        expect(badEnglish(without), without).toBeNull();
        const { prompt: never } = applyRequest(prompt, `no ${thing}s please`);
        expect(parsePrompt(never).excluded).toContain(thing);
        expect(applyRequest(never, `no ${thing}s please`).changes).toEqual([]);
      }),
      runs,
    );
  });

  test("sets style and camera", () => {
    holds(
      ["in anime style", "make it an oil painting", "black and white"],
      (prompt, request) => expect(request, prompt).toContain(readParameters(prompt).style ?? "?"),
      ["style"],
    );
    holds(
      ["tracking shot", "use an aerial view"],
      (prompt, request) => expect(readParameters(prompt).camera ?? "", request).not.toBe(""),
      ["camera"],
    );
  });
});

describe("a thing on any prompt", () => {
  test("looks as asked, and nothing else does", () => {
    const looks = { "make it purple": "purple", "make it big": "big", "make it fluffy": "fluffy" };
    holds(
      Object.keys(looks),
      (prompt, request) =>
        expect(readParameters(prompt).subjects?.[0], request).toContain(
          looks[request as keyof typeof looks],
        ),
      ["subjects", "colors"],
    );
  });

  test("gets a thing of its own", () => {
    holds(
      ["give the animal a scarf", "give the fox a scarf", "make the robot wear a scarf"],
      (prompt) => expect(prompt).not.toMatch(/scarf.*scarf/),
      ["subjects"],
    );
  });
});

describe("cameras on any prompt", () => {
  const cameras = [
    "handheld camera",
    "drone shot",
    "static camera",
    "first-person view",
    "dashcam",
  ];

  test("one gives way to the next that it cannot go with", () => {
    fc.assert(
      fc.property(
        aPrompt,
        fc.constantFrom(...cameras),
        fc.constantFrom(...cameras),
        (prompt, first, second) => {
          fc.pre(first !== second);
          const filmed = applyRequest(prompt, first).prompt;
          const tuned = applyRequest(filmed, second).prompt;
          expect(tuned, filmed).toContain(second);
          expect(tuned, filmed).not.toContain(first);
          expect(badEnglish(tuned), tuned).toBeNull();
        },
      ),
      runs,
    );
  });
});

describe("a request in other words", () => {
  test("asks for the same", () => {
    const said = [
      ["make it night", "could we have it at night?", "I'd like it to be night", "set it at night"],
      [
        "add a penguin",
        "could you please add a penguin",
        "there should be a penguin",
        "a penguin too",
      ],
      ["remove the campfire", "get rid of the campfire", "lose the campfire", "drop the campfire"],
      ["less dramatic", "make it less dramatic", "not so dramatic", "I want it less dramatic"],
      ["drone shot", "use a drone shot", "make it a drone shot", "switch to a drone shot"],
    ] as const;
    fc.assert(
      fc.property(aPrompt, fc.constantFrom(...said), (prompt, [plain, ...others]) => {
        const { prompt: tuned } = applyRequest(prompt, plain);
        for (const other of others) expect(applyRequest(prompt, other).prompt, other).toBe(tuned);
      }),
      runs,
    );
  });
});

describe("any prompt and any request", () => {
  const text = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.string({ unit: "binary", maxLength: 100 }),
    aPrompt,
  );
  const request = fc.oneof(
    text,
    fc
      .tuple(
        fc.constantFrom(
          "add ",
          "remove ",
          "make it ",
          "more ",
          "less ",
          "replace the fox with ",
          "no ",
          "give the fox ",
          "could the fox be ",
          "two ",
          "a bit ",
          "I'd rather have ",
        ),
        text,
      )
      .map((parts) => parts.join("")),
  );

  test("give a text of bounded length, and changes exactly when it changed", () => {
    fc.assert(
      fc.property(text, request, (prompt, wish) => {
        const tuned = applyRequest(prompt, wish);
        expect(tuned.prompt === prompt).toBe(tuned.changes.length === 0);
        if (prompt.trim() !== "") expect(tuned.prompt).not.toBe("");
        expect(tuned.prompt.length).toBeLessThanOrEqual(MAXIMUM_PROMPT_CHARACTERS);
        expect(tuned.changes.length + tuned.notes.length).toBeGreaterThan(0);
      }),
      { numRuns: 700 },
    );
  });

  test("degrees come to an end", () => {
    fc.assert(
      fc.property(
        aPrompt,
        fc.constantFrom("more dramatic", "a bit less fog", "more rain", "fewer dogs", "calmer"),
        (prompt, wish) => {
          let current = prompt;
          for (let step = 0; step < 6; step += 1) current = applyRequest(current, wish).prompt;
          expect(applyRequest(current, wish).changes).toEqual([]);
        },
      ),
      runs,
    );
  });

  test("a prompt has no room for more than the limit", () => {
    const long = `a fox in a forest ${"and so on ".repeat(400)}`.slice(
      0,
      MAXIMUM_PROMPT_CHARACTERS - 3,
    );
    const tuned = applyRequest(long, "add a penguin");
    expect(tuned).toEqual({
      prompt: long,
      changes: [],
      notes: ["The prompt would become too long."],
    });
  });
});
