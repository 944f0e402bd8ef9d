import { expect, test } from "vitest";
import { planFilm } from "../../../gpu-node/tasks/film/plan-film.ts";
import type { FinishedScene } from "../../../gpu-node/tasks/film/read-scenes.ts";

function scene(frameCount: number, speech: [number, number] | null = null): FinishedScene {
  return {
    videoPath: "unused.mp4",
    frameCount,
    speechPath: null,
    facts: {
      durationSeconds: frameCount / 25,
      speech:
        speech === null ? null : { startSeconds: speech[0], endSeconds: speech[1], words: [] },
      models: { image: "procedural", video: null, voice: null },
      notes: [],
    },
  };
}

const usual = { crossFadeSeconds: 0.6, targetSeconds: null, framesPerSecond: 25 };

test("scenes overlap by the cross-fade, and the film is their sum less the overlaps", () => {
  const plan = planFilm([scene(100), scene(125), scene(75)], usual);
  expect(plan.frameCount).toBe(300 - 30);
  expect(plan.scenes.map(({ startFrame, fadeFrames }) => [startFrame, fadeFrames])).toEqual([
    [0, 0],
    [85, 15],
    [195, 15],
  ]);
});

test("a cross-fade never lays one scene's speech over the next one's", () => {
  const talking = scene(100, [0.1, 3.8]);
  const plan = planFilm([talking, talking], { ...usual, crossFadeSeconds: 2 });
  const [first, second] = plan.scenes;
  const silence = (second?.startSeconds ?? 0) + 0.1 - ((first?.startSeconds ?? 0) + 3.8);
  expect(silence).toBeGreaterThanOrEqual(0.25);
});

test("a fade takes no more of a short scene than it has", () => {
  const plan = planFilm([scene(100), scene(10), scene(100)], { ...usual, crossFadeSeconds: 4 });
  expect(plan.scenes.map(({ fadeFrames }) => fadeFrames)).toEqual([0, 4, 4]);
});

test.each([8, 10.2, 30])(
  "a target of %d s is met to the frame, or the film is near already",
  (targetSeconds) => {
    const scenes = [scene(100, [0.5, 2]), scene(125, [0.5, 2]), scene(75, [0.5, 2])];
    const plan = planFilm(scenes, { ...usual, targetSeconds });
    expect(Math.abs(plan.durationSeconds - targetSeconds)).toBeLessThanOrEqual(0.5);
    expect(plan.notes).toEqual([]);
    for (const placed of plan.scenes)
      expect(placed.endSeconds - placed.startSeconds).toBeGreaterThan(2);
  },
);

test("a target that the narration does not allow is told", () => {
  const plan = planFilm([scene(250, [0.5, 9.5]), scene(250, [0.5, 9.5])], {
    ...usual,
    targetSeconds: 5,
  });
  expect(plan.durationSeconds).toBeGreaterThan(18);
  expect(plan.notes).toEqual(["The film is longer than asked, because the narration is."]);
});
