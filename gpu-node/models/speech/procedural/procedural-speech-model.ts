import { throwIfAborted } from "../../../tasks/task-error.ts";
import { speechSampleRate } from "../speech-model.ts";
import type { SpeechModel, SpeechOutcome, SpokenWord } from "../speech-model.ts";
import { chooseSpeaker } from "./choose-speaker.ts";
import { findOnsets } from "./find-onsets.ts";
import { polishSpeech } from "./polish-speech.ts";
import { saySentence } from "./say-sentence.ts";
import { readScript } from "./text/read-script.ts";
import { splitSentences } from "./text/split-sentences.ts";

/**
 * The embedded voice: a small English synthesiser without weights to fetch, tuned into one speaker
 * for each name. The same request always gives the same samples.
 */
export const proceduralSpeechModel: SpeechModel<"procedural"> = {
  id: "procedural",
  async speak(request, signal): Promise<SpeechOutcome> {
    const script = readScript(request.text);
    if (script.type === "unspeakable") return script;
    const speaker = chooseSpeaker(request.speaker);
    const parts: Float32Array[] = [];
    const words: SpokenWord[] = [];
    let sampleCount = 0;
    const add = (samples: Float32Array): void => {
      parts.push(samples);
      sampleCount += samples.length;
    };
    for (const sentence of splitSentences(request.text)) {
      throwIfAborted(signal);
      const spoken = await saySentence(sentence, speaker, request);
      if (spoken === null) continue;
      const startSeconds = sampleCount / speechSampleRate;
      for (const { text, ...times } of spoken.words)
        words.push({
          text,
          startSeconds: startSeconds + times.startSeconds,
          endSeconds: startSeconds + times.endSeconds,
        });
      add(spoken.samples);
      const pauseSeconds = sentence.pauseSeconds / Math.sqrt(request.pace);
      add(new Float32Array(Math.round(pauseSeconds * speechSampleRate)));
    }
    // The pause after the last sentence is not the voice's to make.
    sampleCount -= parts.pop()?.length ?? 0;
    if (words.length === 0)
      return { type: "unspeakable", reason: "there is nothing in it to be said" };
    const samples = new Float32Array(sampleCount);
    let offset = 0;
    for (const part of parts) {
      samples.set(part, offset);
      offset += part.length;
    }
    polishSpeech(samples, speaker.brightnessDecibels);
    return {
      type: "spoken",
      speech: { samples, words: findOnsets(samples, words), notes: script.notes },
    };
  },
};
