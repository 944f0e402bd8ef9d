import { describe, expect, test } from "vitest";
import { PROMPT_HISTORY_ENTRIES, PROMPT_SESSION_SECONDS } from "#contracts/limits.ts";
import { embeddedTuner } from "../../../edge/domain/prompts/embedded-tuner.ts";
import { enhanceRoughPrompt } from "../../../edge/domain/prompts/sessions/enhance-rough-prompt.ts";
import { generateVariations } from "../../../edge/domain/prompts/sessions/generate-variations.ts";
import { initializePrompt } from "../../../edge/domain/prompts/sessions/initialize-prompt.ts";
import { readPromptHistory } from "../../../edge/domain/prompts/sessions/read-prompt-history.ts";
import { readPromptParameters } from "../../../edge/domain/prompts/sessions/read-prompt-parameters.ts";
import { updatePrompt } from "../../../edge/domain/prompts/sessions/update-prompt.ts";
import { buildPromptServices } from "../../support/build-prompt-services.ts";

const key = { accountId: "account-a", sessionId: "session-1" };
const prompt = "A stone bridge over a river at sunset";

async function begin() {
  const built = buildPromptServices();
  const started = await initializePrompt(built.services, { ...key, prompt });
  return { ...built, started };
}

describe("a prompt session", () => {
  test("begins with the prompt as written, and tells what it says", async () => {
    const { services, started } = await begin();
    expect(started).toEqual({
      parameters: { time: "sunset", scene: "river", subjects: ["stone bridge"] },
      prompt,
      changes: [],
    });
    expect(await readPromptParameters(services, key)).toEqual(started.parameters);
    expect(await readPromptHistory(services, key)).toEqual([
      { prompt, parameters: started.parameters, description: "Initial prompt" },
    ]);
  });

  test("goes on from update to update, with a history", async () => {
    const { services } = await begin();
    const first = await updatePrompt(services, {
      ...key,
      request: "make it winter and add two swans",
    });
    expect(first).toMatchObject({
      prompt: "A stone bridge over a river at sunset in winter with two swans",
      changes: ["Set the season to winter", "Added two swans"],
      parameters: { time: "sunset", season: "winter", subjects: ["stone bridge", "two swans"] },
      notes: [],
    });
    const second = await updatePrompt(services, { ...key, request: "at night instead of sunset" });
    expect(second.prompt).toBe("A stone bridge over a river at night in winter with two swans");
    const history = await readPromptHistory(services, key);
    expect(history.map(({ description }) => description)).toEqual([
      "Initial prompt",
      "Set the season to winter; Added two swans",
      "Changed the time from sunset to night",
    ]);
    expect(await readPromptParameters(services, key)).toEqual(second.parameters);
  });

  test("keeps what changes nothing out of the history", async () => {
    const { services } = await begin();
    const update = await updatePrompt(services, { ...key, request: "blorp the fnord" });
    expect(update).toMatchObject({
      prompt,
      changes: [],
      notes: ['Not understood: "blorp the fnord".'],
    });
    expect(await readPromptHistory(services, key)).toHaveLength(1);
  });

  test("loses none of many updates at once", async () => {
    const { services } = await begin();
    const animals = ["swan", "heron", "dog", "horse", "deer", "cat"];
    await Promise.all(
      animals.map((animal) => updatePrompt(services, { ...key, request: `add a ${animal}` })),
    );
    const history = await readPromptHistory(services, key);
    expect(history).toHaveLength(1 + animals.length);
    for (const animal of animals)
      expect(history.at(-1)?.prompt).toMatch(new RegExp(`\\ban? ${animal}\\b`));
  });

  test("gives up when others never stop writing, and changes nothing then", async () => {
    const { services } = await begin();
    const restless = {
      ...services,
      promptTuner: {
        ...embeddedTuner,
        update: async (input: { prompt: string; request: string }) => {
          await initializePrompt(services, { ...key, prompt });
          return embeddedTuner.update(input);
        },
      },
    };
    await expect(updatePrompt(restless, { ...key, request: "add a swan" })).rejects.toMatchObject({
      code: "rate-limited",
    });
    expect(await readPromptHistory(services, key)).toHaveLength(1);
  });

  test("is seen by nobody else", async () => {
    const { services } = await begin();
    for (const foreign of [
      { ...key, accountId: "account-b" },
      { ...key, sessionId: "session-2" },
    ]) {
      expect(await readPromptHistory(services, foreign)).toEqual([]);
      expect(await readPromptParameters(services, foreign)).toEqual({});
      await expect(
        updatePrompt(services, { ...foreign, request: "add a swan" }),
      ).rejects.toMatchObject({ code: "invalid-request" });
      await expect(
        generateVariations(services, { ...foreign, selectedIndices: [0], totalCount: 1 }),
      ).rejects.toMatchObject({ code: "invalid-request" });
    }
  });

  test("begins anew with another prompt", async () => {
    const { services } = await begin();
    await updatePrompt(services, { ...key, request: "add a swan" });
    await initializePrompt(services, { ...key, prompt: "a kite" });
    expect((await readPromptHistory(services, key)).map((entry) => entry.prompt)).toEqual([
      "a kite",
    ]);
  });

  test("ends when nobody used it for a week, and lives on when it is read", async () => {
    const { services, clock } = await begin();
    clock.time += (PROMPT_SESSION_SECONDS - 10) * 1000;
    expect(await readPromptHistory(services, key)).toHaveLength(1);
    clock.time += (PROMPT_SESSION_SECONDS - 10) * 1000;
    expect(await readPromptHistory(services, key)).toHaveLength(1);
    clock.time += PROMPT_SESSION_SECONDS * 1000;
    expect(await readPromptHistory(services, key)).toEqual([]);
    await expect(updatePrompt(services, { ...key, request: "add a swan" })).rejects.toMatchObject({
      code: "invalid-request",
    });
  });

  test("refuses empty and overlong texts", async () => {
    const { services } = await begin();
    for (const text of ["", " \n ", "x".repeat(4001)]) {
      await expect(initializePrompt(services, { ...key, prompt: text })).rejects.toMatchObject({
        code: "invalid-request",
      });
      await expect(updatePrompt(services, { ...key, request: text })).rejects.toMatchObject({
        code: "invalid-request",
      });
      await expect(enhanceRoughPrompt(services, { prompt: text })).rejects.toMatchObject({
        code: "invalid-request",
      });
    }
    expect(await readPromptHistory(services, key)).toHaveLength(1);
  });
});

describe("variations", () => {
  test("come from the selected prompts, join the history and leave the current prompt", async () => {
    const { services } = await begin();
    await updatePrompt(services, { ...key, request: "replace the bridge with a windmill" });
    const made = await generateVariations(services, {
      ...key,
      selectedIndices: [0, 1],
      totalCount: 4,
    });
    expect(made.selectedIndices).toEqual([0, 1]);
    expect(made.prompts.map((text) => /bridge|windmill/.exec(text)?.[0])).toEqual([
      "bridge",
      "windmill",
      "bridge",
      "windmill",
    ]);
    const history = await readPromptHistory(services, key);
    expect(history.slice(2).map((entry) => entry.prompt)).toEqual(made.prompts);
    expect(history.at(-1)?.description).toBe("Variation 4 of 4");
    expect((await updatePrompt(services, { ...key, request: "add a swan" })).prompt).toBe(
      "A windmill over a river at sunset with a swan",
    );
    const more = await generateVariations(services, {
      ...key,
      selectedIndices: [],
      totalCount: 20,
    });
    expect(new Set([...history.map((entry) => entry.prompt), ...more.prompts]).size).toBe(
      history.length + 20,
    );
  });

  test.for([
    [[1], 1],
    [[-1], 1],
    [[0.5], 1],
    [[0], 0],
    [[0], 21],
    [[0], 1.5],
  ] as const)("of %j, %d are refused", async ([selectedIndices, totalCount]) => {
    const { services } = await begin();
    await expect(
      generateVariations(services, { ...key, selectedIndices, totalCount }),
    ).rejects.toMatchObject({ code: "invalid-request" });
    expect(await readPromptHistory(services, key)).toHaveLength(1);
  });

  test("never make a history longer than its bound", async () => {
    const { services } = await begin();
    for (let round = 0; round < PROMPT_HISTORY_ENTRIES / 20 + 1; round += 1) {
      await generateVariations(services, { ...key, selectedIndices: [0], totalCount: 20 });
    }
    expect(await readPromptHistory(services, key)).toHaveLength(PROMPT_HISTORY_ENTRIES);
  });
});

test("a rough prompt is written out without a session", async () => {
  const { services } = buildPromptServices();
  const { originalPrompt, enhancedPrompt, source } = await enhanceRoughPrompt(services, {
    prompt: "goats climbing",
  });
  expect(originalPrompt).toBe("goats climbing");
  expect(enhancedPrompt).toMatch(/^Goats climbing.{30}/);
  expect(source).toEqual({ kind: "embedded", fallbackReason: null });
});
