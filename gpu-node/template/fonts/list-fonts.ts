import type { TemplateInspection } from "#contracts/template.ts";
import type { LottieDocument } from "../document/lottie-document.ts";
import { chooseFont, nameOfFace } from "./choose-font.ts";
import { glyphsOf } from "./embed-fonts.ts";

/** The fonts of the document, and what each is drawn with when its text is changed. */
export function listFonts(document: LottieDocument): TemplateInspection["fonts"] {
  return (document.fonts?.list ?? []).map((font) => {
    const { face } = chooseFont(font.fFamily || font.fName, font.fStyle);
    const exported = glyphsOf(document, font).size > 0 ? "its exported outlines, else " : "";
    return {
      family: font.fFamily,
      style: font.fStyle,
      drawnWith: `${exported}${nameOfFace(face)}`,
    };
  });
}
