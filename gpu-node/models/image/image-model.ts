import type { Canvas } from "@napi-rs/canvas";

/** What any image model is asked for; a model that cannot meet it throws `invalid-input`. */
export interface ImageModelRequest {
  readonly prompt: string;
  readonly seed: number;
  readonly width: number;
  readonly height: number;
}

/** A provider of still pictures. Same request and seed give the same picture where it can. */
export interface ImageModel<Id extends string = string> {
  readonly id: Id;
  draw(request: ImageModelRequest, signal: AbortSignal): Promise<Canvas>;
}
