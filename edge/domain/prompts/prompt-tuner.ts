/** Who wrote an answer: the embedded tuner, or a language model; the first also when the second failed. */
export type TunerSource =
  | { kind: "embedded"; fallbackReason: string | null }
  | { kind: "language-model"; model: string };

/** An updated prompt: `changes` are what really changed, in words; `notes` what was not done, and why. */
export type PromptUpdate = {
  prompt: string;
  changes: string[];
  notes: string[];
  source: TunerSource;
};

export type PromptEnhancement = { prompt: string; source: TunerSource };

export type PromptVariations = { prompts: string[]; source: TunerSource };

/**
 * Writes prompts. Every answer is non-empty, at most `MAXIMUM_PROMPT_CHARACTERS` long, and the
 * embedded tuner's depends on nothing but the input; user text is data for every implementation.
 */
export interface PromptTuner {
  /** Changes a prompt as a request in plain words asks; what is not understood changes nothing. */
  update(input: { prompt: string; request: string }): Promise<PromptUpdate>;
  /** Writes a rough prompt out in more detail and keeps what it says. */
  enhance(input: { prompt: string }): Promise<PromptEnhancement>;
  /** `count` prompts made from `bases`, each unlike the others, the bases and `avoid`. */
  vary(input: {
    bases: readonly string[];
    avoid: readonly string[];
    count: number;
    seed: number;
  }): Promise<PromptVariations>;
}
