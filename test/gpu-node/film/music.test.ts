import { expect, test } from "vitest";
import { chooseMood } from "../../../gpu-node/models/music/procedural/choose-mood.ts";
import { proceduralMusicModel } from "../../../gpu-node/models/music/procedural/procedural-music-model.ts";
import { soundSampleRate } from "../../../gpu-node/models/sound/sound-model.ts";

function play(prompt: string, durationSeconds: number, seed = 3): Float32Array {
  const { parts } = proceduralMusicModel.compose({ prompt, seed, durationSeconds });
  const samples = [...parts].flatMap(({ left }) => [...left]);
  return Float32Array.from(samples);
}

function levelsOf(samples: Float32Array, seconds: number): number[] {
  const stepSamples = Math.round(seconds * soundSampleRate);
  return Array.from({ length: Math.floor(samples.length / stepSamples) }, (_, step) => {
    const part = samples.subarray(step * stepSamples, (step + 1) * stepSamples);
    return Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / part.length);
  });
}

test.each([0.4, 3.21, 17])(
  "music of %d s is so long to the sample, and never silent",
  (seconds) => {
    const samples = play("a calm lake", seconds);
    expect(samples).toHaveLength(Math.round(seconds * soundSampleRate));
    const inner = levelsOf(samples, 0.1).slice(2, -3);
    for (const level of inner) expect(level).toBeGreaterThan(0.003);
    expect(Math.abs(samples[0] ?? 1)).toBeLessThan(0.01);
    expect(Math.abs(samples.at(-1) ?? 1)).toBeLessThan(0.01);
  },
);

test("music plays again when it is read again", () => {
  const { parts } = proceduralMusicModel.compose({
    prompt: "storm",
    seed: 1,
    durationSeconds: 2.5,
  });
  const [once, again] = [[...parts], [...parts]];
  expect(again).toEqual(once);
});

/** How loud each semitone of four octaves is, as a direction. */
function toneColours(samples: Float32Array): number[] {
  const powers = Array.from({ length: 48 }, (_, semitone) => {
    const turn = (2 * Math.PI * 65.41 * 2 ** (semitone / 12)) / (soundSampleRate / 8);
    let [cosine, sine] = [0, 0];
    for (let index = 0; index < samples.length; index += 8) {
      cosine += (samples[index] ?? 0) * Math.cos((turn * index) / 8);
      sine += (samples[index] ?? 0) * Math.sin((turn * index) / 8);
    }
    return Math.hypot(cosine, sine);
  });
  const length = Math.hypot(...powers);
  return powers.map((power) => power / length);
}

test("moods sound different: other keys, chords and players", () => {
  const moods = ["calm", "joyful", "epic", "mysterious", "melancholic"];
  const colours = moods.map((mood) => toneColours(play(`a ${mood} film`, 9)));
  for (const [index, one] of colours.entries()) {
    for (const other of colours.slice(index + 1)) {
      const likeness = one.reduce((sum, value, place) => sum + value * (other[place] ?? 0), 0);
      expect(likeness).toBeLessThan(0.9);
    }
  }
});

test.each([
  ["a joyful dance on the beach", "joyful"],
  ["lightning over the sea", "dramatic"],
  ["fireworks over the castle", "epic"],
  ["rain on the window, sad and lonely", "melancholic"],
])("%s is %s", (prompt, mood) => {
  expect(chooseMood(prompt, 1)).toBe(mood);
});
