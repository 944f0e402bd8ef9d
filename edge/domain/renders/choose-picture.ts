import { MAXIMUM_RENDER_FRAMES } from "#contracts/limits.ts";
import type {
  RenderTemplateParameters,
  TemplateInspection,
  VideoEncoding,
} from "#contracts/template.ts";
import { DomainError } from "../errors.ts";
import { checkEncoding } from "./check-encoding.ts";

/** What a client wishes of a render's picture; what it leaves out is the template's own. */
export type PictureWish = {
  /** Frames of the template; `end` is exclusive. */
  frames: { start?: number | undefined; end?: number | undefined };
  size?: { width: number; height: number } | undefined;
  framesPerSecond?: RenderTemplateParameters["framesPerSecond"] | undefined;
  encoding: VideoEncoding;
};

export type ChosenPicture = Pick<
  RenderTemplateParameters,
  "frames" | "width" | "height" | "framesPerSecond" | "encoding"
> & { durationSeconds: number; outputFrames: number };

/**
 * Frames, size and rate of a render, and how long it will be.
 *
 * @throws DomainError `invalid-request` for frames that the template has not, and for an encoding
 * that no encoder can do.
 */
export function choosePicture(template: TemplateInspection, wish: PictureWish): ChosenPicture {
  const { start = 0, end = template.frameCount } = wish.frames;
  if (end > template.frameCount) {
    throw refused("jobInfo", `fEnd is ${end}, but the template has ${template.frameCount} frames`);
  }
  if (start >= end) throw refused("jobInfo", "Invalid frame range (FrameStart >= FrameEnd)");
  const size = wish.size ?? {
    width: evenSide(template.width),
    height: evenSide(template.height),
  };
  const framesPerSecond = wish.framesPerSecond ?? toFraction(template.framesPerSecond);
  const durationSeconds = (end - start) / template.framesPerSecond;
  const rate = framesPerSecond.numerator / framesPerSecond.denominator;
  const outputFrames = Math.max(1, Math.round(durationSeconds * rate));
  const picture = { ...size, framesPerSecond, encoding: wish.encoding };
  checkEncoding(picture);
  if (outputFrames > MAXIMUM_RENDER_FRAMES) {
    throw refused("jobInfo", `A render may have at most ${MAXIMUM_RENDER_FRAMES} frames`);
  }
  return { ...picture, frames: { start, end }, durationSeconds, outputFrames };
}

/** 4:2:0 video has even sides, templates may not. */
function evenSide(pixels: number): number {
  return Math.max(16, pixels - (pixels % 2));
}

/** A rate as a fraction: that of film and television where it is one, else in thousandths. */
function toFraction(rate: number): RenderTemplateParameters["framesPerSecond"] {
  const whole = Math.round(rate);
  if (whole > 0 && Math.abs(rate - whole) < 1e-6) return { numerator: whole, denominator: 1 };
  if (whole > 0 && Math.abs(rate - (whole * 1000) / 1001) < 0.005) {
    return { numerator: whole * 1000, denominator: 1001 };
  }
  return { numerator: Math.max(1, Math.round(rate * 1000)), denominator: 1000 };
}

function refused(field: string, message: string): DomainError {
  return new DomainError("invalid-request", message, { field });
}
