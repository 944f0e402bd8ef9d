import type { Canvas, SKRSContext2D } from "@napi-rs/canvas";

/** What any image model is asked for; a model that cannot meet it throws `invalid-input`. */
export interface ImageModelRequest {
  readonly prompt: string;
  readonly seed: number;
  readonly width: number;
  readonly height: number;
}

/** Draws over a frame what falls and drifts, after so many seconds. */
export type FallingPainter = (context: SKRSContext2D, seconds: number) => void;

export interface DrawnImage {
  readonly picture: Canvas;
  /**
   * The picture lacks rain, snow, petals and the like, so that a film can let them fall; made for
   * frames of a size. Absent: the picture is whole.
   */
  readonly falling?: (size: { width: number; height: number }) => FallingPainter;
}

/** A provider of still pictures. Same request and seed give the same picture where it can. */
export interface ImageModel<Id extends string = string> {
  readonly id: Id;
  draw(request: ImageModelRequest, signal: AbortSignal): Promise<DrawnImage>;
}
