import { describe, expect, it } from "vitest";
import { chooseSounds } from "../../gpu-node/models/sound/procedural/choose-sounds.ts";
import { measureLoudness } from "../../gpu-node/models/sound/procedural/measure-loudness.ts";
import { measureTruePeak } from "../../gpu-node/models/sound/procedural/measure-true-peak.ts";
import { proceduralSoundModel } from "../../gpu-node/models/sound/procedural/procedural-sound-model.ts";
import { createSound } from "../../gpu-node/models/sound/sound-model.ts";
import type { StereoSound } from "../../gpu-node/models/sound/sound-model.ts";
import { sceneOfPrompt } from "../../gpu-node/models/video/procedural/scene-of-prompt.ts";

const prompts = [
  "waves on a beach at noon",
  "thunderstorm over hills, heavy rain",
  "a campfire in the forest at night",
  "birds in a spring meadow in the morning",
  "neon city at night",
  "saturn in deep space",
  "coral reef with fish",
  "a waterfall in the jungle",
  "mountains in a snowstorm, wind",
  "blorp",
  "",
];

function sine(hertz: number, level: number, turns = 0): StereoSound {
  const sound = createSound(48_000 * 2);
  for (let index = 0; index < sound.left.length; index += 1)
    sound.left[index] = level * Math.sin(2 * Math.PI * ((hertz * index) / 48_000 + turns));
  return sound;
}

function peakBetween(sound: StereoSound, from: number, to: number): number {
  let peak = 0;
  for (const samples of [sound.left, sound.right])
    for (const sample of samples.subarray(from, to)) peak = Math.max(peak, Math.abs(sample));
  return peak;
}

describe("proceduralSoundModel", () => {
  it.each(prompts)(
    "%j is as loud as all others, never clips and begins and ends softly",
    (prompt) => {
      const sound = proceduralSoundModel.generate({ prompt, seed: 3, durationSeconds: 6 });
      expect([sound.left.length, sound.right.length]).toEqual([288_000, 288_000]);
      expect(sound.left.every((sample) => Number.isFinite(sample))).toBe(true);
      expect(Math.abs(measureLoudness(sound) + 20)).toBeLessThan(1);
      expect(measureTruePeak(sound)).toBeLessThan(10 ** (-1 / 20));
      expect(peakBetween(sound, 0, 48)).toBeLessThan(0.005);
      expect(peakBetween(sound, 288_000 - 48, 288_000)).toBeLessThan(0.005);
      for (let second = 1; second < 5; second += 1)
        expect(peakBetween(sound, second * 48_000, (second + 1) * 48_000)).toBeGreaterThan(0.01);
      const offset = sound.left.reduce((sum, sample) => sum + sample, 0) / sound.left.length;
      expect(Math.abs(offset)).toBeLessThan(0.002);
      expect(sound.left).not.toEqual(sound.right);
    },
  );

  it("gives the same samples for the same seed, and others for another seed or prompt", () => {
    const make = (prompt: string, seed: number) =>
      Buffer.from(
        proceduralSoundModel.generate({ prompt, seed, durationSeconds: 0.7 }).left.buffer,
      );
    const first = make("a stormy sea", 1);
    expect(first.equals(make("a stormy sea", 1))).toBe(true);
    expect(first.equals(make("a stormy sea", 2))).toBe(false);
    expect(first.equals(make("a calm lake", 1))).toBe(false);
  });

  it("makes even the shortest sound", () => {
    const sound = proceduralSoundModel.generate({ prompt: "sea", seed: 1, durationSeconds: 0.04 });
    expect(sound.left).toHaveLength(1920);
    expect(peakBetween(sound, 0, 1920)).toBeGreaterThan(0.005);
    expect(measureTruePeak(sound)).toBeLessThan(10 ** (-1 / 20));
  });
});

describe("chooseSounds", () => {
  it.each([
    ["waves on a beach at noon", ["waves"], ["crickets", "rain", "city-hum"]],
    ["thunderstorm over hills, heavy rain", ["rain", "thunder"], ["birds", "crickets"]],
    ["a campfire in the forest at night", ["fire", "crickets"], ["birds"]],
    ["birds in a spring meadow in the morning", ["birds"], ["crickets", "waves"]],
    ["neon city at night", ["city-hum"], ["crickets", "birds"]],
    ["saturn in deep space", ["space-drone"], ["wind", "birds"]],
    ["coral reef with fish", ["underwater"], ["wind", "waves"]],
    ["a waterfall in the jungle", ["stream"], ["waves"]],
    ["mountains in winter, snow and wind", ["wind"], ["birds", "crickets"]],
    ["a lake at dawn, no music", ["waves"], ["musical-pad"]],
  ])("%j sounds of %j, not of %j", (prompt, heard, unheard) => {
    const names = chooseSounds(sceneOfPrompt({ prompt, seed: 3, durationSeconds: 4 })).map(
      ({ name }) => name as string,
    );
    expect(names).toEqual(expect.arrayContaining(heard));
    expect(names.filter((name) => unheard.includes(name))).toEqual([]);
  });
});

describe("measureLoudness", () => {
  it("agrees with the calibration tone of BS.1770: 997 Hz at full scale in one channel", () => {
    expect(measureLoudness(sine(997, 1))).toBeCloseTo(-3.01, 1);
    expect(measureLoudness(sine(997, 0.1))).toBeCloseTo(-23.01, 1);
    expect(measureLoudness(createSound(48_000))).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe("measureTruePeak", () => {
  it("finds a peak that lies between the samples", () => {
    const sound = sine(12_000, 0.5, 0.125);
    expect(peakBetween(sound, 0, 96_000)).toBeCloseTo(0.3536, 3);
    expect(measureTruePeak(sound)).toBeGreaterThan(0.49);
    expect(measureTruePeak(sound)).toBeLessThan(0.53);
  });
});
