import type { SubjectFamily } from "./subject-families.ts";

export const peopleAndThings: readonly SubjectFamily[] = [
  {
    nouns:
      "worker gymnast paramedic clown ninja villager gardener person people man men woman women boy girl child children kid toddler baby teenager figure hiker traveler traveller runner monk samurai knight wizard witch hero warrior cowboy chef cook nurse surgeon doctor scientist artist musician violinist pianist guitarist drummer ballerina barista astronomer farmer fisherman fishermen firefighter police soldier sailor pilot mechanic blacksmith potter tailor athlete boxer goalkeeper grandmother grandfather mother father lady gentleman queen king princess prince student teacher couple bride groom family friends tourist pedestrian commuter surfer skier skater swimmer",
    habitat: "anywhere",
    isHuman: true,
    details:
      "=+{expression} natural and unposed; =creases and threads visible in {its} clothing; fabric and skin rendered in fine detail; every gesture natural and readable; light shaping {its} features; >{body} leaning into the movement; >{its} movements fluid and full of energy; >{its} weight shifting naturally; +{its} hands moving with practised ease; +{its} attention entirely on the task; +each small adjustment made without hesitation; ={its} posture relaxed and natural; ={its} breathing slow and even",
    settings: "",
  },
  {
    nouns: "crowd audience spectators fans",
    habitat: "anywhere",
    isHuman: true,
    details: "faces merging into a sea of movement; individual gestures flashing out of the mass",
    settings: "",
  },
  {
    nouns: "hands hand fingers",
    habitat: "anywhere",
    details: "every line and crease of the skin visible; each gesture sure and unhurried",
    settings: "",
  },
  {
    nouns: "astronaut cosmonaut spacewalk",
    habitat: "space",
    isHuman: true,
    details:
      "reflections curving across the visor; every seam of the suit sharply lit; >a tether uncoiling in slow loops",
    settings: "far above a blue planet; on a silent grey plain",
  },
  {
    nouns: "robot android cyborg mech droid automaton humanoid robotic-arm robot-arm",
    habitat: "anywhere",
    details:
      "small status lights blinking along {its} joints; metal and cable rendered in fine detail; +each movement exact and economical; >servos driving every step",
    settings: "",
  },
  {
    nouns: "drone quadcopter",
    habitat: "outdoors",
    details: "{its} rotors a blur; small indicator lights blinking on {frame}",
    settings: "above a suburban neighbourhood",
  },
  {
    nouns:
      "car automobile truck suv convertible taxi bus van jeep lorry tractor ambulance limousine pickup",
    habitat: "outdoors",
    details:
      "reflections sliding over the bodywork; the paintwork picking out every highlight; >{its} wheels a blur of motion; >the surroundings streaking past",
    settings: "on a winding coastal road; on a tree-lined avenue",
  },
  {
    nouns: "motorcycle motorbike scooter moped",
    habitat: "outdoors",
    details:
      "chrome and leather catching the light; >the rider leaning into each bend; >the surroundings streaking past",
    settings: "on a winding mountain road",
  },
  {
    nouns: "bicycle bike cyclist",
    habitat: "outdoors",
    details: "spokes glinting as they turn; >the ground rushing by beneath the wheels",
    settings: "along a canal path; down a cobbled lane",
  },
  {
    nouns: "train locomotive tram",
    habitat: "outdoors",
    details:
      "{its} windows flashing past in an even rhythm; the rails gleaming ahead; steel and glass catching the light",
    settings: "on a high stone viaduct; through a green valley",
  },
  {
    nouns: "airplane aeroplane plane aircraft jet airliner glider biplane",
    habitat: "outdoors",
    details: "light running along {its} wings; {fuselage} gleaming; >a fine trail drawn out behind",
    settings: "above a patchwork of fields; high over the coast",
  },
  {
    nouns: "helicopter chopper",
    habitat: "outdoors",
    details: "{its} rotor blades a shimmering disc; the downwash flattening everything below",
    settings: "over a rugged coastline",
  },
  {
    nouns: "balloon hot-air-balloon airship zeppelin",
    habitat: "outdoors",
    details: "the seams of the envelope traced by light; {its} slow drift almost imperceptible",
    settings: "over rolling farmland; above a broad green valley",
  },
  {
    nouns: "boat sailboat yacht canoe kayak gondola dinghy raft",
    habitat: "outdoors",
    details:
      "ripples spreading from {hull}; the grain of the weathered hull visible; >a thin wake fading behind",
    settings: "on a sheltered bay; on a broad quiet lake",
  },
  {
    nouns: "ship tanker freighter ferry galleon vessel steamer trawler submarine",
    habitat: "outdoors",
    details:
      "{its} scale dwarfing everything around; weathered metal and rope in fine detail; >{bow} parting the water",
    settings: "on the open sea; off a rocky coast",
  },
  {
    nouns: "rocket starship",
    habitat: "outdoors",
    details: "{surface} panelled and finely detailed; vapour curling around {its} base",
    settings: "above a flat desert range",
  },
  {
    nouns: "spaceship spacecraft satellite probe space-station telescope",
    habitat: "space",
    details: "{its} panels and antennas in crisp detail; hard-edged light raking across {surface}",
    settings: "high above a blue planet; against a field of distant stars",
  },
  {
    nouns: "ufo flying-saucer mothership",
    habitat: "outdoors",
    details: "a ring of lights turning beneath; the ground below washed in an unnatural glow",
    settings: "above a lonely farm; over a sleeping town",
  },
  {
    nouns: "dragon wyvern",
    habitat: "outdoors",
    details:
      "each scale catching the light separately; {its} eyes glowing faintly; >{its} vast wings folding and opening like sails",
    settings: "above a jagged mountain pass; over the towers of an old city",
  },
  {
    nouns: "lighthouse",
    habitat: "outdoors",
    details: "{its} painted walls worn by salt; waves breaking on the rocks below",
    settings: "on a rocky headland; at the end of a long stone pier",
  },
  {
    nouns: "windmill turbine wind-turbine",
    habitat: "outdoors",
    details: "{its} blades turning in a slow steady rhythm; {form} standing clean against the sky",
    settings: "among fields of barley; beside a still canal",
  },
  {
    nouns: "castle fortress palace citadel",
    habitat: "outdoors",
    details: "weathered stone showing every block; {its} towers rising above everything around",
    settings: "on a crag above a river; at the head of a lonely valley",
  },
  {
    nouns: "tower skyscraper monument statue obelisk dam bridge fountain clocktower",
    habitat: "outdoors",
    details: "{outline} cutting sharply through the frame; {surface} finely textured",
    settings: "",
  },
  {
    nouns: "house cabin hut cottage barn chalet farmhouse lodge",
    habitat: "outdoors",
    details: "the texture of wood and stone clearly visible; a narrow path leading to the door",
    settings: "at the edge of a birch wood; on a hillside above the sea",
  },
  {
    nouns: "temple pagoda shrine torii mosque church cathedral monastery pyramid",
    habitat: "outdoors",
    details:
      "centuries of weather written into the stone; the geometry of {its} lines drawing the eye upward",
    settings: "among ancient cedars; on a terraced hillside",
  },
  {
    nouns: "tree oak willow baobab maple bonsai pine cherry-tree",
    habitat: "outdoors",
    details: "deep furrows running through the bark; {its} branches forming an intricate lattice",
    settings: "on a bare hilltop; at the centre of a quiet meadow",
  },
  {
    nouns: "flower rose tulip daisy sunflower poppy orchid lotus",
    habitat: "outdoors",
    details: "{its} petals showing delicate veins; the green background melting into soft blur",
    settings: "in a walled garden",
  },
  {
    nouns: "campfire bonfire",
    habitat: "outdoors",
    details: "sparks spiralling upward; embers pulsing at the heart of the flames",
    settings: "in a forest clearing; on a pebble beach",
  },
  {
    nouns: "kite paraglider parachute",
    habitat: "outdoors",
    details: "bright fabric stretched taut; lines humming under tension",
    settings: "above a breezy headland; over a wide sandy beach",
  },
];
