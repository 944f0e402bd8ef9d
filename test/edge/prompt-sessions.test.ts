import { env } from "cloudflare:test";
import { expect, test } from "vitest";
import { PROMPT_SESSION_SECONDS } from "#contracts/limits.ts";
import { composeServices, type Env } from "../../edge/composition.ts";
import { initializePrompt } from "../../edge/domain/prompts/sessions/initialize-prompt.ts";
import { readPromptHistory } from "../../edge/domain/prompts/sessions/read-prompt-history.ts";
import { updatePrompt } from "../../edge/domain/prompts/sessions/update-prompt.ts";
import { sweep } from "../../edge/domain/sweep/sweep.ts";

const services = composeServices(env as unknown as Env, () => undefined);
const key = { accountId: "account-a", sessionId: "session-1" };

test("parallel updates on D1 all stay, and the sweep forgets the session when nobody uses it", async () => {
  await initializePrompt(services, { ...key, prompt: "A pier on a lake" });
  const animals = ["swan", "heron", "otter", "dog"];
  const updates = await Promise.all(
    animals.map((animal) => updatePrompt(services, { ...key, request: `add a ${animal}` })),
  );
  expect(updates.map((update) => update.source)).toEqual(
    animals.map(() => ({ kind: "embedded", fallbackReason: null })),
  );
  const history = await readPromptHistory(services, key);
  expect(history).toHaveLength(5);
  for (const animal of animals)
    expect(history.at(-1)?.prompt).toMatch(new RegExp(`\\ban? ${animal}\\b`));

  const after = (seconds: number) => ({
    ...services,
    clock: { now: () => services.clock.now() + seconds * 1000 },
  });
  await sweep(after(PROMPT_SESSION_SECONDS - 60));
  expect(await services.promptSessions.read(key, 0)).not.toBeNull();
  await sweep(after(PROMPT_SESSION_SECONDS + 60));
  expect(await services.promptSessions.read(key, 0)).toBeNull();
});
