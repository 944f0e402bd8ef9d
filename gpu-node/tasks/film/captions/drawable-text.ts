import { createCanvas } from "@napi-rs/canvas";
import type { CaptionStyle } from "./caption-style.ts";

/** No font has it, so it shows the box that stands for all missing letters. */
const unassigned = "\u{10FFFD}";
const side = 48;

/**
 * Leaves out of a text what none of the machine's fonts can draw, so that no boxes are burned into
 * a film. The spaces around it close up.
 */
export function createDrawableText({ font }: Pick<CaptionStyle, "font">): (text: string) => string {
  const context = createCanvas(side, side).getContext("2d");
  // The family decides, not the size.
  context.font = font.replace(/\d+px/, "28px");
  const shapeOf = (letter: string): Buffer => {
    context.clearRect(0, 0, side, side);
    context.fillText(letter, 4, 36);
    return context.canvas.data();
  };
  const missing = shapeOf(unassigned);
  const known = new Map<string, boolean>();
  const canDraw = (letter: string): boolean => {
    // Every caption font has these.
    if (/[\s\u0020-\u024F]/u.test(letter)) return true;
    const remembered = known.get(letter);
    if (remembered !== undefined) return remembered;
    const isThere = !shapeOf(letter).equals(missing);
    known.set(letter, isThere);
    return isThere;
  };
  return (text) => Array.from(text).filter(canDraw).join("").replaceAll(/\s+/g, " ").trim();
}
