import { describe, expect, test } from "vitest";
import { applyRequest } from "../../../edge/domain/prompts/edits/apply-request.ts";
import { describeUpdates } from "./update-cases.ts";

const yard = "A girl and a cat in a yard";

describeUpdates([
  [
    "what a thing does",
    [
      [yard, "the cat should jump", "A girl and a jumping cat in a yard", ["Made the cat jumping"]],
      [
        yard,
        "let the cat climb a tree",
        "A girl and a cat climbing a tree in a yard",
        ["Set the cat climbing a tree"],
      ],
      [
        yard,
        "the girl is juggling oranges",
        "A girl juggling oranges and a cat in a yard",
        ["Set the girl juggling oranges"],
      ],
      [
        "A cat sleeping on a wall",
        "the cat should sit",
        "A cat sitting on a wall",
        ["Set the cat sitting"],
      ],
      [
        "A cat sits on a wall",
        "the cat is sleeping",
        "A cat sleeps on a wall",
        ["Set the cat sleeping"],
      ],
      [
        yard,
        "have an owl perch on the fence",
        "A girl and a cat in a yard with an owl perching on the fence",
        ["Added an owl perching on the fence"],
      ],
    ],
  ],
  [
    "what a thing wears, has and looks like",
    [
      [
        yard,
        "the girl should wear yellow boots",
        "A girl wearing yellow boots and a cat in a yard",
        ["Gave the girl yellow boots"],
      ],
      [
        yard,
        "the cat has a blue ribbon",
        "A girl and a cat with a blue ribbon in a yard",
        ["Gave the cat a blue ribbon"],
      ],
      [
        yard,
        "the girl must be old with a cane",
        "An old girl with a cane and a cat in a yard",
        ["Made the girl old", "Gave the girl a cane"],
      ],
      [
        yard,
        "the sky should be pink with grey clouds",
        "A girl and a cat in a yard under a pink sky with grey clouds",
        ["Made the sky pink", "Added grey clouds"],
      ],
      [yard, "the cat is too big", "A girl and a small cat in a yard", ["Made the cat small"]],
    ],
  ],
  [
    "other words for the same",
    [
      [yard, "the cat should disappear", "A girl in a yard", ["Removed the cat"]],
      [
        yard,
        "the yard could use some daisies",
        "A girl and a cat in a yard with daisies",
        ["Gave the yard daisies"],
      ],
      [
        yard,
        "instead of a cat show a hen",
        "A girl and a hen in a yard",
        ["Replaced the cat with a hen"],
      ],
      [
        yard,
        "rather than a cat, a hen",
        "A girl and a hen in a yard",
        ["Replaced the cat with a hen"],
      ],
      [yard, "double the cats", "A girl and two cats in a yard", ["Changed a cat to two cats"]],
      [
        "Three ducks on a pond",
        "twice as many ducks",
        "Six ducks on a pond",
        ["Changed three ducks to six ducks"],
      ],
      [
        "Four ducks on a pond",
        "halve the number of ducks",
        "Two ducks on a pond",
        ["Changed four ducks to two ducks"],
      ],
      [
        "A tram on a hill",
        "make it set in Lisbon in 1950",
        "A tram in Lisbon in 1950",
        ["Changed the scene from a hill to Lisbon in 1950"],
      ],
      [
        "A tram on a hill",
        "how about underwater?",
        "A tram underwater",
        ["Changed the scene from a hill to underwater"],
      ],
      [
        "A tram on a hill",
        "tilt up and then zoom in",
        "A tram on a hill, tilt up and zoom in",
        ["Set the camera: tilt up and zoom in"],
      ],
      [
        "A tram on a hill",
        "birds fly past",
        "A tram on a hill as birds fly past",
        ["Added birds fly past"],
      ],
    ],
  ],
]);

describe("a sentence is no thing", () => {
  test.for([
    "a hen is pecking at the door",
    "the cat must not wear a bell",
    "add a hen that is asleep",
    "the cat should be faster than the girl",
    "have the fence collapse",
    "the cat gallops through the snow",
    "a hen than a cat",
    "I don't want the cat to be white",
    "have him jump",
    "the girl should stop",
    "remove from",
    "three times as many cats",
  ])("%s", (request) => {
    const tuned = applyRequest(yard, request);
    expect(tuned).toMatchObject({ prompt: yard, changes: [] });
    expect(tuned.notes).not.toEqual([]);
  });
});
