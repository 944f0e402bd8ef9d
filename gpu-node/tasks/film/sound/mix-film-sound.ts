import { interleave } from "../../../media/encode-sound.ts";
import type { StreamedSound } from "../../../media/encode-sound.ts";
import type { Music } from "../../../models/music/music-model.ts";
import { LoudnessMeter } from "../../../models/sound/procedural/measure-loudness.ts";
import { soundSampleRate } from "../../../models/sound/sound-model.ts";
import type { StereoSound } from "../../../models/sound/sound-model.ts";
import { throwIfAborted } from "../../task-error.ts";
import type { FilmPlan } from "../plan-film.ts";
import { curveAt } from "./control-curve.ts";
import { duckMusic } from "./duck-music.ts";
import { limitPeaks, PeakCurve } from "./limit-peaks.ts";
import { narrationParts, partSamples, spokenStretches } from "./narration.ts";
import { readSoundFile, writeSoundFile } from "./sound-file.ts";

/** LUFS of a finished film, as streaming services ask for. */
const filmLoudness = -16;
/** LUFS of music nobody speaks over; speech itself is at -18. */
const musicLoudness = -20;
/** Nothing is made louder than this, or hiss would be. */
const largestGain = 16;

export interface MixFilmSoundOptions {
  readonly plan: FilmPlan;
  readonly music: Music;
  /** Where the music waits while it is mixed. */
  readonly musicPath: string;
  readonly signal: AbortSignal;
}

/**
 * Lays the narration over music that makes room for it, at -16 LUFS and below -1 dB of true peak.
 * The sound is calculated anew each time it is read, part by part; the music lies on disk.
 */
export async function mixFilmSound(options: MixFilmSoundOptions): Promise<StreamedSound> {
  const { plan, music, musicPath, signal } = options;
  const sampleCount = Math.round(plan.durationSeconds * soundSampleRate);
  const musicMeter = new LoudnessMeter();
  await writeSoundFile(musicPath, listen(music.parts, musicMeter, signal));
  const musicGain = gainTo(musicLoudness, musicMeter.loudness());
  const ducking = duckMusic(spokenStretches(plan), sampleCount);
  async function* mix(): AsyncGenerator<StereoSound, void, undefined> {
    const narration = narrationParts(plan, sampleCount);
    let first = 0;
    for await (const { left, right } of readSoundFile(musicPath, partSamples)) {
      throwIfAborted(signal);
      const step = await narration.next();
      const voice = step.done === true ? undefined : step.value;
      for (let index = 0; index < left.length; index += 1) {
        const level = musicGain * curveAt(ducking, first + index);
        const spoken = voice?.[index] ?? 0;
        left[index] = (left[index] ?? 0) * level + spoken;
        right[index] = (right[index] ?? 0) * level + spoken;
      }
      first += left.length;
      yield { left, right };
    }
  }
  const rawMeter = new LoudnessMeter();
  const raw = new PeakCurve(sampleCount);
  for await (const part of mix()) {
    rawMeter.add(part);
    raw.add(part);
  }
  const firstGain = gainTo(filmLoudness, rawMeter.loudness());
  // Limiting takes some loudness away, which is given back once.
  const limitedMeter = new LoudnessMeter();
  for await (const part of applyLevels(mix(), limitPeaks(raw.peaks, firstGain)))
    limitedMeter.add(part);
  const gain = firstGain * gainTo(filmLoudness, limitedMeter.loudness());
  const levels = limitPeaks(raw.peaks, gain);
  return {
    sampleRate: soundSampleRate,
    sampleCount,
    pieces: () => interleaveAll(applyLevels(mix(), levels)),
  };
}

async function* interleaveAll(parts: AsyncIterable<StereoSound>): AsyncGenerator<Float32Array> {
  for await (const part of parts) yield* interleave(part);
}

async function* applyLevels(
  parts: AsyncIterable<StereoSound>,
  levels: Float32Array,
): AsyncGenerator<StereoSound, void, undefined> {
  let first = 0;
  for await (const { left, right } of parts) {
    for (let index = 0; index < left.length; index += 1) {
      const level = curveAt(levels, first + index);
      left[index] = (left[index] ?? 0) * level;
      right[index] = (right[index] ?? 0) * level;
    }
    first += left.length;
    yield { left, right };
  }
}

function* listen(
  parts: Iterable<StereoSound>,
  meter: LoudnessMeter,
  signal: AbortSignal,
): Generator<StereoSound> {
  for (const part of parts) {
    throwIfAborted(signal);
    meter.add(part);
    yield part;
  }
}

function gainTo(wanted: number, measured: number): number {
  if (!Number.isFinite(measured)) return 1;
  return Math.min(largestGain, 10 ** ((wanted - measured) / 20));
}
