import type { SKRSContext2D } from "@napi-rs/canvas";
import type { CameraView } from "./camera.ts";
import type { ComposedScene } from "./compose-scene.ts";

export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

/** The moment that is drawn. */
export interface FrameMoment {
  readonly seconds: number;
  /** 0 at the first frame, 1 at the last. */
  readonly progress: number;
  readonly view: CameraView;
}

/** Draws one layer of one frame; leaves the context as it found it. */
export type Painter = (context: SKRSContext2D, moment: FrameMoment) => void;

/** Prepares what stays the same (geometry, tiles) and returns the painter of the rest. */
export type PainterFactory = (scene: ComposedScene, size: FrameSize) => Painter;
