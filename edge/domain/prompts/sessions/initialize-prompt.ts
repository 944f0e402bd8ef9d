import type { Services } from "../../services.ts";
import { readParameters, type PromptParameters } from "../prompt-parameters.ts";
import { checkText } from "./prompt-session.ts";
import type { PromptSessionKey } from "./prompt-session-store.ts";

/**
 * Begins a session with a prompt, kept as it was written; an earlier session of that id ends.
 *
 * @throws DomainError `invalid-request` for an empty or overlong prompt.
 */
export async function initializePrompt(
  services: Services,
  input: PromptSessionKey & { prompt: string },
): Promise<{ parameters: PromptParameters; prompt: string; changes: string[] }> {
  checkText(input.prompt, "prompt");
  const { accountId, sessionId, prompt } = input;
  await services.promptSessions.start(
    { accountId, sessionId },
    { prompt, description: "Initial prompt" },
    services.clock.now(),
  );
  return { parameters: readParameters(prompt), prompt, changes: [] };
}
