import { createCanvas } from "@napi-rs/canvas";
import { describe, expect, it } from "vitest";
import { parsePrompt } from "#contracts/prompt/parse-prompt.ts";
import { cameraView } from "../../gpu-node/models/video/procedural/camera.ts";
import { choosePainters } from "../../gpu-node/models/video/procedural/choose-painters.ts";
import { composeScene } from "../../gpu-node/models/video/procedural/compose-scene.ts";
import { createProceduralScene } from "../../gpu-node/models/video/procedural/create-procedural-scene.ts";

const small = { width: 160, height: 90, framesPerSecond: 10, durationSeconds: 1 };

function difference(left: Buffer, right: Buffer): number {
  let sum = 0;
  for (let index = 0; index < left.length; index += 1)
    sum += Math.abs((left[index] ?? 0) - (right[index] ?? 0));
  return sum / left.length;
}

function drawWithSeed(prompt: string, seed: number): Buffer {
  const scene = composeScene(parsePrompt(prompt), seed, small.durationSeconds);
  const canvas = createCanvas(small.width, small.height);
  const context = canvas.getContext("2d");
  const view = cameraView([], 0.4, 0.4, scene.direction);
  for (const create of choosePainters(scene)) {
    context.save();
    create(scene, small)(context, { seconds: 0.4, progress: 0.4, view });
    context.restore();
  }
  return canvas.data();
}

describe("createProceduralScene", () => {
  it.each([
    "mountain lake at dawn",
    "rainy city at night",
    "xyzzy plugh",
    "coral reef with fish",
    "saturn in space",
    "beach with palms",
    "lavender field",
    "horses on dunes at dusk",
    "a car on a desert road",
    "a winding road through hills",
    "castle in the snow",
    "fireworks over a city",
    "volcano erupting at night",
    "a lighthouse in a storm",
    "a dragon above the clouds",
    "a cherry tree in spring",
    "",
  ])("draws %j the same way twice, and moves in every frame", (prompt) => {
    const first = createProceduralScene({ prompt, ...small });
    const second = createProceduralScene({ prompt, ...small });
    expect(first.frameCount).toBe(10);
    const frames = [0, 1, 2, 9].map((index) => first.drawFrame(index));
    expect(frames[0]?.byteLength).toBe(160 * 90 * 4);
    expect(second.drawFrame(2).equals(frames[2] ?? Buffer.alloc(0))).toBe(true);
    for (let index = 1; index < frames.length; index += 1) {
      expect(
        difference(frames[index - 1] ?? Buffer.alloc(0), frames[index] ?? Buffer.alloc(0)),
      ).toBeGreaterThan(0);
    }
  });

  it("draws a frame alike whatever was drawn before it", () => {
    const scene = createProceduralScene({ prompt: "sea in a storm", ...small });
    const direct = scene.drawFrame(5);
    scene.drawFrame(9);
    expect(scene.drawFrame(5).equals(direct)).toBe(true);
  });

  it("differs clearly between prompts, known and unknown, and between seeds", () => {
    const prompts = [
      "forest at noon",
      "city at night",
      "desert at sunset",
      "blorp",
      "zanthu",
      "quixle",
    ];
    const frames = prompts.map((prompt) =>
      createProceduralScene({ prompt, ...small }).drawFrame(0),
    );
    for (let left = 0; left < frames.length; left += 1) {
      for (let right = left + 1; right < frames.length; right += 1) {
        expect(
          difference(frames[left] ?? Buffer.alloc(0), frames[right] ?? Buffer.alloc(0)),
        ).toBeGreaterThan(5);
      }
    }
    const seeded = [1, 2].map((seed) =>
      createProceduralScene({ prompt: "hills", seed, ...small }).drawFrame(0),
    );
    expect(difference(seeded[0] ?? Buffer.alloc(0), seeded[1] ?? Buffer.alloc(0))).toBeGreaterThan(
      2,
    );
  });

  it.each([
    ["beach at noon", "beach at night"],
    ["a lone tree in autumn", "a lone tree in spring"],
    ["a lone tree in summer", "a lone tree in winter"],
    ["city under a clear sky", "city in the rain"],
    ["a red car on a road at noon", "a blue car on a road at noon"],
    ["a horse on a meadow at noon", "many horses on a meadow at noon"],
    ["mountains at noon", "mountains at noon, watercolour"],
    ["meadow at noon", "meadow at noon in thick fog"],
    ["tulip field at noon", "wheat field at noon"],
  ])("shows the other words of a scene: %j is not %j", (left, right) => {
    // One seed for both, so that nothing but the words can tell them apart.
    const frames = [left, right].map((prompt) => drawWithSeed(prompt, 7));
    expect(difference(frames[0] ?? Buffer.alloc(0), frames[1] ?? Buffer.alloc(0))).toBeGreaterThan(
      1.2,
    );
  });

  it.each([
    "horses on dunes at dusk",
    "a lone tree in autumn, falling leaves",
    "red sailboat at sunset",
    "clouds over a meadow",
    "a deer in a pine forest",
  ])("moves %j in small steps, without jumps", (prompt) => {
    const scene = createProceduralScene({
      prompt,
      width: 160,
      height: 90,
      framesPerSecond: 25,
      durationSeconds: 4,
    });
    const frames = Array.from({ length: 40 }, (_, index) => scene.drawFrame(index * 2 + 10));
    const steps = frames
      .slice(1)
      .map((frame, index) => difference(frames[index] ?? Buffer.alloc(0), frame))
      .toSorted((left, right) => left - right);
    const usual = steps[20] ?? 0;
    expect(steps.at(-1)).toBeLessThan(usual * 4 + 1.5);
  });
});
