import { isFunctionWord } from "./grammar-words.ts";
import { locate, surfaceOf, termsOf, type LocatedTerm, type LocatedText } from "./located-text.ts";

const media =
  "painting|drawing|sketch|illustration|film|photo|photograph|engraving|woodcut|print|mosaic|collage|cartoon|comic|comic book|render|rendering|poster|paint|paints|ink|pastels|crayon|charcoal|claymation|pixel art|video game|postcard|storybook|puppet show|movie|documentary|comedy|thriller|western|musical|music video|commercial|trailer";
const styleNoun = new RegExp(
  `\\b(?:style|styled|look|aesthetic)\\b|^(?:as|like|in) (?:an? )?(?:.* )?(?:${media})$`,
  "i",
);
const medium = new RegExp(`\\b(?:${media})$`, "i");
/** They never say how a thing itself looks, as "neon signs" and "a painted wall" do. */
const renderings =
  /^(?:watercolou?r|anime|manga|cinematic|photorealistic|hyperrealistic|realistic|monochrome|black and white|gr[ea]yscale|cel shaded|low poly|minimalist|minimalistic|impressionist|studio ghibli|ghibli|flat design|imax|anamorphic)$/;
export const isRendering = (word: string): boolean => renderings.test(word);
const pictures = /\b(?:painting|illustration|photo)$/;

/** Whether a phrase says in so many words that it is a style: "in pop art style", "like an engraving". */
export const saysStyle = (text: string): boolean => styleNoun.test(text);
export const endsInMedium = (text: string): boolean => medium.test(text);

/** Whether a phrase tells a style and nothing else; "neon signs" are things. */
export function isStylePhrase(text: string): boolean {
  if (saysStyle(text)) return true;
  const located = locate(text);
  const styles = termsOf(located, "style");
  if (styles.length === 0) return false;
  const last = located.words.length - 1;
  return (
    (medium.test(text) && styles.some((term) => term.last === last)) ||
    located.words.every(
      ({ word }, index) =>
        isFunctionWord(word) ||
        /^(?:an?|the|film|movie|footage|very|highly|ultra|hyper|shot|quality|digital|vfx|grade|\d+\w*)$/.test(
          word,
        ) ||
        located.terms.some(
          (term) =>
            ["style", "mood", "colour"].includes(term.group) &&
            term.first <= index &&
            term.last >= index,
        ),
    )
  );
}

/** Styles told inside the body: "Watercolour meadow", "an oil painting of a ship". */
export function inlineStyles(located: LocatedText): LocatedTerm[] {
  return termsOf(located, "style").filter((term) => {
    const surface = surfaceOf(located, term).toLowerCase().replaceAll("-", " ");
    const ofPicture = located.words[term.last + 1]?.word === "of" && pictures.test(surface);
    return renderings.test(surface) || ofPicture;
  });
}
