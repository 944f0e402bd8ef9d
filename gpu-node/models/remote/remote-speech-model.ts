import { join } from "node:path";
import { SoundReader } from "../../media/sound/sound-reader.ts";
import { TaskError } from "../../tasks/task-error.ts";
import { findOnsets } from "../speech/procedural/find-onsets.ts";
import { speechSampleRate } from "../speech/speech-model.ts";
import type { SpeechModel } from "../speech/speech-model.ts";
import type { CallModel } from "./model-call.ts";
import { spreadWords } from "./spread-words.ts";

/** Longer than any line of a scene. */
const longestSeconds = 600;
/** Share of full scale below which nothing is heard. */
const silence = 0.003;

/** A voice of one of the node's servers. Servers tell no times of words: these are estimated. */
export function createRemoteSpeechModel(
  key: string,
  { callModel, workDirectory }: { callModel: CallModel; workDirectory: string },
): SpeechModel {
  return {
    id: key,
    async speak({ text, speaker, pace }) {
      const call = { kind: "speech", model: key, text, speaker, pace } as const;
      const { file } = await callModel(call, () => {});
      const samples = withoutSilence(await readSamples(join(workDirectory, file), key));
      const words = spreadWords(text, samples.length / speechSampleRate);
      if (words.length === 0)
        return { type: "unspeakable", reason: "there is nothing in it to be said" };
      return {
        type: "spoken",
        speech: { samples, words: findOnsets(samples, words), notes: [] },
      };
    },
  };
}

async function readSamples(path: string, key: string): Promise<Float32Array> {
  try {
    await using reader = await SoundReader.open(path);
    const stereo = await reader.read(longestSeconds * speechSampleRate);
    return Float32Array.from(
      { length: stereo.length / 2 },
      (_, index) => ((stereo[index * 2] ?? 0) + (stereo[index * 2 + 1] ?? 0)) / 2,
    );
  } catch (error) {
    const message = `The speech of the model ${key} is not readable.`;
    throw new TaskError("model-failed", message, { cause: error });
  }
}

function withoutSilence(samples: Float32Array): Float32Array {
  const isHeard = (sample: number): boolean => Math.abs(sample) > silence;
  const first = samples.findIndex(isHeard);
  const last = samples.findLastIndex(isHeard);
  if (first === -1) throw new TaskError("model-failed", "The speech is silent.");
  return samples.slice(first, last + 1);
}
