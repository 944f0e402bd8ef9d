import type {
  Mood,
  Season,
  Terrain,
  TimeOfDay,
  Weather,
} from "#contracts/prompt/scene-description.ts";

const list = (text: string): readonly string[] => text.split("; ");

/** What may be said of a place. */
export const terrainDetails: Readonly<Record<Terrain, readonly string[]>> = {
  mountains: list(
    "snow clinging to the highest ledges; long blue shadows filling the valleys; scraps of cloud caught on the summits",
  ),
  sea: list(
    "foam lacing the dark swell; each crest holding the light for a moment; the horizon drawn out fine and far",
  ),
  beach: list(
    "wet sand mirroring the sky; lines of foam sliding back and forth; grasses bending on the dunes",
  ),
  lake: list(
    "the far shore doubled in the still surface; rings spreading where a fish has risen; reeds standing in a thin mist",
  ),
  river: list(
    "the current braiding around smooth stones; willows trailing in the shallows; light sliding over the ripples",
  ),
  waterfall: list(
    "spray drifting across the mossy rocks; a faint rainbow hanging in the mist; ferns trembling at the edge",
  ),
  city: list(
    "reflections gliding over glass façades; steam rising from the gratings; traffic drawing threads of light",
  ),
  village: list(
    "smoke rising from crooked chimneys; lamps coming on behind small windows; a bell tower standing over the roofs",
  ),
  forest: list(
    "shafts of light slanting between the trunks; moss glowing on fallen logs; leaves stirring in a soundless wind",
  ),
  jungle: list(
    "vines hanging in heavy green curtains; water dripping from broad leaves; bright birds flashing between the trees",
  ),
  desert: list(
    "sand smoking off the crests; ripples running to the horizon; heat trembling over the far dunes",
  ),
  space: list(
    "dust glowing in slow spirals; far suns scattered like salt; veils of gas folding over one another",
  ),
  planet: list(
    "bands of cloud turning without a sound; rings casting a razor-thin shadow; a small moon sliding across the disc",
  ),
  meadow: list(
    "seed heads nodding in the breeze; insects drifting through the warm air; dew shining on every blade",
  ),
  field: list(
    "rows running together in the distance; waves of wind passing over the stalks; a dirt track winding out of sight",
  ),
  snowfield: list(
    "fine powder streaming over the crust; blue light pooling in the hollows; a single line of tracks leading away",
  ),
  underwater: list(
    "rays of light wavering down from the surface; bubbles climbing in silver chains; sea fans swaying with the current",
  ),
  canyon: list(
    "layers of red stone stacked like pages; shadows climbing the far wall; a thread of river glinting below",
  ),
  volcano: list(
    "ash drifting in a slow plume; cracks of orange light in the dark crust; heat shimmering over the slopes",
  ),
  hills: list(
    "hedges stitched across the slopes; cloud shadows sailing over the grass; a narrow lane climbing out of view",
  ),
  road: list(
    "the centre line running straight into the distance; heat wavering over the asphalt; poles ticking past at the roadside",
  ),
  island: list(
    "shallow water shading from jade to deep blue; surf drawing a white line around it; trees leaning out over the sand",
  ),
  sky: list(
    "layers of cloud sliding over each other; light breaking through in long columns; a single bird crossing far below",
  ),
  abstract: list(
    "shapes melting into one another; fine grain drifting through the colours; edges glowing as they meet",
  ),
};

/** Light of a time of day, as the end of a sentence part. */
export const timeLight: Readonly<Record<TimeOfDay, readonly string[]>> = {
  dawn: list("in the first pale light of dawn; as dawn spreads rose and gold along the horizon"),
  morning: list("in clear morning light; with the long shadows of early morning"),
  noon: list("in bright midday light; under a high noon sun"),
  "golden-hour": list("in the amber light of golden hour; at golden hour"),
  sunset: list("in the last warm light of sunset; as sunset sets the clouds aglow"),
  dusk: list("in the blue hush of dusk; as dusk deepens and the first lamps wake"),
  night: list("at night, under silver moonlight; deep in the night, in small pools of light"),
};
/** Light within walls. */
export const indoorLight = list(
  "in soft light from a tall window; under warm lamps; in cool, even light from above",
);
/** Further words for a time that the prompt tells already. */
export const timeAtmosphere: Readonly<Record<TimeOfDay, readonly string[]>> = {
  dawn: list("the air cool and perfectly clear; pale pink light growing by the second"),
  morning: list("shadows long and crisp; the air fresh and bright"),
  noon: list("shadows short and sharp; colours at their fullest"),
  "golden-hour": list("every edge rimmed with warm light; dust hanging gold in the air"),
  sunset: list("warm light raking low across everything; long shadows reaching towards the viewer"),
  dusk: list("colours sinking slowly into blue; the last glow fading along the horizon"),
  night: list("deep shadows broken by small pools of light; silver light tracing every outline"),
};
export const weatherDetails: Readonly<Record<Weather, readonly string[]>> = {
  clear: list("the air so clear that every distance shows; not a haze in sight"),
  cloudy: list("patches of light travelling over the ground; clouds piling up in soft towers"),
  overcast: list("a flat silver light without shadows; a low ceiling of cloud pressing down"),
  rain: list("drops stitching every surface; puddles trembling with rings"),
  storm: list("the wind tearing at everything loose; the sky flickering from within"),
  snow: list("flakes settling without a sound; the far distance dissolving into white"),
  fog: list("outlines fading a few steps away; light blooming softly in the haze"),
  wind: list("everything leaning the same way; loose leaves racing past"),
};
export const moodWords: Readonly<Record<Mood, readonly string[]>> = {
  calm: list("calm; tranquil"),
  dramatic: list("dramatic; intense"),
  joyful: list("joyful; lively"),
  mysterious: list("mysterious; enigmatic"),
  romantic: list("romantic; tender"),
  melancholic: list("melancholic; wistful"),
  epic: list("epic; majestic"),
  dark: list("ominous; sombre"),
  dreamy: list("dreamy; ethereal"),
};
export const cameraPhrases = list(
  "slow push-in; slow pan to the right; wide establishing shot; low-angle shot; aerial view; tracking shot; close-up with a shallow focus; gentle handheld camera; slow zoom out; static shot; crane shot rising slowly; slow pan to the left",
);
export const seasons: readonly Season[] = ["spring", "summer", "autumn", "winter"];
/** For what the lexicon does not know: true of anything that can be filmed. */
export const generalDetails = list(
  "fine texture showing in the soft side light; dust drifting slowly through the air; the background falling away into a soft blur; small movements catching the eye",
);
