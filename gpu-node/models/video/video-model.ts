import type { Canvas } from "@napi-rs/canvas";
import type { Sound } from "../../media/encode-sound.ts";
import type { ModelProgress } from "../remote/model-call.ts";

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
  /** True: with sound, where the model makes any. */
  readonly audio?: boolean | undefined;
  /** The part of the length that will do, slowed down, where the model cannot make all of it. */
  readonly leastShare?: number;
  /** How far the model is before the first picture is there. */
  readonly onProgress?: (progress: ModelProgress) => void;
}

/** A finite run of pictures, RGBA unless it is said, whose length is known beforehand. */
export interface VideoFrames {
  readonly frameCount: number;
  readonly frames: AsyncIterable<Buffer> | Iterable<Buffer>;
  readonly pixelFormat?: "rgba" | "i420";
  /** The sound that the model made with them. */
  readonly soundtrack?: Sound | undefined;
  /** An MP4 of H.264 that already is what was asked for, and needs no second encoding. */
  readonly finishedFile?: string | undefined;
}

/** A provider of moving pictures. Same request and seed give the same pictures where the model can. */
export interface VideoModel<Id extends string = string> {
  readonly id: Id;
  /** A sentence for the file's comment tag that says what made it. */
  readonly provenance: string;
  generate(request: VideoModelRequest, signal: AbortSignal): Promise<VideoFrames>;
}
