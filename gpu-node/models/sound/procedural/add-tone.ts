import { soundSampleRate } from "../sound-model.ts";
import type { StereoSound } from "../sound-model.ts";
import { sineOfTurns } from "./wander.ts";

/** A short sine that may glide; it starts and ends in silence. */
export interface Tone {
  readonly startSeconds: number;
  readonly durationSeconds: number;
  readonly fromHertz: number;
  readonly toHertz: number;
  readonly level: number;
  /** -1 is left, 1 is right. */
  readonly pan: number;
  /** 1 swells and fades evenly; more of it fades longer than it swells. */
  readonly decay?: number;
}

/** Adds a tone to a sound; what lies outside is left out. */
export function addTone(sound: StereoSound, tone: Tone): void {
  const first = Math.round(tone.startSeconds * soundSampleRate);
  const length = Math.max(1, Math.round(tone.durationSeconds * soundSampleRate));
  const leftLevel = tone.level * Math.sqrt((1 - tone.pan) / 2);
  const rightLevel = tone.level * Math.sqrt((1 + tone.pan) / 2);
  const decay = tone.decay ?? 1;
  let turns = 0;
  for (let index = 0; index < length; index += 1) {
    const share = index / length;
    turns += (tone.fromHertz + (tone.toHertz - tone.fromHertz) * share) / soundSampleRate;
    const at = first + index;
    if (at < 0 || at >= sound.left.length) continue;
    const envelope = sineOfTurns(share ** (1 / decay) / 2);
    const sample = sineOfTurns(turns) * envelope;
    sound.left[at] = (sound.left[at] ?? 0) + sample * leftLevel;
    sound.right[at] = (sound.right[at] ?? 0) + sample * rightLevel;
  }
}
