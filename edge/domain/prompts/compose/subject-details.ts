import type { SubjectKind } from "#contracts/prompt/scene-description.ts";

/** What may be said of a subject; a word in braces is made plural with it ("{tail} raised"). */
export type SubjectDetails = {
  adjectives: readonly string[];
  details: readonly string[];
  settings: readonly string[];
};

const say = (adjectives: string, details: string, settings: string): SubjectDetails => ({
  adjectives: adjectives.split("; "),
  details: details.split("; "),
  settings: settings.split("; "),
});

export const subjectDetails: Readonly<Record<SubjectKind, SubjectDetails>> = {
  birds: say(
    "slender; bright-eyed; restless",
    "{wing} catching the light on every beat; feathers lifting in the wind",
    "above a quiet estuary; over a windswept headland",
  ),
  boat: say(
    "weathered; little wooden; freshly painted",
    "{hull} rocking with the swell; a thin wake fading behind",
    "on a sheltered bay; on a glassy lake",
  ),
  ship: say(
    "tall; storm-worn; stately",
    "{bow} parting the water; rigging humming in the wind",
    "on the open sea; in a crowded harbour",
  ),
  cat: say(
    "sleek; grey-striped; long-whiskered",
    "{tail} flicking, ears turned to every sound; paws landing without a sound",
    "in a quiet courtyard; beside a tall window full of plants",
  ),
  dog: say(
    "shaggy; eager; honey-coloured",
    "{ear} flapping, tongue out; paws kicking up the dust",
    "in a wide park; along a country lane",
  ),
  wolf: say(
    "watchful; lean; silver-backed",
    "{breath} steaming in the cold air; {muzzle} low to the ground",
    "at the edge of a pine forest; on a snow-covered ridge",
  ),
  person: say(
    "solitary; quiet; windblown",
    "{shadow} stretching long behind; {coat} stirring in the breeze",
    "on a lamplit street; at the edge of a broad valley",
  ),
  couple: say(
    "young; laughing; elderly",
    "hands just touching; heads bent close in conversation",
    "on a tree-lined promenade; at the rail of an old bridge",
  ),
  astronaut: say(
    "lone; drifting; dust-covered",
    "{visor} mirroring the curve of a planet; a tether uncoiling in slow loops",
    "far above a blue planet; on a silent grey plain",
  ),
  car: say(
    "polished; vintage; mud-splashed",
    "headlights sweeping the road ahead; chrome flashing as the scenery slides by",
    "on a winding coastal road; on a tree-lined avenue",
  ),
  train: say(
    "long; old; gleaming",
    "{window} flickering past in an even rhythm; steam curling over the carriages",
    "across a high stone viaduct; through a green valley",
  ),
  bicycle: say(
    "old; bright; well-loved",
    "spokes blurring in the low light; a basket of flowers swaying at the front",
    "along a canal path; down a cobbled lane",
  ),
  airplane: say(
    "small; silver; distant",
    "{wing} tilting into a slow turn; a fine trail drawn out behind",
    "above a sea of cloud; over a patchwork of fields",
  ),
  balloon: say(
    "striped; drifting; gently swaying",
    "{burner} glowing in short bursts; ropes swaying beneath the basket",
    "above a misty valley; over rolling farmland",
  ),
  whale: say(
    "huge; slow; scarred",
    "{tail} lifting in a curtain of spray; barnacled skin shining",
    "in the deep blue ocean; off a rocky northern coast",
  ),
  dolphin: say(
    "sleek; playful; glistening",
    "{back} arching through the surface; drops hanging in the air",
    "in a turquoise bay; beside the bow of a boat",
  ),
  shark: say(
    "pale; gliding; powerful",
    "{fin} cutting a straight line; small fish parting on both sides",
    "over a sandy seabed; along a coral wall",
  ),
  turtle: say(
    "old; patient; green-shelled",
    "{flipper} beating slow as breath; light rippling over the shell",
    "over a coral garden; in clear shallow water",
  ),
  jellyfish: say(
    "translucent; glowing; slow-pulsing",
    "tendrils trailing like silk; each pulse lighting the water around",
    "in the dark open sea; in a deep blue grotto",
  ),
  fish: say(
    "quicksilver; bright; darting",
    "scales flashing at every turn; shadows gliding over the sand below",
    "over a coral garden; in a sunlit kelp forest",
  ),
  rocket: say(
    "towering; slender; scorched",
    "a column of fire beneath; vapour rolling away from the pad",
    "above a flat desert range; over a dark coastline",
  ),
  satellite: say(
    "slow-turning; delicate; gold-foiled",
    "{panel} tilting to the sun; city webs glittering far below",
    "high above the night side of the earth; against a field of stars",
  ),
  ufo: say(
    "silent; hovering; disc-shaped",
    "a ring of lights turning beneath; grass flattening in a widening circle",
    "above a lonely farm; over a sleeping town",
  ),
  dragon: say(
    "ancient; emerald-scaled; battle-scarred",
    "{wing} folding and opening like sails; embers trailing from each breath",
    "above a jagged mountain pass; over the towers of an old city",
  ),
  eagle: say(
    "golden; broad-winged; keen-eyed",
    "{wing} held steady on the rising air; long feathers spread like fingers",
    "above a deep gorge; over a wall of sunlit cliffs",
  ),
  camel: say(
    "tall; sand-coloured; patient",
    "{leg} swinging in a slow, even gait; a fringed saddle swaying with every step",
    "along the crest of a dune; across a wide stony plain",
  ),
  deer: say(
    "slender; watchful; dappled",
    "{ear} turning towards the slightest sound; breath hanging in the cool air",
    "in a clearing among birches; at the edge of a misty meadow",
  ),
  horse: say(
    "chestnut; powerful; long-maned",
    "{mane} streaming, hooves drumming the ground; muscles moving under a shining coat",
    "across an open plain; along a wide empty beach",
  ),
  elephant: say(
    "broad; dust-covered; gentle",
    "{trunk} swaying in time with the steps; dust rising around heavy feet",
    "on a golden savanna; beside a shrinking waterhole",
  ),
  bear: say(
    "broad-shouldered; brown; unhurried",
    "{muzzle} raised to read the wind; water dripping from thick fur",
    "beside a cold mountain stream; among tall northern pines",
  ),
  rabbit: say(
    "small; alert; soft-eared",
    "{nose} twitching, whiskers lit from behind; clover trembling around",
    "in a dewy meadow; beneath an old hedgerow",
  ),
  penguin: say(
    "upright; curious; round-bellied",
    "small tracks crossing the snow behind; feathers beaded with seawater",
    "on a windswept shelf of ice; along a pebbled southern shore",
  ),
  butterfly: say(
    "painted; fluttering; paper-thin",
    "{wing} opening like a small stained window; pollen drifting in the air",
    "among tall wildflowers; in a walled summer garden",
  ),
  robot: say(
    "dented; curious; slow-moving",
    "{lens} focusing with a soft click; rust freckling the joints",
    "in an overgrown workshop; on a deserted railway platform",
  ),
  lighthouse: say(
    "white-washed; solitary; steadfast",
    "{beam} sweeping out over the dark water; foam bursting on the rocks below",
    "on a rocky headland; at the end of a long stone pier",
  ),
  windmill: say(
    "old; creaking; broad-sailed",
    "{sail} turning with the evening breeze; shadows wheeling over the grass",
    "among fields of barley; beside a still canal",
  ),
  castle: say(
    "ancient; ivy-clad; many-towered",
    "banners stirring on the battlements; swifts wheeling about the towers",
    "on a crag above a river; at the head of a lonely valley",
  ),
  house: say(
    "low; stone-built; weathered",
    "smoke rising straight from the chimney; one window glowing",
    "at the edge of a birch wood; on a hillside above the sea",
  ),
  temple: say(
    "silent; moss-grown; many-tiered",
    "incense curling between the columns; bells stirring in the breeze",
    "among ancient cedars; on a terraced hillside",
  ),
  tree: say(
    "gnarled; spreading; ancient",
    "{branch} moving in a slow wind; roots gripping the stony ground",
    "on a bare hilltop; at the centre of a quiet meadow",
  ),
  palm: say(
    "tall; wind-bent; slender",
    "fronds rattling in the warm wind; coconuts half hidden in the crown",
    "along a white curve of sand; beside a turquoise lagoon",
  ),
  campfire: say(
    "crackling; small; low-burning",
    "sparks spiralling up into the dark; faces of stone glowing around it",
    "in a forest clearing; on a pebble beach",
  ),
  kite: say(
    "bright; long-tailed; dancing",
    "{tail} looping against the sky; a taut string humming in the wind",
    "above a breezy headland; over a wide sandy beach",
  ),
};
