import type { Terrain, Weather } from "#contracts/prompt/scene-description.ts";
import type { Realm } from "./setting.ts";
import type { VenueName } from "../reading/venues.ts";

const list = (text: string): readonly string[] => text.split("; ");

/** What may be said of a landscape. */
export const terrainDetails: Readonly<Record<Terrain, readonly string[]>> = {
  mountains: list(
    "ridge behind ridge fading into the distance; bare rock showing its folds and scars; scraps of cloud caught on the summits",
  ),
  sea: list(
    "foam lacing the swell; each crest holding the light for a moment; the horizon drawn out fine and far",
  ),
  beach: list(
    "wet sand mirroring the sky; lines of foam sliding back and forth; ripples pressed into the sand",
  ),
  lake: list(
    "the far shore doubled in the surface; rings spreading slowly outward; reeds standing along the edge",
  ),
  river: list(
    "the current braiding around smooth stones; willows trailing in the shallows; eddies turning slowly by the banks",
  ),
  waterfall: list(
    "spray drifting across the mossy rocks; white threads of water falling in slow veils; ferns trembling at the edge",
  ),
  city: list(
    "reflections gliding over glass façades; layers of façades receding into the distance; signs and windows adding small points of colour",
  ),
  village: list(
    "crooked roofs huddling together; a bell tower standing over the roofs; worn stone showing in every wall",
  ),
  forest: list(
    "trunks receding rank behind rank; moss covering fallen logs; ferns spreading across the forest floor",
  ),
  jungle: list(
    "vines hanging in heavy curtains; broad leaves overlapping in layers; roots twisting across the ground",
  ),
  desert: list(
    "fine ripples running to the horizon; smooth curves of sand folding into one another; a vast emptiness on all sides",
  ),
  space: list(
    "fine dust hanging in slow spirals; distant suns scattered like salt; the blackness beyond deep and absolute",
  ),
  planet: list(
    "the curve of the horizon sharp against the blackness; fine surface detail emerging along the edge of the light",
  ),
  meadow: list(
    "seed heads standing above the grass; small insects crossing the frame; blades of grass rendered in fine detail",
  ),
  field: list(
    "rows running together in the distance; tall stalks filling the foreground; a dirt track winding out of sight",
  ),
  snowfield: list(
    "fine powder lying untouched; blue light pooling in the hollows; a single line of tracks leading away",
  ),
  underwater: list(
    "rays of light wavering down from the surface; bubbles climbing in silver chains; tiny particles drifting through the blue",
  ),
  canyon: list(
    "layers of rock stacked like pages; sheer walls narrowing towards the far end; the scale of the walls dwarfing everything below",
  ),
  volcano: list(
    "ash drifting in a slow plume; cracks of orange light in the dark crust; heat shimmering over the slopes",
  ),
  hills: list(
    "hedges stitched across the slopes; slopes overlapping softly into the distance; a narrow lane climbing out of view",
  ),
  road: list(
    "the road drawing the eye into the distance; the texture of the surface sharp in the foreground; the roadside sliding steadily past",
  ),
  island: list(
    "shallow water shading into deep; surf drawing a white line around the shore; the open sea on every side",
  ),
  sky: list(
    "layers of cloud sliding over each other; immense depth opening in every direction; thin veils of vapour drifting past",
  ),
  abstract: list(
    "shapes melting into one another; fine grain drifting through the colours; edges glowing as they meet; smooth transitions without a visible seam",
  ),
};

/** What may be said of a place where people stay, work or perform. */
export const venueDetails: Readonly<Record<VenueName, readonly string[]>> = {
  home: list(
    "the textures of wood and fabric clearly visible; the far side of the room falling out of focus; small traces of everyday life around",
  ),
  kitchen: list(
    "copper and steel gleaming softly in the background; worn wood and metal surfaces within reach; fine droplets and crumbs caught in sharp focus",
  ),
  works: list(
    "metal surfaces reflecting the lamps overhead; tools and machinery filling the background; the space receding in orderly rows",
  ),
  laboratory: list(
    "glass and steel catching crisp reflections; instrument panels blinking in the background; every surface spotless",
  ),
  study: list(
    "quiet order in the background; soft reflections on polished surfaces; the depth of the room falling gently out of focus",
  ),
  hospitality: list(
    "glasses and polished surfaces catching small highlights; blurred points of light in the background; warm wood tones all around",
  ),
  stage: list(
    "the edges of the stage dissolving into black; fine dust hanging in the beams; bold contrast between the figures and the dark behind",
  ),
  gym: list(
    "sweat and effort visible in every detail; worn surfaces telling of long use; the background kept simple and out of focus",
  ),
  passage: list(
    "lines of perspective converging in the distance; smooth surfaces carrying long reflections; repeating shapes setting up a steady rhythm",
  ),
  hall: list(
    "old wood and stone all around; pale beams falling through high openings; the far end lost in gentle shade",
  ),
  table: list(
    "every texture crisp and appetising; glossy highlights sliding over the surface; the background dissolving into soft bokeh",
  ),
  product: list(
    "a soft rim of light tracing the edges; clean highlights sliding over the surface; every material detail in precise focus",
  ),
  street: list(
    "small details of daily life at the edges of the frame; worn façades lining the background; lines of perspective leading into depth",
  ),
  grounds: list(
    "the foreground framed by soft greenery; depth building from near to far; small natural details filling the frame",
  ),
  arena: list(
    "every muscle and movement sharply defined; blurred stands filling the background; quick movement frozen at its peak",
  ),
};

/** Further words for a weather that the prompt tells. */
export const weatherDetails: Readonly<Record<Weather, readonly string[]>> = {
  clear: list("the air so pure that every distance shows; crisp outlines everywhere"),
  cloudy: list("patches of light travelling over the ground; soft towers piling up overhead"),
  overcast: list("a flat silver light over everything; colours soft and even"),
  rain: list("drops beading on every surface; puddles trembling with rings"),
  storm: list("everything loose torn sideways; sudden flashes freezing the motion"),
  snow: list("flakes settling without a sound; the far distance dissolving into white"),
  fog: list("outlines fading a few steps away; distant shapes only half revealed"),
  wind: list("loose edges fluttering; everything light set in motion"),
};

/** True of anything that is filmed in such surroundings, whatever it is. */
export const realmDetails: Readonly<Record<Realm, readonly string[]>> = {
  outdoors: list(
    "layers of depth from near to far; natural textures in crisp detail; soft background blur isolating the subject",
  ),
  indoors: list(
    "the background falling away into soft blur; surfaces and materials in fine detail",
  ),
  underwater: list(
    "tiny particles drifting through the blue; soft beams wavering through the water; colours fading gently with distance",
  ),
  space: list(
    "the blackness beyond deep and absolute; hard edges of light and shade; immense scale in every direction",
  ),
  abstract: terrainDetails.abstract,
  unplaced: list(
    "fine textures rendered in crisp detail; the background falling away into soft blur; subtle highlights along the edges; gentle depth from front to back",
  ),
};
/** For what the lexicon does not know. */
export const generalDetails = realmDetails.unplaced;
