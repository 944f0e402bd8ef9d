import { colourLexicon } from "#contracts/prompt/lexicon/colours.ts";
import { moodLexicon } from "#contracts/prompt/lexicon/expression.ts";
import { isAdjective, isParticiple } from "./grammar-words.ts";

/** What an adjective says of its noun, in the order in which English puts them before it. */
export const adjectiveKinds = ["opinion", "size", "quality", "age", "colour", "make"] as const;
export type AdjectiveKind = (typeof adjectiveKinds)[number];

const materials =
  /^(?:marble|wood|wooden|woollen|glass|steel|metal|metallic|stone|brick|golden|bronze|copper|plastic|paper|leather|concrete|crystal|ceramic|velvet|silk|cotton|iron|clay|slate|granite|porcelain|ebony|oak|straw|bamboo)$/;
/** Made of what the ground is made of: such words go with their own place only. */
const grounds = /^(?:sandy|rocky|grassy|stony|pebbly|muddy|leafy|wooded|grass|sand|rock)$/;
const sizes =
  /^(?:big|small|large|tiny|huge|tall|short|long|wide|narrow|giant|massive|enormous|gigantic|little|vast|towering|miniature|low|high|deep|shallow|thick|thin)$/;
const ages =
  /^(?:old|young|new|ancient|modern|elderly|aged|vintage|antique|medieval|futuristic|youthful|retro)$/;
/** They end as words of opinion do and yet say of what sort a thing is. */
const sorts =
  /(?:[^u]al|ic|ar|ese)$|^(?:autonomous|electric|male|female|fluorescent|incandescent|urban|rural|suburban|military|domestic|northern|southern|eastern|western)$/;
const moods = new Set(
  Object.values(moodLexicon)
    .join(",")
    .split(",")
    .map((word) => word.trim()),
);
const opinions =
  /^(?:beautiful|lovely|pretty|magnificent|fantastic|exotic|artistic|royal|elegant|cosy|cozy|gentle|wild|strange|weird|fancy|luxurious|tragic|magical|epic|cinematic|tropical|nostalgic|romantic|energetic|chaotic|idyllic|traditional)$/;

/** How a thing works may be said of another one too, what it is made of may not. */
const workings = /^(?:autonomous|electric|driverless|motorised|motorized|military|domestic)$/;
export const isWorking = (word: string): boolean => workings.test(word);

/** What a thing is made of. */
export const isMaterial = (word: string): boolean => materials.test(word);

/** A colour word, or two: "red and yellow". */
export const isColour = (words: string): boolean =>
  words
    .toLowerCase()
    .split(" and ")
    .every((word) => Object.hasOwn(colourLexicon, word));

/** A word of the mood lexicon: it says how a scene feels. */
export const isMoodWord = (word: string): boolean => moods.has(word);

/** The kind of an adjective. Null for a noun that stands before another ("sports car"). */
export function adjectiveKind(word: string): AdjectiveKind | null {
  if (isMaterial(word) || grounds.test(word)) return "make";
  if (isColour(word)) return "colour";
  if (sizes.test(word)) return "size";
  if (ages.test(word)) return "age";
  if (moods.has(word) || opinions.test(word)) return "opinion";
  // "red flying cars"
  if (sorts.test(word) || (word.endsWith("ing") && isParticiple(word))) return "make";
  return isAdjective(word) ? "quality" : null;
}
