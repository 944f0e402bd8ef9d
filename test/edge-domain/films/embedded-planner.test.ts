import { describe, expect, test } from "vitest";
import { embeddedPlanner, planByBeats } from "../../../edge/domain/films/embedded-planner.ts";
import { describeFilmPlanner } from "./film-planner.cases.ts";

describeFilmPlanner(() => embeddedPlanner);

describe("the embedded planner", () => {
  test("opens wide, comes closer, turns and closes, and says something of the picture", () => {
    const film = planByBeats({
      prompt: "A red boat on a calm lake at dawn",
      durationSeconds: 30,
    });
    expect(film.scenes.map(({ narration }) => narration)).toEqual([
      "The calm lake lies before us at dawn.",
      "A red boat comes into view, ripples spreading from its hull.",
      "Look closely at the red boat, reeds standing along the edge.",
      "Then, for one moment, the red boat seems to hold still.",
      "And so we leave the calm lake at dawn.",
    ]);
    const [establishing, ...others] = film.scenes.map(({ imagePrompt }) => imagePrompt);
    expect(establishing).toMatch(/wide establishing shot$/);
    // What is said of the boat is seen of it.
    expect(others[0]).toContain("ripples spreading from its hull");
    for (const { camera } of film.scenes) expect(camera).not.toBe("still");
  });

  test("plans the same film again, and another for another prompt", () => {
    const idea = { prompt: "A lone astronaut walks across Mars", durationSeconds: 60 };
    const film = planByBeats(idea);
    expect(planByBeats(idea)).toEqual(film);
    expect(film.scenes[0]?.narration).toContain("Mars");
    expect(film.scenes[0]?.narration).not.toContain("the Mars");
    expect(planByBeats({ ...idea, prompt: "A castle at night" })).not.toEqual(film);
  });
});
