import fc from "fast-check";
import { expect, test } from "vitest";
import { countSpokenWords, countWords } from "../../../edge/domain/films/cut-scenes.ts";
import type { FilmPlanner } from "../../../edge/domain/films/film-plan.ts";

/** What every planner must do, whoever writes the words. */
export function describeFilmPlanner(open: () => FilmPlanner): void {
  test("plans scenes that together last as long as was asked for, spoken within their time", async () => {
    const duration = fc.double({ min: 0.001, max: 120, noNaN: true });
    const prompt = fc.constantFrom(
      "A red boat on a calm lake at dawn",
      "Two dogs play in the snow",
      "How our company began in a garage",
      "...",
      "Zwölf Boxkämpfer jagen Viktor quer über den Sylter Deich",
    );
    await fc.assert(
      fc.asyncProperty(prompt, duration, async (text, durationSeconds) => {
        const { plan } = await open().plan({ prompt: text, durationSeconds });
        const { scenes, crossFadeSeconds, targetSeconds } = plan;
        const seconds = scenes.map((scene) => scene.durationSeconds ?? 0);
        const total = seconds.reduce((sum, one) => sum + one, 0);
        expect(total - (scenes.length - 1) * crossFadeSeconds).toBeCloseTo(targetSeconds ?? 0, 6);
        expect(Math.abs((targetSeconds ?? 0) - durationSeconds)).toBeLessThanOrEqual(0.5);
        if (durationSeconds >= 3) expect(scenes.length).toBeGreaterThanOrEqual(3);
        expect(scenes.length).toBeLessThanOrEqual(10);
        expect(new Set(scenes.map(({ imagePrompt }) => imagePrompt)).size).toBe(scenes.length);
        for (const [index, { narration, imagePrompt }] of scenes.entries()) {
          expect(seconds[index]).toBeGreaterThan(2 * crossFadeSeconds);
          expect(imagePrompt).not.toBe("");
          if (narration === null) continue;
          const allowed = countSpokenWords(seconds[index] ?? 0) * 1.2;
          expect(countWords(narration)).toBeLessThanOrEqual(allowed);
        }
      }),
      { numRuns: 60 },
    );
  });
}
