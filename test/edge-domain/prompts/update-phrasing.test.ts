import { describeUpdates } from "./update-cases.ts";

describeUpdates([
  [
    "several sentences and clauses",
    [
      [
        "A mule walks. A boy sings.",
        "black and white",
        "A mule walks. A boy sings. In black and white.",
        ["Set the style to black and white"],
      ],
      [
        "A clerk sorts letters while sleet hits the panes",
        "at dawn",
        "A clerk sorts letters at dawn while sleet hits the panes",
        ["Set the time to dawn"],
      ],
      [
        "A pond crowded with lilies",
        "at dusk",
        "A pond crowded with lilies at dusk",
        ["Set the time to dusk"],
      ],
      [
        "A small, dark cell with a cot",
        "in winter",
        "A small, dark cell with a cot in winter",
        ["Set the season to winter"],
      ],
      [
        "A dimly lit bar; a pianist plays",
        "add a parrot",
        "A dimly lit bar with a parrot; a pianist plays",
        ["Added a parrot"],
      ],
    ],
  ],
  [
    "polite and indirect",
    [
      [
        "A mule on a path",
        "could we have it at night?",
        "A mule on a path at night",
        ["Set the time to night"],
      ],
      [
        "A mule on a path",
        "I'd rather see a camel than a mule",
        "A camel on a path",
        ["Replaced the mule with a camel"],
      ],
      [
        "A mule on a path",
        "it would be nice to have a red cart",
        "A mule on a path with a red cart",
        ["Added a red cart"],
      ],
      [
        "A mule with a saddle",
        "could the saddle be blue?",
        "A mule with a blue saddle",
        ["Made the saddle blue"],
      ],
      [
        "A mule with a saddle",
        "I would like the saddle to be bigger",
        "A mule with a big saddle",
        ["Made the saddle big"],
      ],
      [
        "A mule with a saddle",
        "give the mule a hat",
        "A mule with a hat and a saddle",
        ["Gave the mule a hat"],
      ],
      [
        "A mule with a boy",
        "make the boy wear a red cap",
        "A mule with a boy wearing a red cap",
        ["Gave the boy a red cap"],
      ],
      [
        "A mule on a steep path",
        "not so steep",
        "A mule on a fairly steep path",
        ["Changed steep to fairly steep"],
      ],
      [
        "A mule on a path under a pale sky",
        "stormy sky",
        "A mule on a path under a stormy sky",
        ["Changed the sky from pale to stormy"],
      ],
      [
        "A mule on a path",
        "make it rain heavily",
        "A mule on a path in heavy rain",
        ["Added heavy rain"],
      ],
      [
        "A mule on a path",
        "show two mules",
        "Two mules on a path",
        ["Changed a mule to two mules"],
      ],
      [
        "A mule on a path",
        "two black mules",
        "Two black mules on a path",
        ["Changed a mule to two mules, made the mules black"],
      ],
      [
        "Confetti over a square",
        "more confetti",
        "Plenty of confetti over a square",
        ["Changed confetti to plenty of confetti"],
      ],
    ],
  ],
]);
