import { foldWord } from "#contracts/prompt/word-forms.ts";
import type { LocatedText } from "../text/located-text.ts";
import { nounPhraseAround } from "../text/noun-phrase.ts";

/** Where people stay, work and perform: places of which the lexicon of the video model knows little. */
export type VenueName =
  | "home"
  | "kitchen"
  | "works"
  | "laboratory"
  | "study"
  | "hospitality"
  | "stage"
  | "gym"
  | "passage"
  | "hall"
  | "table"
  | "product"
  | "street"
  | "grounds"
  | "arena";

/** A place that a text names, by word indices. */
export type FoundVenue = { name: VenueName; first: number; last: number };

/** Nouns of places: one of them tells where a scene is. */
const placeNouns: Readonly<Record<VenueName, string>> = {
  home: "living room, bedroom, bathroom, dining room, room, hallway, attic, basement, cellar, fireplace, sofa, couch, armchair, bathtub, windowsill, by the window, by a window, apartment, nursery, staircase, indoors",
  kitchen: "kitchen, stove, oven, wok, frying pan, skillet, bakery, cooking pot",
  works:
    "warehouse, factory, assembly line, production line, conveyor belt, workshop, garage, forge, hangar, foundry, sawmill, smithy, machine shop, power plant, brewery, greenhouse",
  laboratory:
    "laboratory, lab, hospital, hospital corridor, operating room, operating theatre, clinic, cleanroom, clean room, data center, data centre, server room, control room, pharmacy, surgery",
  study:
    "library, office, meeting room, conference room, classroom, lecture hall, museum, gallery, bookshop, bookstore, art studio, studio, study, courtroom, church interior, cathedral interior",
  hospitality:
    "café, cafe, coffee shop, restaurant, bar, pub, diner, shop, store, supermarket, mall, hotel, lobby, barbershop, salon, waiting room, ballroom",
  stage:
    "stage, concert, concert hall, theatre, theater, opera house, nightclub, dance floor, backstage, catwalk, runway show, circus, cinema, film set",
  gym: "gym, gymnasium, boxing ring, dance studio, dojo, ice rink, bowling alley, climbing wall, yoga studio, swimming pool, pool hall",
  passage:
    "tunnel, subway car, train car, train carriage, metro carriage, elevator, lift, corridor, cockpit, cabin interior, car interior, cave, mine, submarine interior, underground car park, parking garage",
  hall: "church, cathedral, chapel, mosque, temple, barn, stable, castle, palace, mansion, monastery, cabin, cottage, hut, farmhouse, house, tent, shed",
  table:
    "ramen, soup, noodle, pasta, pizza, burger, sushi, bread, cake, croissant, strawberry, berry, chocolate, honey, coffee, tea, latte, espresso, cocktail, wine, juice, beer, salad, onion, vegetable, egg, cheese, steak, pancake, dessert, ice cream, dough, spice, fruit, lemon, meal, dish, breakfast, sandwich, curry, dumpling, cookie, spaghetti, taco, doughnut, donut, waffle, cupcake, pie, milk, smoothie, cereal, sauce, tomato, apple, banana, mango, avocado, grape, peppers",
  product:
    "product, product shot, perfume, bottle, wristwatch, sneaker, smartphone, phone, laptop, headphone, pedestal, jewellery, jewelry, necklace, lipstick, handbag, cosmetic, vase, sunglasses, packaging, earbud, candle, luxury watch, pocket watch, white background, black background, plain background, grey background, seamless background",
  street:
    "street, alley, sidewalk, pavement, crosswalk, market, square, plaza, bus stop, platform, train station, railway station, bus station, metro station, gas station, petrol station, the station, bridge, rooftop, balcony, boulevard, avenue, promenade, terrace, courtyard, parking lot, construction site, airport, airfield, intersection, suburb",
  grounds:
    "park, garden, playground, farm, orchard, porch, backyard, yard, pier, dock, campsite, vineyard, cemetery, zoo, lawn, pasture, trail, path, riverbank, cliff, slope",
  arena:
    "stadium, football pitch, soccer field, football field, tennis court, basketball court, court, racetrack, race track, velodrome, skatepark, skate park, arena, pitch, running track",
};
/** Whoever works somewhere hints at the place where no other word tells it. */
const hints: Readonly<Partial<Record<VenueName, string>>> = {
  kitchen: "chef, cook, baker",
  works:
    "forklift, welder, welding, robotic arm, robot arm, blacksmith, mechanic, pallet, carpenter",
  laboratory:
    "surgeon, nurse, microscope, test tube, petri dish, scientist, patient, server, pipette",
  study: "librarian, teacher, bookshelf, desk, whiteboard, chart",
  hospitality: "barista, bartender, waiter, waitress, barber",
  stage: "violinist, pianist, ballerina, orchestra, choir, spotlight, rock band, strobe light, dj",
  gym: "weightlifter, boxer, dumbbell, barbell, treadmill",
  arena: "goalkeeper, football, soccer, basketball, tennis, sprinter, marathon",
  street: "pedestrian, traffic, traffic light",
};

type Entry = { name: VenueName; words: readonly string[] };
const entriesOf = (table: Readonly<Partial<Record<VenueName, string>>>): readonly Entry[] =>
  Object.entries(table)
    .flatMap(([name, nouns]) =>
      nouns.split(", ").map((noun) => ({
        name: name as VenueName,
        words: noun.normalize("NFD").replace(/\p{M}/gu, "").split(" ").map(foldWord),
      })),
    )
    .toSorted((one, other) => other.words.length - one.words.length);
type Entries = ReadonlyMap<string, readonly Entry[]>;
const byFirstWord = (table: Readonly<Partial<Record<VenueName, string>>>): Entries =>
  Map.groupBy(entriesOf(table), ({ words }) => words[0] ?? "");
const places = byFirstWord(placeNouns);
const hinted = byFirstWord(hints);

/** The indoor venues: weather, season and the open sky do not reach there. */
const indoorVenues: ReadonlySet<VenueName> = new Set([
  "home",
  "kitchen",
  "works",
  "laboratory",
  "study",
  "hospitality",
  "stage",
  "gym",
  "passage",
  "hall",
]);
const outdoorVenues: ReadonlySet<VenueName> = new Set(["street", "grounds", "arena"]);
export const isIndoorVenue = (name: VenueName): boolean => indoorVenues.has(name);
export const isOutdoorVenue = (name: VenueName): boolean => outdoorVenues.has(name);

/** Every place that a text names, in the order of the text; where it names none, what hints at one. */
export function findVenues(located: LocatedText): FoundVenue[] {
  const named = matches(located, places);
  return named.some(({ name }) => isIndoorVenue(name) || isOutdoorVenue(name))
    ? named
    : [...named, ...matches(located, hinted)];
}

/** The places that a text names, without hints. */
export const namedVenues = (located: LocatedText): FoundVenue[] => matches(located, places);

function matches(located: LocatedText, entries: Entries): FoundVenue[] {
  const folded = located.words.map(({ word }) => foldWord(word));
  const found: FoundVenue[] = [];
  for (let first = 0; first < folded.length; first += 1) {
    const entry = entries
      .get(folded[first] ?? "")
      ?.find(({ words }) => words.every((word, offset) => folded[first + offset] === word));
    if (entry === undefined) continue;
    const last = first + entry.words.length - 1;
    // A house is looked at from outside, unless something is "in" it.
    if (entry.name !== "hall" || isInside(located, first))
      found.push({ name: entry.name, first, last });
    first = last;
  }
  return found;
}

function isInside(located: LocatedText, noun: number): boolean {
  const { first } = nounPhraseAround(located, noun, noun);
  return /^(?:in|inside|within)$/.test(located.words[first - 1]?.word ?? "");
}
