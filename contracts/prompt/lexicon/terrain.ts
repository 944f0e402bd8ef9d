import type { Terrain } from "../scene-description.ts";
import type { LexiconEntries } from "./lexicon-entries.ts";

export const terrainLexicon: LexiconEntries<Terrain> = {
  mountains:
    "mountain, mountainous, mountain range, peak, alp, alpine, summit, ridge, himalaya, everest, fuji, matterhorn, rocky mountain, andes, sierra, crag, highland",
  sea: "sea, ocean, wave, surf, seascape, atlantic, pacific, mediterranean, bay, open water, tide, tidal, swell, tsunami, harbour, harbor, port, marina",
  beach:
    "beach, shore, coast, coastal, coastline, seaside, sand bar, seashore, tropical beach, lagoon, surfer",
  lake: "lake, pond, loch, tarn, reservoir, still water, mirror water, fjord, water",
  river: "river, stream, creek, brook, canal, delta, rapids",
  waterfall: "waterfall, cascade, cataract, water fall",
  city: "city, skyline, skyscraper, urban, downtown, metropolis, cityscape, tower block, manhattan, tokyo, new york, london, paris, shanghai, hong kong, dubai, chicago, berlin, megacity, street, rooftop, cyberpunk, building, office",
  village: "village, town, hamlet, cottage, countryside house, farmhouse, farm, settlement",
  forest:
    "forest, wood, woodland, pine, fir, spruce, redwood, grove, tree line, taiga, birch, oak, woods, bamboo",
  jungle: "jungle, rainforest, tropical forest, amazon",
  desert: "desert, dune, sand dune, sahara, gobi, namib, arid, oasis, sand, mars, martian",
  space:
    "space, outer space, galaxy, galaxies, nebula, cosmos, cosmic, universe, interstellar, asteroid, astronomical, orbit around, milky way core, black hole, supernova, deep space, solar system",
  planet:
    "planet, saturn, jupiter, earth from space, gas giant, exoplanet, moons of, alien world, globe",
  meadow:
    "meadow, grassland, pasture, flower field, wildflower, prairie, steppe, savanna, savannah, garden, park, lawn, grass, grassy",
  field:
    "field, wheat, crop, cornfield, farmland, lavender, sunflower, tulip, vineyard, barley, rice terrace, harvest",
  snowfield:
    "snowfield, tundra, glacier, arctic, antarctic, antarctica, polar, north pole, ice sheet, snowy plain, iceberg, snowy landscape, ski slope",
  underwater:
    "underwater, under water, under the sea, under the ocean, undersea, reef, coral reef, deep sea, ocean floor, seabed, aquarium, submarine, beneath the wave, scuba, diver, kelp",
  canyon:
    "canyon, mesa, gorge, butte, badland, cliff, red rock, grand canyon, monument valley, ravine, wild west",
  volcano: "volcano, volcanic, eruption, erupting, crater, magma, lava",
  hills:
    "hill, rolling hill, hillside, valley, knoll, rolling downs, chalk downs, tuscany, tuscan, countryside, landscape, moor, vineyard hill",
  road: "road, highway, motorway, route, freeway, racetrack, driving, road trip, street race, trail",
  island: "island, islet, atoll, archipelago, isle",
  sky: "sky, cloudscape, above the cloud, heaven, sea of cloud, flying through cloud",
  abstract:
    "abstract, geometric, geometry, fractal, gradient, shape, pattern, swirl, ink, liquid, fluid, kaleidoscope, particle, ribbon, motion graphic, background loop, data, neural, algorithm, music visualiser, visualizer, psychedelic, hologram, holographic",
};
