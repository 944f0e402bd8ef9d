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
];

test.for(cases)("%s", ([prompt, parameters]) => {
  expect(readParameters(prompt)).toEqual(parameters);
});
