import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { probeEncoders } from "../../gpu-node/media/probe-encoders.ts";
import { probeMedia } from "../../gpu-node/media/probe-media.ts";
import { generateVideo } from "../../gpu-node/tasks/generate-video.ts";
import { decodeSound } from "../support/decode-media.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "framefleet-sound-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function generate(changes: object) {
  return generateVideo({
    prompt: "thunderstorm over the sea",
    seed: 5,
    width: 160,
    height: 90,
    framesPerSecond: 10,
    durationSeconds: 2.5,
    container: "mp4",
    audio: true,
    threads: 1,
    workDirectory: directory,
    onProgress: () => {},
    signal: new AbortController().signal,
    ...changes,
  });
}

test.each([
  ["mp4", "aac", 10, 2.5],
  ["mov", "aac", 24, 1],
  ["webm", "opus", 25, 3.04],
  ["avi", "mp3", 10, 2.5],
  ["avi", "mp3", 30, 0.5],
] as const)(
  "a %s file carries %s that is heard as long as the pictures are seen, at %d frames/s",
  async (container, audioCodec, framesPerSecond, durationSeconds) => {
    const result = await generate({ container, framesPerSecond, durationSeconds });
    expect(result.media.hasAudio).toBe(true);
    const path = result.outputs[0]?.path ?? "";
    const media = await probeMedia(path, container);
    expect(media).toMatchObject({
      hasAudio: true,
      audioCodec,
      frameCount: Math.round(framesPerSecond * durationSeconds),
    });
    expect(Math.abs(media.audioSeconds - durationSeconds)).toBeLessThan(0.05);
    const samples = await decodeSound(path, container);
    expect(Math.abs(samples.length / 2 / 48_000 - durationSeconds)).toBeLessThan(0.05);
    const peak = samples.reduce((high, sample) => Math.max(high, Math.abs(sample)), 0);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    expect(peak).toBeLessThan(10 ** (-1 / 20));
    expect(Math.sqrt(power)).toBeGreaterThan(0.01);
  },
);

test("without a wish for sound there is none", async () => {
  const result = await generate({ audio: undefined, durationSeconds: 0.5 });
  expect(result.media.hasAudio).toBe(false);
  expect(await decodeSound(result.outputs[0]?.path ?? "", "mp4")).toHaveLength(0);
});

test("encoders of sound are proved like the others", async () => {
  expect(await probeEncoders({ candidates: ["aac", "libopus", "libmp3lame", "no_sound"] })).toEqual(
    ["aac", "libopus", "libmp3lame"],
  );
});
