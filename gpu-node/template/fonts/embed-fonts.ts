import { readFileSync } from "node:fs";
import type { LottieDocument, LottieFont } from "../document/lottie-document.ts";
import { compositionsOf } from "../document/lottie-document.ts";
import { textDocumentsOf } from "../document/normalise-document.ts";
import { chooseFont } from "./choose-font.ts";
import type { FontFace } from "./font-families.ts";

/**
 * Gives every font of the document that has no glyphs of its own a real one, so that what is drawn
 * does not depend on the fonts of the machine.
 */
export function embedFonts(document: LottieDocument): void {
  const fonts = (document.fonts ??= { list: [] });
  addUnlistedFonts(document, fonts.list);
  for (const [index, font] of fonts.list.entries()) {
    const { fFamily, fStyle } = font;
    const glyphs = (document.chars ?? []).filter(
      (glyph) => glyph.fFamily === fFamily && glyph.style === fStyle,
    );
    // A name that no installed font has: else the engine would take that one instead.
    const family = `framefleet-${index}`;
    if (hasGlyphs(document, font)) {
      delete font["fPath"];
      for (const glyph of glyphs.map((own) => ({ ...own, fFamily: family })))
        document.chars?.push(glyph);
    } else embedFont(font, chooseFont(fFamily || font.fName, fStyle).face);
    font.fFamily = family;
  }
  const families = new Set(fonts.list.map(({ fFamily }) => fFamily));
  document.chars = (document.chars ?? []).filter(({ fFamily }) => families.has(fFamily));
}

/** Writes the font file into the document, which is the only way the engine takes one. */
function embedFont(font: LottieFont, face: FontFace): void {
  font["fPath"] = `data:font/ttf;base64,${readFileSync(face.path).toString("base64")}`;
  font["origin"] = 3;
}

/** The characters that the document has outlines for in this font. */
export function glyphsOf(document: LottieDocument, font: LottieFont): ReadonlySet<string> {
  const own = (document.chars ?? []).filter(
    ({ fFamily, style }) => fFamily === font.fFamily && style === font.fStyle,
  );
  return new Set(own.map(({ ch }) => ch));
}

function hasGlyphs(document: LottieDocument, font: LottieFont): boolean {
  const glyphs = glyphsOf(document, font);
  if (glyphs.size === 0) return false;
  const texts = compositionsOf(document).flat().flatMap(textDocumentsOf);
  return texts
    .filter(({ f }) => f === font.fName)
    .every(({ t }) => hasAllGlyphs(glyphs, typeof t === "string" ? t : ""));
}

export function hasAllGlyphs(glyphs: ReadonlySet<string>, text: string): boolean {
  return Array.from(text).every((character) => /\s/.test(character) || glyphs.has(character));
}

/** Text in a font that the list does not have is not drawn at all. */
function addUnlistedFonts(document: LottieDocument, list: LottieFont[]): void {
  const known = new Set(list.map(({ fName }) => fName));
  for (const { f } of compositionsOf(document).flat().flatMap(textDocumentsOf)) {
    if (typeof f !== "string" || known.has(f)) continue;
    known.add(f);
    const [family = f, style = "Regular"] = f.split("-");
    list.push({ fName: f, fFamily: family, fStyle: style });
  }
}
