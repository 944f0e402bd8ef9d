import { describe, expect, test } from "vitest";
import { applyRequest } from "../../../edge/domain/prompts/edits/apply-request.ts";
import { describeUpdates } from "./update-cases.ts";

const market = "A nun and a goat in a market at noon";

describeUpdates([
  [
    "what is to stay stays",
    [
      [market, "remove the goat, keep the nun", "A nun in a market at noon", ["Removed the goat"]],
      [
        market,
        "get rid of the nun but leave the goat as it is",
        "A goat in a market at noon",
        ["Removed the nun"],
      ],
      [
        market,
        "no goat, but not the nun",
        "A nun in a market at noon, no goat",
        ["Removed the goat"],
      ],
      [
        market,
        "preserve the nun and the goat, make it night",
        "A nun and a goat in a market at night",
        ["Changed the time from noon to night"],
      ],
      [
        market,
        "don't touch the goat, but make the market crowded",
        "A nun and a goat in a crowded market at noon",
        ["Made the market crowded"],
      ],
      [
        market,
        "make the goat white, not the nun",
        "A nun and a white goat in a market at noon",
        ["Made the goat white"],
      ],
      [market, "delete the goat, the nun stays", "A nun in a market at noon", ["Removed the goat"]],
      [
        market,
        "not a goat but a mule",
        "A nun and a mule in a market at noon",
        ["Replaced the goat with a mule"],
      ],
      [
        "A kite over a pier",
        "keep the kite small",
        "A small kite over a pier",
        ["Made the kite small"],
      ],
    ],
  ],
]);

describe("nothing goes that was not named", () => {
  test.for([
    "remove everything except the goat",
    "delete all but the nun",
    "make everything besides the goat blue",
    "keep only the nun",
    "only keep the goat",
    "leave the goat out",
    "never remove the nun",
    "do not change the goat",
    "keep the goat and the nun",
  ])("%s", (request) => {
    const tuned = applyRequest(market, request);
    expect(tuned).toMatchObject({ prompt: market, changes: [] });
    expect(tuned.notes).not.toEqual([]);
  });
});
