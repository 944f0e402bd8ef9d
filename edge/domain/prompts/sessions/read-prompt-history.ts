import type { Services } from "../../services.ts";
import { readParameters, type PromptParameters } from "../prompt-parameters.ts";
import { readSession } from "./prompt-session.ts";
import type { PromptSessionKey } from "./prompt-session-store.ts";

/** Every prompt of the session, oldest first; empty for a session that has none. */
export async function readPromptHistory(
  services: Services,
  key: PromptSessionKey,
): Promise<{ prompt: string; parameters: PromptParameters; description: string }[]> {
  const session = await readSession(services, key);
  return (session?.history ?? []).map(({ prompt, description }) => ({
    prompt,
    parameters: readParameters(prompt),
    description,
  }));
}
