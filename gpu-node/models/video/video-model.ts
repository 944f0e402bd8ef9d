/** What any video model is asked for; a model that cannot meet it throws `invalid-input`. */
export interface VideoModelRequest {
  readonly prompt: string;
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond: number;
  readonly durationSeconds: number;
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
