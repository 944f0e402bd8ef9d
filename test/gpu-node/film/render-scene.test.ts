import { readFile } from "node:fs/promises";
import { afterAll, expect, test } from "vitest";
import { SceneFacts } from "#contracts/film.ts";
import { inspectImage } from "../../../gpu-node/media/inspect-image.ts";
import { probeMedia } from "../../../gpu-node/media/probe-media.ts";
import { readWav } from "../../../gpu-node/media/wav.ts";
import { decodePictures } from "../../support/decode-media.ts";
import { findSoundStarts } from "../../support/measure-sound.ts";
import { FilmHarness, pathOf } from "./film-harness.ts";

const harness = new FilmHarness();
afterAll(() => harness.stop());

test("a scene is as long as its speech with a pause on both sides, and its words are where they are heard", async () => {
  const scene = await harness.scene({ narration: "The tide comes in. The day goes out." });
  const facts = SceneFacts.parse(JSON.parse(await readFile(pathOf(scene, "scene-facts"), "utf8")));
  const media = await probeMedia(pathOf(scene, "video"), "mp4");
  const { samples, sampleRate } = await readWav(pathOf(scene, "speech"));
  expect(media).toMatchObject({ width: 160, height: 90, videoCodec: "h264", hasAudio: false });
  expect(media.durationSeconds).toBeCloseTo(facts.durationSeconds, 2);
  expect(samples.length / sampleRate).toBeCloseTo(facts.durationSeconds, 3);
  const starts = findSoundStarts(samples, sampleRate, 0.25);
  expect(starts).toHaveLength(2);
  expect(Math.abs((starts[0] ?? 0) - (facts.speech?.startSeconds ?? 9))).toBeLessThan(0.02);
  const second = facts.speech?.words.findLast(({ text }) => text === "The");
  expect(Math.abs((starts[1] ?? 0) - (second?.startSeconds ?? 9))).toBeLessThan(0.02);
  expect(facts.speech?.startSeconds).toBeGreaterThan(0.2);
  expect(facts.durationSeconds - (facts.speech?.endSeconds ?? 0)).toBeGreaterThan(0.5);
  expect(facts.models).toEqual({ image: "procedural", video: null, voice: "procedural" });
  const percents = harness.progress.map(({ percent }) => percent);
  expect(percents).toEqual(percents.toSorted((one, other) => one - other));
});

test.each([
  [160, 90],
  [90, 160],
  [120, 120],
  [96, 120],
])(
  "%d x %d: size and still are exact, and every picture differs from the one before",
  async (width, height) => {
    const scene = await harness.scene({ width, height, narration: null, durationSeconds: 1.5 });
    const media = await probeMedia(pathOf(scene, "video"), "mp4");
    expect(media).toMatchObject({ width, height, frameCount: 18 });
    const still = inspectImage(await readFile(pathOf(scene, "image")));
    expect(still).toMatchObject({ contentType: "image/png", width, height });
    const pictures = await decodePictures(pathOf(scene, "video"), "mp4", width, height);
    for (const [index, picture] of pictures.entries())
      if (index > 0) expect(picture.equals(pictures[index - 1] ?? Buffer.alloc(0))).toBe(false);
    expect(scene.outputs.map(({ name }) => name)).toEqual(["video", "image", "scene-facts"]);
  },
);

test("a video model moves the scene itself", async () => {
  const scene = await harness.scene({
    videoModel: "procedural",
    narration: null,
    durationSeconds: 1,
    camera: "pan-left",
  });
  expect(scene.facts.models).toEqual({ image: "procedural", video: "procedural", voice: null });
  expect(scene.media.frameCount).toBe(12);
});

test("the same parameters make the same files, another seed others", async () => {
  const changes = { durationSeconds: 2, imagePrompt: "Snow over a forest, petals in the wind" };
  const [one, again, other] = [
    await harness.scene(changes),
    await harness.scene(changes),
    await harness.scene({ ...changes, seed: 8 }),
  ];
  const hashes = ({ outputs }: typeof one) => outputs.map(({ name, sha256 }) => [name, sha256]);
  expect(hashes(again)).toEqual(hashes(one));
  expect(hashes(other)[0]).not.toEqual(hashes(one)[0]);
});

test("speech that does not fit hurries, then loses words, with a note", async () => {
  const narration = "The lighthouse keeper climbs the stairs and lights the lamp.";
  const natural = await harness.scene({ narration });
  const hurried = await harness.scene({
    narration,
    durationSeconds: natural.facts.durationSeconds * 0.8,
  });
  expect(hurried.facts.notes).toEqual([]);
  expect(hurried.facts.speech?.words).toHaveLength(10);
  const cut = await harness.scene({ narration, durationSeconds: 1.5 });
  expect(cut.facts.durationSeconds).toBe(1.5);
  expect(cut.facts.notes).toEqual([expect.stringMatching(/was cut short/)]);
  expect(cut.facts.speech?.words.length).toBeLessThan(10);
  expect(cut.facts.speech?.endSeconds).toBeLessThanOrEqual(1.5);
  const { samples, sampleRate } = await readWav(pathOf(cut, "speech"));
  expect(samples.length / sampleRate).toBeCloseTo(1.5, 3);
});

test("a line that cannot be spoken makes a silent scene to read, with a note", async () => {
  const { facts, outputs } = await harness.scene({ narration: "静かな湖に日が沈む。" });
  expect(facts.speech).toBeNull();
  expect(facts.models.voice).toBeNull();
  expect(facts.notes).toEqual([expect.stringMatching(/was not spoken.*English/)]);
  expect(facts.durationSeconds).toBeGreaterThanOrEqual(3);
  expect(outputs.map(({ name }) => name)).not.toContain("speech");
});

test.each([
  [{ imageModel: "FLUX1.1PRO" }, "unsupported-task"],
  [{ videoModel: "KLINGIMGTOVIDPRO" }, "unsupported-task"],
  [{ voice: { model: "tts-1", speaker: "alloy" } }, "unsupported-task"],
  [{ width: 161 }, "invalid-input"],
])("%j is refused as %s", async (changes, code) => {
  await expect(harness.scene(changes)).rejects.toMatchObject({ code });
});
