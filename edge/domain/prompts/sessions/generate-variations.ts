import { MAXIMUM_PROMPT_VARIATIONS } from "#contracts/limits.ts";
import { hashText } from "#contracts/prompt/hash-text.ts";
import { DomainError } from "../../errors.ts";
import type { Services } from "../../services.ts";
import type { TunerSource } from "../prompt-tuner.ts";
import { changeSession } from "./prompt-session.ts";
import type { PromptSession, PromptSessionKey } from "./prompt-session-store.ts";

export type GenerateVariations = PromptSessionKey & {
  /** Places in the history as `readPromptHistory` shows it, from 0; none means the current prompt. */
  selectedIndices: readonly number[];
  /** 1–20: how many variations in all. */
  totalCount: number;
};

/**
 * Makes variations of prompts of the history. They join the history, so that they can be selected
 * in turn; the current prompt stays.
 *
 * @throws DomainError `invalid-request` for an index or a count out of range, or a session without a prompt.
 */
export async function generateVariations(
  services: Services,
  input: GenerateVariations,
): Promise<{ prompts: string[]; selectedIndices: number[]; source: TunerSource }> {
  const { accountId, sessionId, selectedIndices, totalCount } = input;
  if (!Number.isInteger(totalCount) || totalCount < 1 || totalCount > MAXIMUM_PROMPT_VARIATIONS) {
    throw new DomainError(
      "invalid-request",
      `The count must be a whole number from 1 to ${MAXIMUM_PROMPT_VARIATIONS}.`,
      { field: "totalCount" },
    );
  }
  return changeSession(services, { accountId, sessionId }, async (session) => {
    const bases = selectBases(session, selectedIndices);
    const { prompts, source } = await services.promptTuner.vary({
      bases,
      avoid: [session.currentPrompt, ...session.history.map((entry) => entry.prompt)],
      count: totalCount,
      seed: hashText(`${accountId}:${sessionId}:${session.startedAt}:${session.version}`),
    });
    return {
      currentPrompt: session.currentPrompt,
      added: prompts.map((prompt, index) => ({
        prompt,
        description: `Variation ${index + 1} of ${prompts.length}`,
      })),
      result: { prompts, selectedIndices: [...selectedIndices], source },
    };
  });
}

function selectBases(session: PromptSession, indices: readonly number[]): string[] {
  if (indices.length === 0) return [session.currentPrompt];
  const prompts = indices.map((index) => {
    const entry = Number.isInteger(index) && index >= 0 ? session.history[index] : undefined;
    if (entry === undefined) {
      throw new DomainError(
        "invalid-request",
        `The history has no prompt ${index}: it has ${session.history.length}, from 0.`,
        { field: "selectedIndices" },
      );
    }
    return entry.prompt;
  });
  return [...new Set(prompts)];
}
