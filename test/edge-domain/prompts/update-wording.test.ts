import { describeUpdates } from "./update-cases.ts";

describeUpdates([
  [
    "the order of adjectives",
    [
      [
        "A wooden cart stands by a road",
        "make the cart green",
        "A green wooden cart stands by a road",
        ["Made the cart green"],
      ],
      [
        "A robotic dog sits in a hall",
        "make the dog small",
        "A small robotic dog sits in a hall",
        ["Made the dog small"],
      ],
      [
        "Self-driving buses wait at a stop",
        "make the buses yellow",
        "Yellow self-driving buses wait at a stop",
        ["Made the buses yellow"],
      ],
      [
        "A bakery window at night",
        "make the window big",
        "A big bakery window at night",
        ["Made the window big"],
      ],
      [
        "A small quiet square in Lisbon",
        "make the square old",
        "A small quiet old square in Lisbon",
        ["Made the square old"],
      ],
      [
        "an owl",
        "make it fluffy and white",
        "a fluffy white owl",
        ["Made the owl fluffy", "Made the owl white"],
      ],
      [
        "A weaver in a dark workshop",
        "make the workshop bright and tidy",
        "A weaver in a bright tidy workshop",
        ["Changed the workshop from dark to bright", "Made the workshop tidy"],
      ],
      [
        "A wren on a branch, overcast",
        "make it fluffy",
        "A fluffy wren on a branch, overcast",
        ["Made the wren fluffy"],
      ],
    ],
  ],
  [
    "what is said of light and mood",
    [
      [
        "A potter at a wheel, warm light, rustic",
        "make the light much warmer",
        "A potter at a wheel, very warm light, rustic",
        ["Changed warm to very warm"],
      ],
      [
        "A potter at a wheel, warm light",
        "more dramatic lighting",
        "A potter at a wheel, dramatic warm light",
        ["Made the warm light dramatic"],
      ],
      [
        "A potter at a wheel",
        "moody lighting",
        "A potter at a wheel, moody lighting",
        ["Made the light moody"],
      ],
      [
        "A nurse in a ward, bright white light",
        "dim the lights",
        "A nurse in a ward, dim white light",
        ["Changed the light from bright to dim"],
      ],
      [
        "A nurse in a ward, bright white light",
        "make it less bright",
        "A nurse in a ward, soft white light",
        ["Changed bright to soft"],
      ],
      ["A canal with barges", "a bit darker", "A dark canal with barges", ["Made the scene dark"]],
      [
        "A packed bazaar in Cairo",
        "make it quieter and emptier",
        "A quiet empty bazaar in Cairo",
        ["Made the bazaar quiet", "Changed packed to empty"],
      ],
    ],
  ],
  [
    "agreement",
    [
      [
        "An old cobbler repairs his boots",
        "make the cobbler a young woman",
        "A young woman repairs her boots",
        ["Replaced the old cobbler with a young woman"],
      ],
      [
        "A goatherd counts his goats. He whistles.",
        "replace the goatherd with a girl",
        "A girl counts her goats. She whistles.",
        ["Replaced the goatherd with a girl"],
      ],
      [
        "A dancer in a red skirt turns on a stage",
        "three dancers",
        "Three dancers in a red skirt turn on a stage",
        ["Changed a dancer to three dancers"],
      ],
      [
        "A pilot checks her watch",
        "two pilots",
        "Two pilots check their watch",
        ["Changed a pilot to two pilots"],
      ],
      [
        "Two bakers knead a loaf",
        "one baker",
        "One baker kneads a loaf",
        ["Changed two bakers to one baker"],
      ],
      [
        "Kayaks race across a bay",
        "only one kayak",
        "One kayak races across a bay",
        ["Changed kayaks to one kayak"],
      ],
      [
        "A drummer plays with her band",
        "make the drummer a robot",
        "A robot plays with its band",
        ["Replaced the drummer with a robot"],
      ],
    ],
  ],
  [
    "what it is called",
    [
      [
        "A hamlet in the hills",
        "Japanese hamlet",
        "A Japanese hamlet in the hills",
        ["Made the hamlet Japanese"],
      ],
      [
        "A stone oven in a yard",
        "make the oven electric",
        "An electric stone oven in a yard",
        ["Made the oven electric"],
      ],
      [
        "A barn at dusk",
        "in cyberpunk style",
        "A barn at dusk, in cyberpunk style",
        ["Set the style to cyberpunk"],
      ],
      [
        "A barn at dusk",
        "make it look futuristic",
        "A barn at dusk, in futuristic style",
        ["Set the style to futuristic"],
      ],
      [
        "A barn at dusk, Christmas lights",
        "no Christmas lights",
        "A barn at dusk, no Christmas lights",
        ["Removed the christmas lights"],
      ],
      [
        "Lanterns over a pier, bright lights",
        "fewer lights",
        "Lanterns over a pier, a few bright lights",
        ["Changed bright lights to a few bright lights"],
      ],
      [
        "A ferry at a pier",
        "street level",
        "A ferry at a pier, street-level shot",
        ["Set the camera: street-level shot"],
      ],
      [
        "A ferry at a pier",
        "gloomier mood",
        "A ferry at a pier, gloomy mood",
        ["Made the mood gloomy"],
      ],
    ],
  ],
]);
