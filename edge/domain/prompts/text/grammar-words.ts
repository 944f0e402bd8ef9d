/** Words by their part in a sentence: enough grammar to find where a phrase begins and ends. */
const set = (words: string): ReadonlySet<string> => new Set(words.split(" "));

export const determiners = set(
  "a an the this that these those some any each every another his her its their my our your no",
);
const numbers = set(
  "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty fifty several few many both all countless numerous dozens",
);
/** "a flock of birds": the word before "of" belongs to the phrase. */
const collectives = set(
  "flock herd school swarm crowd fleet group pair couple lot lots hundreds thousands dozens pack row line field sea pod cluster bunch handful team family pride",
);
export const isCollective = (word: string): boolean =>
  collectives.has(word) || collectives.has(word.replace(/(?<=[^s])s$/, ""));
const prepositions = set(
  "of in on at over under above below by with without near beside between behind beyond through across along around into onto from to during before after against among amid inside outside past toward towards upon beneath within off like as up down about underneath atop versus vs",
);
const linkingWords = set(
  "and or but while when where as which who that then so nor yet though because if it he she they we you i them him us me is are was were be been being has have had do does did will would can could should must may might not there here very underwater undersea overhead asleep awake alive ablaze aflame adrift outdoors indoors nearby next together alone apart ahead everywhere",
);
/** Verbs that prompts put after their subject, as stems: "runs", "run" and "running" all count. */
const verbStems = set(
  "run walk fly swim sit stand glow shine rise fall drift float play jump leap move sail ride look watch stare sleep rest dance cross hang spin burn sway stretch soar glide pass wait howl hunt chase circle climb crawl dive eat drink explore flicker flow follow gather gaze graze hold hover land lead lie lean leave march meander melt orbit peek perch pour prowl race roam roll rush sing sink skate slide splash stalk stream stroll swing travel turn twirl wander wave wind bloom blow break carry come go grow open read reach reflect shimmer sparkle tower light fill cover surround cast crash erupt explode dig paddle row surf work cook paint swirl drip billow bake knead sew knit juggle wrestle carve celebrate argue laugh gleam hum buzz",
);
const irregularParticiples = set(
  "lit seen lost made hung torn worn drawn built frozen hidden broken blown set burnt sunken fallen woven stolen",
);
const ambiguousNouns = set(
  "waves lights rapids falls streams winds turns rows surf wave light stream row wind dance race landing",
);
const plainAdjectives = set(
  "big small large tiny huge tall short long wide deep high low old young new ancient modern warm cold cool hot soft hard loud quiet calm wild bright dark light dim pale vivid rich poor clean dirty empty full busy bare lush dry wet sharp smooth rough thick thin heavy dense strong weak fierce gentle kind happy sad angry tense bold subtle simple plain clear foggy grand vast epic lonely cosy cozy fresh crisp slow fast swift still sombre somber serene moody eerie bleak stark sleek grim gritty lone red fluffy rusty tidy ugly silly friendly lovely lively ghostly deadly curly chilly woolly vintage retro abstract bustling crowded elderly narrow vibrant elegant minimal intense violent rustic raw urban suburban rural royal sacred humble brisk harsh mild muted weird strange fun noir spooky peaceful dramatic steep shallow sparse shiny muddy dusty icy leafy sunny steamy smoky misty hazy sandy rocky grassy snowy",
);
const adjectiveEndings =
  /(?:ful|ous|ious|ive|ic|ical|less|ish|able|ible|ant|ent|esque|like|some|ary|ory|ern|lit)$/;

/** True for words that never stand inside a plain noun phrase. */
export function isFunctionWord(word: string): boolean {
  return prepositions.has(word) || linkingWords.has(word) || /^[.,;:!?]$/.test(word);
}

export const isPreposition = (word: string): boolean => prepositions.has(word);

export function isNumberWord(word: string): boolean {
  return numbers.has(word) || /^\d+$/.test(word);
}

const nounsInIng =
  /eed$|thing$|^(?:king|ring|string|wing|evening|morning|spring|ceiling|building|painting|clothing|lighting|wedding|viking|railing|awning|earring|herring|offspring|icing|sibling|duckling|hundred|lightning)$/;
/** They end as adjectives do. */
const nounsLikeAdjectives =
  /ment$|^(?:traffic|music|fabric|magic|attic|picnic|mosaic|plastic|ceramic|clinic|comic|mechanic|elephant|restaurant|giant|plant|infant|merchant|pendant|servant|assistant|croissant|student|event|accident|agent|parent|continent|crescent|serpent|olive|archive|detective|beehive|locomotive|handful|starfish|factory|laboratory|observatory|conservatory|dormitory|territory|armory|library|dictionary|sanctuary|diary|canary|military|gallery|bakery|brewery|laundry|nursery|cherry|berry|strawberry|candy|puppy|bunny|pony|lady|daisy|ferry|country|cemetery|balcony|battery|canopy|colony|enemy|galaxy|grocery|machinery|pottery|scenery|surgery|symphony|trophy|buggy|penny|poppy|academy|agency|assembly|ceremony|century|company|artery|chemistry|geometry|industry|infantry|cavalry|pastry|pantry|jewelry|jewellery|embroidery|celebrity|nobody|anybody|fairy|dairy|taxonomy|economy|lavatory|comedy|tragedy|history|memory|century|melody|energy|luxury|jewellery|cowboy|castle|temple|sandcastle)$/;

/** "flying", "lit", "covered": what follows a noun and describes it. */
export function isParticiple(word: string): boolean {
  return (
    irregularParticiples.has(word) ||
    (word.length > 4 && (word.endsWith("ing") || word.endsWith("ed")) && !nounsInIng.test(word))
  );
}

/** As often a noun as a verb: "waves", "lights". */
export const isAmbiguous = (word: string): boolean => ambiguousNouns.has(word);

/** A finite verb of the list, in singular or plural; words that are as often nouns do not count. */
export function isFiniteVerb(word: string): boolean {
  if (ambiguousNouns.has(word)) return false;
  if (verbStems.has(word))
    return !["light", "wind", "wave", "row", "land", "lead", "lie", "set", "cross"].includes(word);
  if (!word.endsWith("s") || word.endsWith("ss")) return false;
  return [word.slice(0, -1), word.slice(0, -2), `${word.slice(0, -3)}y`].some((stem) =>
    verbStems.has(stem),
  );
}

/** "sleeping", "running": what somebody does, not how a scene feels. */
export const isActivity = (word: string): boolean => verbOfActivity(word) !== null;

/** The verb of an activity: "sleep" of "sleeping". */
export function verbOfActivity(word: string): string | null {
  if (!word.endsWith("ing")) return null;
  const stem = word.slice(0, -3);
  return [stem, `${stem}e`, stem.slice(0, -1)].find((verb) => verbStems.has(verb)) ?? null;
}

/** Whether a word reads as an adjective; used where an unknown word must be taken or refused. */
export function isAdjective(word: string): boolean {
  if (nounsLikeAdjectives.test(word)) return false;
  return (
    plainAdjectives.has(word) ||
    (word.length > 5 && adjectiveEndings.test(word)) ||
    (word.length > 4 &&
      /[^aeiou]y$/.test(word) &&
      !/(?:ly|ity|sky|city|story|family|party|body|[lnk]ery|ivery|[ao]ttery|tory|army|cherry|berry|ferry)$/.test(
        word,
      )) ||
    isParticiple(word)
  );
}
