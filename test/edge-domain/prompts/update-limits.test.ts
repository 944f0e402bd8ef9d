import { describe, expect, test } from "vitest";
import { MAXIMUM_PROMPT_CHARACTERS } from "#contracts/limits.ts";
import { applyRequest } from "../../../edge/domain/prompts/edits/apply-request.ts";

const filled = (unit: string): string =>
  unit.repeat(MAXIMUM_PROMPT_CHARACTERS).slice(0, MAXIMUM_PROMPT_CHARACTERS);

/** Far above what any of them takes on a busy machine, far below what a power of two would. */
const MAXIMUM_MILLISECONDS = 10_000;

describe("a text without end is read in a moment", { timeout: 2 * MAXIMUM_MILLISECONDS }, () => {
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
    const begin = performance.now();
    for (const request of ["remove the cat", "make it rainy", "two cats", "in anime style"])
      applyRequest(text, request);
    applyRequest("A cat in a yard at dusk", text);
    expect(performance.now() - begin).toBeLessThan(MAXIMUM_MILLISECONDS);
  });
});
