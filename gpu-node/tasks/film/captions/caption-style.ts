import { createCanvas, GlobalFonts } from "@napi-rs/canvas";
import type { SKRSContext2D } from "@napi-rs/canvas";
import { packageFiles } from "../../../package-files.ts";
import type { LineBreaker } from "./cut-cues.ts";

const family = "Framefleet Captions";
let isRegistered = false;

/** Sizes of the captions of one film, in pixels. */
export interface CaptionStyle {
  readonly font: string;
  readonly fontSize: number;
  readonly lineHeight: number;
  readonly widestLine: number;
  readonly padding: { readonly x: number; readonly y: number };
  readonly cornerRadius: number;
  /** Where the lowest line's box ends: players and phones put their own things below. */
  readonly bottom: number;
}

/** Letters of a size to read on any screen, inside the safe area of the shape. */
export function captionStyle({ width, height }: { width: number; height: number }): CaptionStyle {
  if (!isRegistered) {
    GlobalFonts.registerFromPath(packageFiles.captionFont, family);
    isRegistered = true;
  }
  // Upright films are watched on phones, with the player's own things over their lower end.
  const isTall = height > width * 1.4;
  const fontSize = Math.max(
    10,
    Math.round(isTall ? width * 0.06 : Math.min(height * 0.054, width * 0.048)),
  );
  return {
    font: `600 ${fontSize}px "${family}", "Noto Sans", "Noto Sans CJK SC", sans-serif`,
    fontSize,
    lineHeight: Math.round(fontSize * 1.3),
    widestLine: width * (height > width ? 0.8 : 0.74),
    padding: { x: Math.round(fontSize * 0.62), y: Math.round(fontSize * 0.36) },
    cornerRadius: Math.round(fontSize * 0.38),
    bottom: Math.round(height * (isTall ? 0.83 : 0.93)),
  };
}

/** Breaks captions as they will be drawn; two lines are about equally long. */
export function createLineBreaker(style: CaptionStyle): LineBreaker {
  const context = createCanvas(8, 8).getContext("2d");
  context.font = style.font;
  const widthOf = (text: string): number => context.measureText(text).width;
  return (text) => {
    if (widthOf(text) <= style.widestLine) return [text];
    const words = text.split(" ");
    const breaks = words
      .slice(1)
      .map((_, index) => [words.slice(0, index + 1).join(" "), words.slice(index + 1).join(" ")]);
    const widest = (lines: string[]): number => Math.max(...lines.map(widthOf));
    // Where the sense pauses, the upper line may be a good deal shorter.
    const unevenness = (lines: string[]): number =>
      widest(lines) * (/[,;:.!?…—–]$/.test(lines[0] ?? "") ? 0.72 : 1);
    const [best] = breaks
      .filter((lines) => widest(lines) <= style.widestLine)
      .toSorted((one, other) => unevenness(one) - unevenness(other));
    return best ?? null;
  };
}

/** Draws lines in white on a dark box, centred; returns the box. */
export function drawCaption(
  context: SKRSContext2D,
  lines: readonly string[],
  style: CaptionStyle,
  frameWidth: number,
): void {
  context.font = style.font;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  const textWidth = Math.max(...lines.map((line) => context.measureText(line).width));
  // A word without a place to break shrinks into the frame.
  const shrink = Math.min(1, (frameWidth * 0.9) / textWidth);
  const box = boxOf(lines, style);
  const boxWidth = textWidth * shrink + style.padding.x * 2;
  context.fillStyle = "rgba(8, 10, 14, 0.62)";
  context.beginPath();
  context.roundRect((frameWidth - boxWidth) / 2, box.top, boxWidth, box.height, style.cornerRadius);
  context.fill();
  context.fillStyle = "#ffffff";
  for (const [index, line] of lines.entries()) {
    const baseline = box.top + style.padding.y + style.lineHeight * (index + 0.76);
    context.save();
    context.translate(frameWidth / 2, baseline);
    context.scale(shrink, shrink);
    context.fillText(line, 0, 0);
    context.restore();
  }
}

/** The rows of the frame that a caption covers. */
export function boxOf(
  lines: readonly string[],
  style: CaptionStyle,
): { top: number; height: number } {
  const height = lines.length * style.lineHeight + style.padding.y * 2;
  return { top: style.bottom - height, height };
}
