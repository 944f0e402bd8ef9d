/** Nouns of moods and qualities, and the adjective that puts them into a scene. */
const adjectiveOfNoun: Readonly<Record<string, string>> = {
  drama: "dramatic", mystery: "mysterious", romance: "romantic", tension: "tense", melancholy: "melancholic",
  magic: "magical", energy: "energetic", warmth: "warm", darkness: "dark", sadness: "sad", nostalgia: "nostalgic",
  peace: "peaceful", calm: "calm", calmness: "calm", wonder: "wondrous", joy: "joyful", happiness: "happy",
  colour: "colourful", color: "colorful", emotion: "emotional", realism: "realistic", suspense: "suspenseful",
  excitement: "exciting", loneliness: "lonely", serenity: "serene", elegance: "elegant", intensity: "intense",
  action: "lively", movement: "lively", life: "lively", danger: "dangerous", gloom: "gloomy", chaos: "chaotic",
  beauty: "beautiful", grandeur: "grand", depth: "deep", contrast: "high-contrast", brightness: "bright", hope: "hopeful",
};
export const qualityOfNoun = (noun: string): string | null => adjectiveOfNoun[noun.toLowerCase()] ?? null;

/** Pairs that exclude one another in one scene. */
const opposites: readonly (readonly [string, string])[] = [
  ["bright", "dark"], ["calm", "dramatic"], ["peaceful", "dramatic"], ["calm", "wild"], ["calm", "intense"],
  ["warm", "cold"], ["warm", "cool"], ["soft", "harsh"], ["happy", "sad"], ["joyful", "melancholic"], ["joyful", "sad"],
  ["cheerful", "gloomy"], ["cheerful", "sad"], ["quiet", "loud"], ["quiet", "lively"], ["empty", "crowded"],
  ["empty", "busy"], ["big", "small"], ["large", "small"], ["slow", "fast"], ["old", "new"], ["old", "modern"],
  ["old", "young"], ["serene", "dramatic"], ["tranquil", "dramatic"], ["gentle", "fierce"], ["vivid", "muted"],
  ["vibrant", "muted"], ["cheerful", "dark"], ["peaceful", "intense"], ["joyful", "dark"], ["simple", "ornate"],
  ["scary", "friendly"], ["wide", "narrow"], ["tall", "short"], ["clean", "gritty"], ["bright", "gloomy"], ["colorful", "muted"],
  ["colourful", "muted"],
];

/** Every adjective that cannot stay beside this one. */
export function oppositesOf(adjective: string): string[] {
  return opposites.flatMap(([one, other]) =>
    one === adjective ? [other] : other === adjective ? [one] : [],
  );
}

/** Adverbs of degree for adjectives, from weak to strong; the second is the plain word. */
export const adjectiveDegrees = ["slightly", "", "very", "extremely"] as const;
const adverbLevels: Readonly<Record<string, number>> = {
  slightly: 0, faintly: 0, mildly: 0, somewhat: 0, subtly: 0, quite: 1, rather: 1, very: 2, deeply: 2,
  highly: 2, strongly: 2, intensely: 3, extremely: 3, incredibly: 3, utterly: 3,
};
export const adverbLevel = (word: string): number | null => adverbLevels[word] ?? null;

/** Degrees of things that have no number, from weak to strong; the second is the plain word. */
const nounDegrees: Readonly<Record<string, readonly [string, string, string, string]>> = {
  fog: ["thin", "", "thick", "impenetrable"],
  mist: ["thin", "", "thick", "dense"],
  haze: ["thin", "", "thick", "dense"],
  smoke: ["thin", "", "thick", "billowing"],
  steam: ["thin", "", "thick", "billowing"],
  rain: ["light", "", "heavy", "torrential"],
  drizzle: ["faint", "", "steady", "heavy"],
  snow: ["light", "", "heavy", "blinding"],
  snowfall: ["light", "", "heavy", "blinding"],
  wind: ["light", "", "strong", "howling"],
  breeze: ["faint", "", "fresh", "stiff"],
  storm: ["distant", "", "violent", "ferocious"],
  thunderstorm: ["distant", "", "violent", "ferocious"],
  cloud: ["wispy", "", "heavy", "towering"],
  wave: ["low", "", "high", "towering"],
  lightning: ["distant", "", "bright", "blinding"],
  light: ["soft", "", "strong", "brilliant"],
  sunlight: ["soft", "", "bright", "dazzling"],
  moonlight: ["faint", "", "bright", "brilliant"],
};
const anyNounDegrees = ["faint", "", "strong", "intense"] as const;
const levelWords: Readonly<Record<string, number>> = {
  thin: 0, light: 0, faint: 0, gentle: 0, soft: 0, subtle: 0, distant: 0, wispy: 0, low: 0, mild: 0, weak: 0, sparse: 0,
  thick: 2, heavy: 2, strong: 2, dense: 2, deep: 2, high: 2, violent: 2, steady: 2, fresh: 2, bright: 2, rolling: 2, big: 2,
  torrential: 3, impenetrable: 3, blinding: 3, howling: 3, ferocious: 3, towering: 3, billowing: 3, brilliant: 3, intense: 3, stiff: 3, dazzling: 3,
};
export const nounLevel = (word: string): number | null => levelWords[word] ?? null;
export const nounDegreesOf = (foldedNoun: string): readonly string[] => nounDegrees[foldedNoun] ?? anyNounDegrees;
export const hasDegrees = (foldedNoun: string): boolean => nounDegrees[foldedNoun] !== undefined;

/** Comparatives of size and strength: with a noun they only mean more or less of it. */
const magnitudes: Readonly<Record<string, 1 | -1>> = {
  strong: 1, heavy: 1, thick: 1, dense: 1, intense: 1, weak: -1, light: -1, thin: -1, faint: -1, mild: -1,
};
export const magnitudeOf = (adjective: string): 1 | -1 | null => magnitudes[adjective] ?? null;
