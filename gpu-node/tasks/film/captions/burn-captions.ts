import { createCanvas } from "@napi-rs/canvas";
import { boxOf, drawCaption } from "./caption-style.ts";
import type { CaptionStyle } from "./caption-style.ts";
import { createDrawableText } from "./drawable-text.ts";
import type { CaptionCue } from "./cut-cues.ts";

const fadeSeconds = 0.12;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Rows of a frame as planes of BT.709 in limited range, already multiplied by their alpha. */
interface Overlay {
  readonly top: number;
  readonly rows: number;
  readonly luma: Float32Array;
  readonly alpha: Float32Array;
  readonly blue: Float32Array;
  readonly red: Float32Array;
  readonly chromaAlpha: Float32Array;
}

/** Draws the cue that is due into each picture, in place; it comes and goes softly. */
export function createCaptionBurner(
  cues: readonly CaptionCue[],
  style: CaptionStyle,
  size: Size,
): (picture: Buffer, seconds: number) => void {
  const drawableText = createDrawableText(style);
  let drawn: { cue: CaptionCue; overlay: Overlay } | undefined;
  return (picture, seconds) => {
    const cue = cues.find(
      ({ startSeconds, endSeconds }) => startSeconds <= seconds && seconds < endSeconds,
    );
    if (cue === undefined) return;
    if (drawn?.cue !== cue) {
      const lines = cue.lines.map(drawableText).filter((line) => line !== "");
      drawn = { cue, overlay: drawOverlay(lines, style, size) };
    }
    const fromStart = (seconds - cue.startSeconds) / fadeSeconds;
    const fromEnd = (cue.endSeconds - seconds) / fadeSeconds;
    lay(drawn.overlay, picture, size, Math.min(1, 0.35 + fromStart, fromEnd));
  };
}

function drawOverlay(lines: readonly string[], style: CaptionStyle, size: Size): Overlay {
  const box = boxOf(lines, style);
  const top = Math.max(0, Math.floor(box.top / 2) * 2);
  const rows = Math.min(size.height - top, Math.ceil((box.top + box.height - top) / 2) * 2);
  const canvas = createCanvas(size.width, rows);
  const context = canvas.getContext("2d");
  context.translate(0, -top);
  if (lines.length > 0) drawCaption(context, lines, style, size.width);
  return toPlanes(new Uint8Array(canvas.data()), size.width, rows, top);
}

/** The canvas keeps its colours multiplied by alpha, and so do the planes. */
function toPlanes(pixels: Uint8Array, width: number, rows: number, top: number): Overlay {
  const count = width * rows;
  const overlay: Overlay = {
    top,
    rows,
    luma: new Float32Array(count),
    alpha: new Float32Array(count),
    blue: new Float32Array(count / 4),
    red: new Float32Array(count / 4),
    chromaAlpha: new Float32Array(count / 4),
  };
  for (let index = 0; index < count; index += 1) {
    const [red = 0, green = 0, blue = 0, opacity = 0] = pixels.subarray(index * 4, index * 4 + 4);
    const alpha = opacity / 255;
    const luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    overlay.alpha[index] = alpha;
    overlay.luma[index] = 16 * alpha + (luma * 219) / 255;
    const row = Math.floor(index / width);
    const at = (row >> 1) * (width / 2) + ((index % width) >> 1);
    overlay.chromaAlpha[at] = (overlay.chromaAlpha[at] ?? 0) + alpha / 4;
    overlay.blue[at] =
      (overlay.blue[at] ?? 0) + (128 * alpha + ((blue - luma) / 1.8556) * (224 / 255)) / 4;
    overlay.red[at] =
      (overlay.red[at] ?? 0) + (128 * alpha + ((red - luma) / 1.5748) * (224 / 255)) / 4;
  }
  return overlay;
}

function lay(overlay: Overlay, picture: Buffer, { width, height }: Size, strength: number): void {
  const chromaStart = width * height;
  const chromaSize = chromaStart / 4;
  layPlane(picture, overlay.top * width, overlay.luma, overlay.alpha, strength);
  const chromaTop = chromaStart + (overlay.top / 2) * (width / 2);
  layPlane(picture, chromaTop, overlay.blue, overlay.chromaAlpha, strength);
  layPlane(picture, chromaTop + chromaSize, overlay.red, overlay.chromaAlpha, strength);
}

function layPlane(
  picture: Buffer,
  offset: number,
  values: Float32Array,
  alphas: Float32Array,
  strength: number,
): void {
  for (let index = 0; index < values.length; index += 1) {
    const alpha = alphas[index] ?? 0;
    if (alpha === 0) continue;
    const below = picture[offset + index] ?? 0;
    picture[offset + index] = Math.round(
      below * (1 - alpha * strength) + (values[index] ?? 0) * strength,
    );
  }
}
