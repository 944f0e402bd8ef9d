import { sceneOfPrompt } from "../../video/procedural/scene-of-prompt.ts";
import { soundSampleRate } from "../sound-model.ts";
import type { SoundModel } from "../sound-model.ts";
import { chooseSounds } from "./choose-sounds.ts";
import { mixLayers } from "./mix-layers.ts";
import type { MixedLayer } from "./mix-layers.ts";
import type { SoundSetting } from "./sound-setting.ts";

/**
 * The embedded ambience: what the procedural picture of the same prompt and seed would sound like,
 * synthesised. The same request always gives the same samples.
 */
export const proceduralSoundModel: SoundModel = {
  id: "procedural",
  generate(request) {
    const scene = sceneOfPrompt(request);
    const sampleCount = Math.max(1, Math.round(request.durationSeconds * soundSampleRate));
    const setting = {
      scene,
      sampleCount,
      random: (label: string) => scene.random(`sound-${label}`),
    };
    return mixLayers(generateLayers(setting), sampleCount);
  },
};

/** One after the other, so that a long soundtrack holds two layers in memory, not all. */
function* generateLayers(setting: SoundSetting): Generator<MixedLayer> {
  for (const { generate, level } of chooseSounds(setting.scene))
    yield { sound: generate(setting), level };
}
