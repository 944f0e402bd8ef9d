import { expect, test } from "vitest";
import {
  readParameters,
  type PromptParameters,
} from "../../../edge/domain/prompts/prompt-parameters.ts";

const cases: readonly (readonly [prompt: string, parameters: PromptParameters])[] = [
  [
    "A city street at night with heavy rain, a yellow taxi and pedestrians with umbrellas",
    {
      time: "night",
      scene: "city street",
      weather: "rainy",
      colors: ["yellow"],
      subjects: ["yellow taxi", "pedestrians", "umbrellas"],
    },
  ],
  [
    "robot arm sorting colourful boxes on a conveyor belt in a bright warehouse",
    {
      scene: "bright warehouse",
      mood: ["bright"],
      subjects: ["robot arm", "colourful boxes", "conveyor belt"],
    },
  ],
  [
    "An old man repairs a violin in his workshop at noon",
    { time: "noon", scene: "workshop", subjects: ["old man", "violin"] },
  ],
  [
    "A drone delivering a package to a balcony; birds scatter, low angle shot",
    { subjects: ["drone", "package", "balcony", "birds"], camera: "low angle shot" },
  ],
  [
    "Self-driving car passing through a tunnel, no people",
    { scene: "tunnel", subjects: ["self-driving car"], excluded: ["people"] },
  ],
  // Verbs are no places, parts of names are neither places nor weather.
  ["Volunteers building a shelter beside a dam", { subjects: ["volunteers", "shelter", "dam"] }],
  ["A sea lion watching a wind turbine", { subjects: ["sea lion", "wind turbine"] }],
  ["A wet sponge in a bucket", { subjects: ["wet sponge", "bucket"] }],
  ["A wasp on a tulip beside a brook", { scene: "brook", subjects: ["wasp", "tulip"] }],
  // What is cold is no winter, what is lit warmly no evening, what is sunny no noon.
  ["A sunny morning on a frozen pond", { time: "morning", scene: "pond", weather: "clear" }],
  ["A lamp with warm light on a shelf", { subjects: ["lamp", "shelf"] }],
  // Colours that are things, and names.
  [
    "An olive tree and a golden bell",
    { colors: ["golden"], subjects: ["olive tree", "golden bell"] },
  ],
  ["Trams on Red Square in rain", { scene: "red square", weather: "rainy", subjects: ["trams"] }],
  // A style is the picture's.
  [
    "A retro radio in a loft, anime style",
    { scene: "loft", subjects: ["retro radio"], style: "anime" },
  ],
  // Sentences: pronouns have verbs, and the camera may come last.
  [
    "A goat climbs a wall. It slips and falls. Slow zoom out.",
    { subjects: ["goat", "wall"], camera: "slow zoom out" },
  ],
  [
    "An empty gallery, no visitors or signs, without text",
    { scene: "empty gallery", excluded: ["visitors", "signs", "text"] },
  ],
  [
    "Monks in a temple at dusk, seen from above",
    { time: "dusk", scene: "temple", subjects: ["monks"], camera: "seen from above" },
  ],
];

test.for(cases)("%s", ([prompt, parameters]) => {
  expect(readParameters(prompt)).toEqual(parameters);
});
