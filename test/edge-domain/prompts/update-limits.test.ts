import { describe, expect, test } from "vitest";
import { MAXIMUM_PROMPT_CHARACTERS } from "#contracts/limits.ts";
import { applyRequest } from "../../../edge/domain/prompts/edits/apply-request.ts";

const filled = (unit: string): string =>
  unit.repeat(MAXIMUM_PROMPT_CHARACTERS).slice(0, MAXIMUM_PROMPT_CHARACTERS);

describe("a text as long as may be is read to its end", () => {
  test.for([
    "green and gold ",
    "quiet, empty, ",
    "hail ",
    "cat ",
    "no cat, ",
    "cat,owl;",
    "o-",
    "tilt up and ",
    "the cat should wear ",
    "have the cat ",
    "not a cat but ",
    "the camera circles ",
  ])("%s", (unit) => {
    const text = filled(unit);
    const updates = [
      ...["remove the cat", "make it rainy", "two cats", "in anime style"].map((request) =>
        applyRequest(text, request),
      ),
      applyRequest("A cat in a yard at dusk", text),
    ];
    for (const { prompt } of updates) {
      expect(prompt.trim()).not.toBe("");
      expect(prompt.length).toBeLessThanOrEqual(MAXIMUM_PROMPT_CHARACTERS);
    }
  });
});
