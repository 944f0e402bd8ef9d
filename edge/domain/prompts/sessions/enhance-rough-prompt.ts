import type { Services } from "../../services.ts";
import type { TunerSource } from "../prompt-tuner.ts";
import { checkText } from "./prompt-session.ts";

/**
 * Writes a rough prompt out in more detail. It belongs to no session and changes none.
 *
 * @throws DomainError `invalid-request` for an empty or overlong prompt.
 */
export async function enhanceRoughPrompt(
  services: Services,
  input: { prompt: string },
): Promise<{ originalPrompt: string; enhancedPrompt: string; source: TunerSource }> {
  checkText(input.prompt, "prompt");
  const { prompt, source } = await services.promptTuner.enhance(input);
  return { originalPrompt: input.prompt, enhancedPrompt: prompt, source };
}
