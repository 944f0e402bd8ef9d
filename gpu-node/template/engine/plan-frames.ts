import type { RenderTemplateParameters } from "#contracts/template.ts";
import type { LottieDocument } from "../document/lottie-document.ts";
import { countFrames } from "../document/lottie-document.ts";
import { TaskError } from "../../tasks/task-error.ts";

export interface FramePlan {
  /** Time of each picture in the template's frames, counted from its first. */
  readonly times: readonly number[];
  readonly frameRate: { readonly num: number; readonly den: number };
  readonly framesPerSecond: number;
  readonly durationSeconds: number;
  /** Even: 4:2:0 has no odd sizes, so that an odd one grows by one. */
  readonly width: number;
  readonly height: number;
}

export type FramePlanRequest = Pick<
  RenderTemplateParameters,
  "frames" | "width" | "height" | "framesPerSecond"
>;

/**
 * Which moments of the template become pictures. Another rate than the template's keeps its speed:
 * there are more or fewer pictures of the same seconds, and motion is drawn in between. Throws
 * `invalid-input` for frames that the template does not have.
 */
export function planFrames(document: LottieDocument, request: FramePlanRequest): FramePlan {
  const { start, end } = request.frames;
  const available = countFrames(document);
  if (start >= end || start >= available)
    throw new TaskError(
      "invalid-input",
      `Invalid frame range: ${start} to ${end} of ${available}.`,
    );
  const { numerator, denominator } = request.framesPerSecond;
  const framesPerSecond = numerator / denominator;
  if (!(framesPerSecond >= 1 && framesPerSecond <= 240))
    throw new TaskError("invalid-input", "The frame rate must be between 1 and 240.");
  // 29.97000122 in an export and 30000/1001 are one rate.
  const ratio = document.fr / framesPerSecond;
  const step = Math.abs(ratio - 1) < 1e-4 ? 1 : ratio;
  const shown = Math.min(end, available) - start;
  const count = Math.max(1, Math.round(shown / step));
  return {
    times: Array.from({ length: count }, (_, index) => start + index * step),
    frameRate: { num: numerator, den: denominator },
    framesPerSecond,
    durationSeconds: count / framesPerSecond,
    width: request.width + (request.width % 2),
    height: request.height + (request.height % 2),
  };
}
