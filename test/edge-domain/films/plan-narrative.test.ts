import { expect, test } from "vitest";
import { planNarrative } from "../../../edge/domain/films/plan-narrative.ts";

const LINES = [
  "An old fisherman sits by a quiet bay at dawn.",
  "He waits.",
  "The storm arrives.",
  "At night he comes home to the harbour.",
] as const;
const promptsOf = (lines: readonly [string, ...string[]]) =>
  planNarrative(lines).scenes.map(({ imagePrompt }) => imagePrompt);

test("pictures have place, time and style of the opening, unless their line says otherwise", () => {
  const [opening, waits, storm, night] = promptsOf(LINES);
  expect(opening).toBe("An old fisherman sits by a quiet bay at dawn, cinematic style");
  expect(waits).toMatch(/^He waits, an old fisherman.*, by a quiet bay, in the .* dawn, cinematic/);
  expect(storm).toMatch(/^The storm arrives, by a quiet bay, in the .* dawn, cinematic style$/);
  expect(night).not.toMatch(/dawn|quiet bay/);
});

test("a style or a place without weather holds for all", () => {
  const [, second] = promptsOf(["A reef under water, watercolour style", "Fish gather"]);
  expect(second).toMatch(/^Fish gather, .*watercolour style$/);
  expect(second).not.toContain("light");
});

test("a line that changes leaves all other scenes as they were", () => {
  const before = planNarrative(LINES).scenes;
  for (const index of [1, 2, 3]) {
    const [first, ...rest] = LINES;
    const changed: [string, ...string[]] = [first, ...rest];
    changed[index] = "A city street in the rain at noon, in anime style.";
    const after = planNarrative(changed).scenes;
    expect(after.flatMap((scene, at) => (isSame(scene, before[at]) ? [] : [at]))).toEqual([index]);
  }
});

test("neighbouring scenes move differently", () => {
  const lines = Array.from({ length: 20 }, (_, index) => `Line ${index}.`) as [string];
  const cameras = planNarrative(lines).scenes.map(({ camera }) => camera);
  for (const [index, camera] of cameras.entries()) expect(camera).not.toBe(cameras[index + 1]);
});

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
