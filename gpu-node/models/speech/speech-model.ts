/** Samples a second of all speech. */
export const speechSampleRate = 48_000;

/** What any voice is asked to say. */
export interface SpeechRequest {
  readonly text: string;
  /** A name of the catalogue; the same name always gives the same voice. */
  readonly speaker: string;
  /** 1 is the speaker's own pace, 2 would be twice as fast. */
  readonly pace: number;
  /** An existing folder for files that are needed for a moment. */
  readonly scratchDirectory: string;
}

/** A word as it is written, and when it is heard, in seconds from the first sample. */
export interface SpokenWord {
  readonly text: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** Speech without pauses around it. */
export interface Speech {
  /** From -1 to 1, one channel at `speechSampleRate`. */
  readonly samples: Float32Array;
  /** Together they are the whole text. */
  readonly words: readonly SpokenWord[];
  /** What whoever asked should know, for example that some words were left out. */
  readonly notes: readonly string[];
}

export type SpeechOutcome =
  | { readonly type: "spoken"; readonly speech: Speech }
  /** The voice does not know this language or script. */
  | { readonly type: "unspeakable"; readonly reason: string };

/** A provider of voices. */
export interface SpeechModel<Id extends string = string> {
  readonly id: Id;
  speak(request: SpeechRequest, signal: AbortSignal): Promise<SpeechOutcome>;
}
