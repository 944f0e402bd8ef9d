import type { ComposedScene } from "../../video/procedural/compose-scene.ts";
import type { Random } from "../../video/procedural/seeded-random.ts";
import type { StereoSound } from "../sound-model.ts";

/** What a generator is told: the scene that is seen, and how long it is heard. */
export interface SoundSetting {
  readonly scene: ComposedScene;
  readonly sampleCount: number;
  /** A stream of its own for each label. */
  readonly random: (label: string) => Random;
}

/** Makes one layer of the soundtrack; the mixer sets its level. */
export type SoundGenerator = (setting: SoundSetting) => StereoSound;
