import type { RenderSceneParameters } from "#contracts/film.ts";
import { speechModelOf } from "../../models/choose-model.ts";
import type { ModelAccess } from "../../models/choose-model.ts";
import { speechSampleRate } from "../../models/speech/speech-model.ts";
import type { Speech, SpokenWord } from "../../models/speech/speech-model.ts";

const usualSeconds = 5;
/** Nothing is said: people read about so many characters a second. */
const readCharactersPerSecond = 14;
const readingSeconds = { least: 3.5, most: 12 };
/** The scene settles before its first word and rests after its last. */
const lead = { seconds: 0.5, share: 0.1 };
const rest = { seconds: 0.75, share: 0.12 };
/** Faster than this nobody likes to listen. */
const fastestPace = 1.4;

/** What a scene says and how long it lasts. */
export interface ScenePlan {
  readonly frameCount: number;
  readonly durationSeconds: number;
  /** Samples of the whole scene, with silence where nobody speaks; null: there is no speech. */
  readonly speech: {
    readonly model: string;
    readonly samples: Float32Array;
    readonly words: readonly SpokenWord[];
  } | null;
  readonly notes: readonly string[];
}

/**
 * Lets the narration be spoken and settles the scene's length: as asked, or as long as the speech
 * with a pause on both sides. Where the asked length is short the voice hurries, and what still does
 * not fit is left out, word by word, with a note. Throws `unsupported-task` for an unknown voice.
 */
export async function planScene(
  parameters: RenderSceneParameters,
  scratchDirectory: string,
  signal: AbortSignal,
  access: ModelAccess = { workDirectory: scratchDirectory },
): Promise<ScenePlan> {
  const { narration, voice, durationSeconds, framesPerSecond } = parameters;
  const lengthOf = (seconds: number, round: (frames: number) => number) => {
    const frameCount = Math.max(1, round(seconds * framesPerSecond));
    return { frameCount, durationSeconds: frameCount / framesPerSecond };
  };
  if (narration === null || voice === null) {
    const seconds = durationSeconds ?? silentSeconds(narration);
    return { ...lengthOf(seconds, Math.round), speech: null, notes: [] };
  }
  const model = speechModelOf(voice.model, access);
  const request = { text: narration, speaker: voice.speaker, pace: 1, scratchDirectory };
  const outcome = await model.speak(request, signal);
  if (outcome.type === "unspeakable") {
    const seconds = durationSeconds ?? silentSeconds(narration);
    const notes = [`"${shorten(narration)}" was not spoken: ${outcome.reason}.`];
    return { ...lengthOf(seconds, Math.round), speech: null, notes };
  }
  let { speech } = outcome;
  const notes = [...speech.notes];
  const length =
    durationSeconds === null
      ? lengthOf(lead.seconds + secondsOf(speech) + rest.seconds, Math.ceil)
      : lengthOf(durationSeconds, Math.round);
  const leadSeconds = Math.min(lead.seconds, length.durationSeconds * lead.share);
  const restSeconds = Math.min(rest.seconds, length.durationSeconds * rest.share);
  const roomSeconds = length.durationSeconds - leadSeconds - restSeconds;
  if (durationSeconds !== null && secondsOf(speech) > roomSeconds) {
    const pace = Math.min(fastestPace, (secondsOf(speech) / roomSeconds) * 1.02);
    const faster = await model.speak({ ...request, pace }, signal);
    if (faster.type === "spoken") ({ speech } = faster);
  }
  const { samples, words } = cutToFit(speech, roomSeconds + restSeconds * 0.5);
  if (words.length < speech.words.length) notes.push(`"${shorten(narration)}" was cut short.`);
  const leadSamples = Math.round(leadSeconds * speechSampleRate);
  const track = new Float32Array(Math.round(length.durationSeconds * speechSampleRate));
  track.set(samples.subarray(0, track.length - leadSamples), leadSamples);
  const shift = leadSamples / speechSampleRate;
  return {
    ...length,
    speech: {
      model: model.id,
      samples: track,
      words: words.map(({ text, ...times }) => ({
        text,
        startSeconds: times.startSeconds + shift,
        endSeconds: times.endSeconds + shift,
      })),
    },
    notes,
  };
}

/** The first words that are over in time; at least one of them, however long. */
function cutToFit(
  { samples, words }: Speech,
  roomSeconds: number,
): Pick<Speech, "samples" | "words"> {
  if (samples.length <= roomSeconds * speechSampleRate) return { samples, words };
  const fitting = words.filter(({ endSeconds }) => endSeconds <= roomSeconds);
  const kept = fitting.length > 0 ? fitting : words.slice(0, 1);
  const endSeconds = Math.min(roomSeconds, kept.at(-1)?.endSeconds ?? roomSeconds);
  const cut = samples.slice(0, Math.round(endSeconds * speechSampleRate));
  const fadeSamples = Math.min(cut.length, 0.02 * speechSampleRate);
  for (let index = 0; index < fadeSamples; index += 1) {
    const place = cut.length - 1 - index;
    cut[place] = (cut[place] ?? 0) * (index / fadeSamples);
  }
  return {
    samples: cut,
    words: kept.map((word) => ({ ...word, endSeconds: Math.min(word.endSeconds, endSeconds) })),
  };
}

function secondsOf({ samples }: Speech): number {
  return samples.length / speechSampleRate;
}

function silentSeconds(text: string | null): number {
  if (text === null) return usualSeconds;
  const seconds = 1 + text.length / readCharactersPerSecond;
  return Math.min(readingSeconds.most, Math.max(readingSeconds.least, seconds));
}

function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}
