import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { chooseFilmPlanner } from "../../../edge/adapters/language-model/choose-film-planner.ts";
import { embeddedPlanner, planByBeats } from "../../../edge/domain/films/embedded-planner.ts";
import {
  startFakeLanguageModel,
  textOf,
  type ChatRequest,
} from "../../fakes/fake-language-model.ts";
import { describeFilmPlanner } from "./film-planner.cases.ts";

let server: Awaited<ReturnType<typeof startFakeLanguageModel>>;
const failures: { reason: string; errorName: string }[] = [];
beforeAll(async () => {
  server = await startFakeLanguageModel();
});
afterAll(() => server.stop());
beforeEach(() => {
  failures.length = 0;
});

const open = (timeoutMilliseconds = 10_000) =>
  chooseFilmPlanner(
    { model: "tiny-writer", baseUrl: server.baseUrl, apiKey: null, workersAi: undefined },
    { timeoutMilliseconds, reportFailure: (failure) => failures.push(failure) },
  );
const IDEA = { prompt: "A red boat on a calm lake at dawn", durationSeconds: 20 };

type Script = {
  title: string;
  scenes: { picture: string; narration: string | null; camera: string }[];
};

/** A script as was asked for: as many scenes and words. */
function write(request: ChatRequest): Script {
  const text = textOf(request.messages.at(-1));
  const data = JSON.parse(text.slice("<data>".length, -"</data>".length)) as {
    prompt: string;
    scenes: { maximumWords: number }[];
  };
  return {
    title: "A quiet morning",
    scenes: data.scenes.map(({ maximumWords }, index) => ({
      picture: `${data.prompt} seen from place ${index}`,
      narration: maximumWords === 0 ? null : "words ".repeat(maximumWords).trim(),
      camera: "pan-left",
    })),
  };
}

describe("a planner with a language model that writes well", () => {
  beforeEach(() => server.say((request) => JSON.stringify(write(request))));
  describeFilmPlanner(() => open());

  test("has the model's words and our lengths, and says who wrote", async () => {
    const { plan, source } = await open().plan(IDEA);
    expect(source).toEqual({ kind: "language-model", model: "tiny-writer" });
    expect(plan.title).toBe("A quiet morning");
    const own = planByBeats(IDEA).scenes.map(({ durationSeconds }) => durationSeconds);
    expect(plan.scenes.map(({ durationSeconds }) => durationSeconds)).toEqual(own);
    expect(plan.scenes[1]?.imagePrompt).toBe(`${IDEA.prompt} seen from place 1, cinematic style`);
    expect(failures).toEqual([]);
  });
});

describe("the embedded planner stands in", () => {
  const fallback = async (reason: string) => {
    const { plan } = await embeddedPlanner.plan(IDEA);
    expect(await open(300).plan(IDEA)).toEqual({
      plan,
      source: { kind: "embedded", fallbackReason: reason },
    });
    expect(failures).toMatchObject([{ reason }]);
  };
  const unusable = "the language model's answer was not usable";

  test.each([
    ["too few scenes", (script: Script) => ({ ...script, scenes: script.scenes.slice(1) })],
    [
      "more words than there is time for",
      (script: Script) => ({
        ...script,
        scenes: script.scenes.map((scene) => ({ ...scene, narration: "words ".repeat(60) })),
      }),
    ],
    [
      "a camera that nobody knows",
      (script: Script) => ({
        ...script,
        scenes: script.scenes.map((scene) => ({ ...scene, camera: "spin" })),
      }),
    ],
    ["no script", () => "I cannot do that."],
  ])("for %s", async (_name, spoil) => {
    server.say((request) => JSON.stringify(spoil(write(request))));
    await fallback(unusable);
  });

  test("for a server that is ill, and for one that is slow", async () => {
    server.answerWith((_request, response) => response.writeHead(400).end());
    await fallback("the language model is not available");
    failures.length = 0;
    server.answerWith(() => undefined);
    await fallback("the language model took too long");
  });
});
