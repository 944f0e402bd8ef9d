import { soundSampleRate } from "../../../models/sound/sound-model.ts";
import { controlSamples } from "./control-curve.ts";
import type { SpokenStretch } from "./narration.ts";

/** -10 dB under speech. */
const duckedLevel = 0.32;
const fallSeconds = 0.4;
const riseSeconds = 0.6;

/** The music's level at each control point: it makes room before somebody speaks, and comes back after. */
export function duckMusic(stretches: readonly SpokenStretch[], sampleCount: number): Float32Array {
  const curve = new Float32Array(Math.ceil(sampleCount / controlSamples) + 1).fill(1);
  const pointOf = (seconds: number) => Math.round((seconds * soundSampleRate) / controlSamples);
  for (const { startSeconds, endSeconds } of stretches) {
    const first = Math.max(0, pointOf(startSeconds - fallSeconds));
    const last = Math.min(curve.length - 1, pointOf(endSeconds + riseSeconds));
    for (let point = first; point <= last; point += 1) {
      const seconds = (point * controlSamples) / soundSampleRate;
      const away = Math.max(
        (startSeconds - seconds) / fallSeconds,
        (seconds - endSeconds) / riseSeconds,
        0,
      );
      const level = duckedLevel ** (1 - Math.min(1, away) ** 2 * (3 - 2 * Math.min(1, away)));
      curve[point] = Math.min(curve[point] ?? 1, level);
    }
  }
  return curve;
}
