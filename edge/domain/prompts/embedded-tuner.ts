import { enhancePrompt } from "./compose/enhance-prompt.ts";
import { varyPrompts } from "./compose/vary-prompts.ts";
import { applyRequest } from "./edits/apply-request.ts";
import type { PromptTuner } from "./prompt-tuner.ts";

/** The tuner that is always there: grammar and a lexicon, no model, the same answer every time. */
export const embeddedTuner: PromptTuner = {
  update: ({ prompt, request }) =>
    Promise.resolve({ ...applyRequest(prompt, request), source: embeddedSource }),
  enhance: ({ prompt }) =>
    Promise.resolve({ prompt: enhancePrompt(prompt), source: embeddedSource }),
  vary: (input) => Promise.resolve({ prompts: varyPrompts(input), source: embeddedSource }),
};

const embeddedSource = { kind: "embedded", fallbackReason: null } as const;
