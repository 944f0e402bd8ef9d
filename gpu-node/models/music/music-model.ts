import type { StereoSound } from "../sound/sound-model.ts";

/** What any composer is asked for. */
export interface MusicRequest {
  /** Its mood and scene set the music's. */
  readonly prompt: string;
  readonly seed: number;
  readonly durationSeconds: number;
}

/** Music at `soundSampleRate`, to the sample as long as asked, in parts, so that none is held whole. */
export interface Music {
  readonly mood: string;
  readonly parts: Iterable<StereoSound>;
}

/** A provider of music. Same request and seed give the same samples where it can. */
export interface MusicModel<Id extends string = string> {
  readonly id: Id;
  compose(request: MusicRequest): Music;
}
