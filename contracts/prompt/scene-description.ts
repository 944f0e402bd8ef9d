/** The vocabulary that a prompt is reduced to; every list is ordered by first mention. */
export type TimeOfDay = "dawn" | "morning" | "noon" | "golden-hour" | "sunset" | "dusk" | "night";
export type Terrain =
  | "mountains"
  | "sea"
  | "beach"
  | "lake"
  | "river"
  | "waterfall"
  | "city"
  | "village"
  | "forest"
  | "jungle"
  | "desert"
  | "space"
  | "planet"
  | "meadow"
  | "field"
  | "snowfield"
  | "underwater"
  | "canyon"
  | "volcano"
  | "hills"
  | "road"
  | "island"
  | "sky"
  | "abstract";
export type Weather = "clear" | "cloudy" | "overcast" | "rain" | "storm" | "snow" | "fog" | "wind";
export type Season = "spring" | "summer" | "autumn" | "winter";
export type SubjectKind =
  | "birds"
  | "eagle"
  | "boat"
  | "ship"
  | "cat"
  | "dog"
  | "wolf"
  | "person"
  | "couple"
  | "astronaut"
  | "car"
  | "train"
  | "bicycle"
  | "airplane"
  | "balloon"
  | "whale"
  | "dolphin"
  | "shark"
  | "turtle"
  | "jellyfish"
  | "fish"
  | "rocket"
  | "satellite"
  | "ufo"
  | "dragon"
  | "deer"
  | "horse"
  | "camel"
  | "elephant"
  | "bear"
  | "rabbit"
  | "penguin"
  | "butterfly"
  | "robot"
  | "lighthouse"
  | "windmill"
  | "castle"
  | "house"
  | "temple"
  | "tree"
  | "palm"
  | "campfire"
  | "kite";
export type Feature =
  | "sun"
  | "moon"
  | "stars"
  | "clouds"
  | "aurora"
  | "rainbow"
  | "fireworks"
  | "lanterns"
  | "fireflies"
  | "petals"
  | "leaves"
  | "meteors"
  | "flowers"
  | "mist"
  | "lightning"
  | "lava"
  | "bubbles"
  | "galaxy"
  | "reflection"
  | "lights";
export type Mood =
  | "calm"
  | "dramatic"
  | "joyful"
  | "mysterious"
  | "romantic"
  | "melancholic"
  | "epic"
  | "dark"
  | "dreamy";
export type Style =
  | "realistic"
  | "minimal"
  | "watercolour"
  | "neon"
  | "vintage"
  | "monochrome"
  | "anime"
  | "flat"
  | "cinematic";
export type CameraMove =
  | "pan-left"
  | "pan-right"
  | "zoom-in"
  | "zoom-out"
  | "tilt-up"
  | "tilt-down"
  | "fly-forward"
  | "orbit"
  | "static"
  | "timelapse";

export interface SubjectDescription {
  readonly kind: SubjectKind;
  readonly count: "one" | "few" | "many";
  /** The colour word written directly before the subject, as `#rrggbb`. */
  readonly colour?: string;
}

/** What a prompt asks to see. Absent values were not mentioned and are left to the painter. */
export interface SceneDescription {
  readonly prompt: string;
  /** The same text, folded; two prompts that differ in case or spacing only share it. */
  readonly normalisedPrompt: string;
  readonly timeOfDay?: TimeOfDay;
  readonly terrains: readonly Terrain[];
  readonly weathers: readonly Weather[];
  readonly season?: Season;
  /** `#rrggbb` */
  readonly colours: readonly string[];
  readonly subjects: readonly SubjectDescription[];
  readonly features: readonly Feature[];
  readonly moods: readonly Mood[];
  readonly styles: readonly Style[];
  readonly cameraMoves: readonly CameraMove[];
  /** Everything that was negated ("no people"), as the lexicon's own names. */
  readonly excluded: readonly string[];
  /** How many words of the prompt the lexicon knew. 0 means that only the hash speaks. */
  readonly recognisedTermCount: number;
  /** 32-bit hash of the normalised prompt. */
  readonly hash: number;
}
