import type { LottieDocument, LottieFont, LottieLayer } from "../document/lottie-document.ts";
import { textDocumentsOf, toLineBreaks } from "../document/normalise-document.ts";
import { chooseFont } from "../fonts/choose-font.ts";
import { glyphsOf, hasAllGlyphs } from "../fonts/embed-fonts.ts";
import { charactersOf } from "../fonts/read-characters.ts";
import { customizationError } from "./customization-error.ts";

/** Scripts whose letters change their shape or order, which the engine does not do. */
const shapedScripts =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Thai}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/**
 * Writes other words into a text layer, in all its keyframes. The exported outlines stay where
 * they have every letter; else the layer gets a font of its own. Throws `invalid-input` for letters
 * that no font here can draw.
 */
export function replaceText(
  document: LottieDocument,
  layer: LottieLayer,
  text: string,
  named: string,
): void {
  const texts = textDocumentsOf(layer);
  if (texts.length === 0) throw customizationError(named, "has no text to replace.");
  if (shapedScripts.test(text))
    throw customizationError(named, "cannot show this text: its script needs shaping.");
  const words = toLineBreaks(text.normalize("NFC")).replace(/(?![\t\r])\p{Cc}/gu, "");
  for (const own of texts) {
    own["t"] = words;
    if (typeof own["f"] === "string") own["f"] = fontFor(document, own["f"], words, named);
  }
}

/** The name of a font that has all the letters, added to the document where it must be. */
function fontFor(document: LottieDocument, name: string, words: string, named: string): string {
  const fonts = (document.fonts ??= { list: [] });
  const font = fonts.list.find(({ fName }) => fName === name);
  if (font !== undefined && hasAllGlyphs(glyphsOf(document, font), words)) return name;
  const { face } = chooseFont(font?.fFamily || name, font?.fStyle ?? name);
  const characters = charactersOf(face.path);
  const missing = Array.from(words).filter(
    (letter) => !/\s/.test(letter) && !characters.has(letter.codePointAt(0) ?? 0),
  );
  if (missing.length > 0) {
    const shown = [...new Set(missing)].slice(0, 10).join(" ");
    throw customizationError(named, `cannot show this text: no font here has ${shown}`);
  }
  // A font without outlines is embedded by `embedFonts` as it is.
  if (font !== undefined && glyphsOf(document, font).size === 0) return name;
  const replacement: LottieFont = {
    ...font,
    fName: `${name}+${face.family}`,
    fFamily: face.family,
    fStyle: `${face.weight}${face.isItalic ? " Italic" : ""}`,
  };
  if (!fonts.list.some(({ fName }) => fName === replacement.fName)) fonts.list.push(replacement);
  return replacement.fName;
}
