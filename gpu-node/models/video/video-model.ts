import type { Canvas } from "@napi-rs/canvas";

/** Pictures of the user, decoded and upright. */
export interface VideoModelImages {
  /** The first frame. */
  readonly initialImage?: Canvas;
  /** The last frame. */
  readonly endFrame?: Canvas;
  /** What the scene should look like, where no image begins it. */
  readonly references: readonly Canvas[];
}

/** What any video model is asked for; a model that cannot meet it throws `invalid-input`. */
export interface VideoModelRequest {
  readonly prompt: string;
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly durationSeconds: number;
  readonly images?: VideoModelImages | undefined;
}

/** A finite run of RGBA pictures whose length is known beforehand. */
export interface VideoFrames {
  readonly frameCount: number;
  readonly frames: AsyncIterable<Buffer> | Iterable<Buffer>;
}

/** A provider of moving pictures. Same request and seed give the same pictures where the model can. */
export interface VideoModel<Id extends string = string> {
  readonly id: Id;
  /** A sentence for the file's comment tag that says what made it. */
  readonly provenance: string;
  generate(request: VideoModelRequest, signal: AbortSignal): VideoFrames;
}
