import type { Services } from "../../services.ts";
import { readParameters, type PromptParameters } from "../prompt-parameters.ts";
import type { PromptUpdate } from "../prompt-tuner.ts";
import { changeSession, checkText } from "./prompt-session.ts";
import type { PromptSessionKey } from "./prompt-session-store.ts";

const MAXIMUM_DESCRIPTION_CHARACTERS = 300;

/**
 * Changes the session's prompt as a request in plain words asks. A request that changes nothing
 * leaves no trace in the history; `notes` say what was not done, and why.
 *
 * @throws DomainError `invalid-request` for an empty request or a session without a prompt.
 */
export async function updatePrompt(
  services: Services,
  input: PromptSessionKey & { request: string },
): Promise<PromptUpdate & { parameters: PromptParameters }> {
  checkText(input.request, "request");
  const { accountId, sessionId, request } = input;
  return changeSession(services, { accountId, sessionId }, async (session) => {
    const update = await services.promptTuner.update({ prompt: session.currentPrompt, request });
    const description = update.changes.join("; ").slice(0, MAXIMUM_DESCRIPTION_CHARACTERS);
    return {
      currentPrompt: update.prompt,
      added:
        update.prompt === session.currentPrompt ? [] : [{ prompt: update.prompt, description }],
      result: { ...update, parameters: readParameters(update.prompt) },
    };
  });
}
