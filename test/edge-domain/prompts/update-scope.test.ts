import { describeUpdates } from "./update-cases.ts";

describeUpdates([
  [
    "replacing and removing",
    [
      [
        "A sandy cove under a calm sky",
        "change the cove to a swamp",
        "A swamp under a calm sky",
        ["Replaced the sandy cove with a swamp"],
      ],
      [
        "A grey stone tower at dusk",
        "replace the tower with a tent",
        "A tent at dusk",
        ["Replaced the grey stone tower with a tent"],
      ],
      [
        "A barley field with larks",
        "turn the barley into maize",
        "A maize field with larks",
        ["Changed barley to maize"],
      ],
      [
        "A canteen, and a boy sweeps the floor, morning light",
        "remove the boy",
        "A canteen, morning light",
        ["Removed the boy"],
      ],
      [
        "A tram stops while cyclists pass, drizzle",
        "remove the cyclists",
        "A tram stops, drizzle",
        ["Removed the cyclists"],
      ],
      ["A crowded pier at noon", "remove the crowd", "A pier at noon", ["Removed the crowd"]],
      [
        "Three goats on a roof",
        "remove one goat",
        "Two goats on a roof",
        ["Changed three goats to two goats"],
      ],
      [
        "A shot of a climber crossing a frozen lake",
        "remove the climber",
        "A shot of a frozen lake",
        ["Removed the climber"],
      ],
      ["A lamp in a rainy yard", "no rain", "A lamp in a yard, no rain", ["Removed the rain"]],
    ],
  ],
  [
    "style is no thing",
    [
      [
        "A clean kitchen with painted tiles, anime style",
        "in the style of a woodcut",
        "A clean kitchen with painted tiles, in the style of a woodcut",
        ["Changed the style from anime to woodcut"],
      ],
      [
        "Neon tubes over a vintage counter",
        "as a pencil drawing",
        "Neon tubes over a vintage counter, as a pencil drawing",
        ["Set the style to pencil drawing"],
      ],
      [
        "A tram in the 1920s",
        "set it in the 1970s",
        "A tram in the 1970s",
        ["Changed the 1920s to the 1970s"],
      ],
      [
        "A falcon dives",
        "more cinematic",
        "A falcon dives, with a cinematic look",
        ["Set the style to cinematic"],
      ],
      [
        "A falcon dives, 4k",
        "make it 8k",
        "A falcon dives, 8k",
        ["Changed the resolution from 4k to 8k"],
      ],
    ],
  ],
  [
    "camera",
    [
      [
        "A mule on a path, handheld camera",
        "use a drone shot",
        "A mule on a path, drone shot",
        ["Changed the camera from handheld camera to drone shot"],
      ],
      [
        "A mule on a path, macro lens, quiet, soft light",
        "wide shot",
        "A mule on a path, quiet, soft light, wide shot",
        ["Changed the camera from macro lens to wide shot"],
      ],
      [
        "Slow-motion close-up of a falcon",
        "from above",
        "Aerial view from above of a falcon, slow motion",
        ["Changed the camera from slow-motion close-up to aerial view from above"],
      ],
      [
        "An aerial time-lapse of a port",
        "slow motion",
        "An aerial slow-motion shot of a port",
        ["Changed the camera from aerial time-lapse to slow motion"],
      ],
      [
        "A mule on a path, slow tracking shot",
        "faster camera",
        "A mule on a path, fast tracking shot",
        ["Changed the camera from slow tracking shot to fast tracking shot"],
      ],
      [
        "The camera follows a cyclist through a park, dusty",
        "static camera",
        "A cyclist through a park, dusty, static camera",
        ["Changed the camera from the camera follows to static camera"],
      ],
      [
        "A mule walks. The camera slowly circles it.",
        "static shot",
        "A mule walks. Static shot.",
        ["Changed the camera from the camera slowly circles it to static shot"],
      ],
      [
        "A mule on a path",
        "slower pace",
        "A mule on a path, slow motion",
        ["Set the camera: slow motion"],
      ],
      [
        "A mule on a path, tripod",
        "have the camera follow the mule",
        "A mule on a path, tracking shot following the mule",
        ["Changed the camera from tripod to tracking shot following the mule"],
      ],
    ],
  ],
  [
    "what stands with a thing that goes",
    [
      [
        "A cook and a waiter argue in a diner",
        "remove the waiter",
        "A cook argues in a diner",
        ["Removed the waiter"],
      ],
      [
        "A cook and a waiter argue in a diner",
        "remove the cook",
        "A waiter argues in a diner",
        ["Removed the cook"],
      ],
      [
        "A lamp on a desk next to a pot of ink",
        "remove the pot",
        "A lamp on a desk",
        ["Removed the pot"],
      ],
      [
        "Nuns sing while bells ring, dawn",
        "remove the bells",
        "Nuns sing, dawn",
        ["Removed the bells"],
      ],
    ],
  ],
  [
    "a thing of its own kind",
    [
      [
        "A fox on a low poly hill",
        "make the hill big",
        "A fox on a big low poly hill",
        ["Made the hill big"],
      ],
      [
        "Two female boxers spar, dim gym",
        "old boxers",
        "Two old female boxers spar, dim gym",
        ["Made the boxers old"],
      ],
      [
        "An actor bows on a stage",
        "a dancer instead",
        "A dancer bows on a stage",
        ["Replaced the actor with a dancer"],
      ],
      [
        "A waitress in a diner",
        "more people",
        "A waitress in a diner with more people",
        ["Added more people"],
      ],
      [
        "A barge at a quiet quay, shallow depth of field",
        "make it busier",
        "A barge at a busy quay, shallow depth of field",
        ["Changed quiet to busy"],
      ],
      [
        "A barge floats down a river",
        "move it to a swamp",
        "A barge floats in a swamp",
        ["Changed the scene from a river to a swamp"],
      ],
      [
        "Robots sort parcels in a depot",
        "make the parcels red",
        "Robots sort red parcels in a depot",
        ["Made the parcels red"],
      ],
    ],
  ],
  [
    "looks",
    [
      [
        "A lemon cake on a stand, trackside camera",
        "onboard camera",
        "A lemon cake on a stand, onboard camera",
        ["Changed the camera from trackside camera to onboard camera"],
      ],
      [
        "A lemon cake on a stand",
        "change the lighting to neon",
        "A lemon cake on a stand, neon lighting",
        ["Made the light neon"],
      ],
      [
        "A lemon cake on a stand, pastel palette",
        "darker palette",
        "A lemon cake on a stand, dark palette",
        ["Changed the palette from pastel to dark"],
      ],
      [
        "A van in rainy streets",
        "clear weather",
        "A van in streets under a clear sky",
        ["Changed the weather from rainy to clear"],
      ],
      [
        "An orchid in a jar",
        "keep everything the same but make it dusk",
        "An orchid in a jar at dusk",
        ["Set the time to dusk"],
      ],
      [
        "Shot on 35mm: a monk prays in a cell",
        "make it smoky",
        "Shot on 35mm: a monk prays in a smoky cell",
        ["Made the cell smoky"],
      ],
    ],
  ],
]);
