import { foldWord } from "#contracts/prompt/word-forms.ts";

const places = new Set(
  "market square station kitchen cafe café bar pub restaurant diner library office factory warehouse workshop garage hangar laboratory lab studio classroom school hospital hall hallway corridor room bedroom bathroom attic basement cellar tunnel bridge alley alleyway intersection crossroads plaza courtyard balcony terrace rooftop pier dock harbour harbor port marina shipyard airport runway stadium arena gym gymnasium pool court pitch track theatre theater cinema museum gallery church cathedral temple palace mansion barn stable greenhouse garden park playground farm orchard vineyard zoo circus fairground carnival bazaar shop store supermarket mall bakery bookshop arcade casino nightclub club prison dungeon crypt cemetery graveyard ruins camp campsite base plain plateau shelf cave cavern swamp marsh bog quarry mine cockpit cabin interior neighbourhood neighborhood district suburb scene view landscape panorama vista world place path room boulevard avenue lane sidewalk pavement promenade boardwalk lobby gateway cell depot quay dockyard canteen diner salon".split(
    " ",
  ),
);

/** Whether a noun names somewhere to be: a scene is set in it, and its mood is the scene's. */
export const isPlaceNoun = (word: string): boolean =>
  places.has(word) || places.has(foldWord(word)) || /\p{L}(?:shop|yard|port|hall)$/u.test(word);
