import { createLowPass } from "../../sound/procedural/filters.ts";
import type { StereoSound } from "../../sound/sound-model.ts";

const delaysSamples = [1433, 1601, 1867, 2053, 2251, 2399, 2617, 2797];
const feedback = 0.84;
const wet = 0.2;

/** A hall of eight echoes that feed each other; it remembers the parts before. */
export function createReverberation(): (part: StereoSound) => void {
  const lines = delaysSamples.map((samples, number) => ({
    memory: new Float32Array(samples),
    place: 0,
    damp: createLowPass(3800),
    output: 0,
    isLeft: number % 2 === 0,
  }));
  return ({ left, right }) => {
    for (let index = 0; index < left.length; index += 1) {
      let sum = 0;
      for (const line of lines) {
        line.output = line.damp(line.memory[line.place] ?? 0);
        sum += line.output;
      }
      // Each line hears what it said less a share of what all said: no energy is gained or lost.
      const share = (sum * 2) / lines.length;
      let wetLeft = 0;
      let wetRight = 0;
      for (const line of lines) {
        const input = (line.isLeft ? left[index] : right[index]) ?? 0;
        line.memory[line.place] = input + (line.output - share) * feedback;
        line.place = (line.place + 1) % line.memory.length;
        if (line.isLeft) wetLeft += line.output;
        else wetRight += line.output;
      }
      left[index] = (left[index] ?? 0) + wetLeft * wet;
      right[index] = (right[index] ?? 0) + wetRight * wet;
    }
  };
}
