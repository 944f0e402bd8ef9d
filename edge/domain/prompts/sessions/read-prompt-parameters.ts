import type { Services } from "../../services.ts";
import { readParameters, type PromptParameters } from "../prompt-parameters.ts";
import { readSession } from "./prompt-session.ts";
import type { PromptSessionKey } from "./prompt-session-store.ts";

/** The parameters of the session's current prompt; none for a session that has no prompt. */
export async function readPromptParameters(
  services: Services,
  key: PromptSessionKey,
): Promise<PromptParameters> {
  const session = await readSession(services, key);
  return session === null ? {} : readParameters(session.currentPrompt);
}
