import { Decoder, FilterAPI } from "node-av/api";
import { AVMEDIA_TYPE_AUDIO } from "node-av/constants";
import { openMedia } from "../../gpu-node/media/probe-media.ts";

/** What FFmpeg's EBU R 128 meter says of a file's sound, in LUFS and decibels of true peak. */
export async function measureFilm(path: string): Promise<{ loudness: number; truePeak: number }> {
  await using demuxer = await openMedia(path, "mp4");
  const stream = demuxer.streams.find(({ codecpar }) => codecpar.codecType === AVMEDIA_TYPE_AUDIO);
  if (stream === undefined) throw new Error("The film is silent.");
  using decoder = await Decoder.create(stream);
  using filter = FilterAPI.create("ebur128=metadata=1:peak=true");
  const said = { loudness: Number.NaN, truePeak: Number.NEGATIVE_INFINITY };
  for await (using frame of filter.frames(decoder.frames(demuxer.packets(stream.index)))) {
    const metadata = frame?.getMetadata();
    const loudness = metadata?.get("lavfi.r128.I");
    if (loudness !== undefined && loudness !== null) said.loudness = Number(loudness);
    for (const channel of [0, 1]) {
      const peak = metadata?.get(`lavfi.r128.true_peaks_ch${channel}`);
      if (peak !== undefined && peak !== null)
        said.truePeak = Math.max(said.truePeak, 20 * Math.log10(Number(peak)));
    }
  }
  return said;
}

/**
 * Where sound begins after at least `silentSeconds` of silence, in seconds; measured in steps of 2 ms
 * against the loud parts of the whole.
 */
export function findSoundStarts(
  samples: Float32Array,
  sampleRate: number,
  silentSeconds: number,
): number[] {
  const stepSamples = sampleRate / 500;
  const levels = Array.from({ length: Math.floor(samples.length / stepSamples) }, (_, step) => {
    const part = samples.subarray(step * stepSamples, (step + 1) * stepSamples);
    return Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / part.length);
  });
  const loud = levels.toSorted((one, other) => one - other)[Math.floor(levels.length * 0.95)] ?? 0;
  const starts: number[] = [];
  let silentSteps = Number.POSITIVE_INFINITY;
  for (const [step, level] of levels.entries()) {
    if (level < loud * 0.03) {
      silentSteps += 1;
      continue;
    }
    if (silentSteps / 500 >= silentSeconds) starts.push(step / 500);
    silentSteps = 0;
  }
  return starts;
}

/** The middle of the pitches of a voice, in hertz, found by autocorrelation. */
export function measurePitch(samples: Float32Array, sampleRate: number): number {
  const windowSamples = Math.round(sampleRate * 0.04);
  const pitches: number[] = [];
  for (let first = 0; first + windowSamples * 2 < samples.length; first += windowSamples) {
    let best = { score: 0.6, lag: 0 };
    for (let lag = Math.round(sampleRate / 300); lag < sampleRate / 60; lag += 2) {
      let [cross, one, other] = [0, 0, 0];
      for (let index = first; index < first + windowSamples; index += 4) {
        const [here = 0, there = 0] = [samples[index], samples[index + lag]];
        cross += here * there;
        one += here * here;
        other += there * there;
      }
      const score = one < 0.5 ? 0 : cross / Math.sqrt(one * other + 1e-9);
      if (score > best.score + 0.01) best = { score, lag };
    }
    if (best.lag > 0) pitches.push(sampleRate / best.lag);
  }
  return pitches.toSorted((one, other) => one - other)[Math.floor(pitches.length / 2)] ?? 0;
}

/** How often the sound crosses zero in a second: brighter voices do more often. */
export function measureBrightness(samples: Float32Array, sampleRate: number): number {
  let crossings = 0;
  for (let index = 1; index < samples.length; index += 1)
    if ((samples[index - 1] ?? 0) < 0 !== (samples[index] ?? 0) < 0) crossings += 1;
  return (crossings * sampleRate) / samples.length;
}
