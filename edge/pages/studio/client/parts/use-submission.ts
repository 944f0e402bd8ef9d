import { useState } from "preact/hooks";
import { ApiError, messageOf } from "../api/request.ts";

export type Refusal =
  | { kind: "balance"; message: string; cost: number | null; available: number | null }
  | { kind: "queue"; message: string; retryAfterSeconds: number | null }
  | { kind: "field"; field: string; message: string }
  | { kind: "other"; message: string };

export type Submission = {
  busy: boolean;
  refusal: Refusal | null;
  /** What is wrong with a field, if this is the one. */
  errorOf: (field: string) => string | undefined;
  send: (work: () => Promise<unknown>) => Promise<boolean>;
  refuse: (refusal: Refusal | null) => void;
};

/** How the API's messages begin when a field is at fault. */
const FIELD_WORDS: readonly [RegExp, string][] = [
  [/^(either )?prompt\b|^each of prompts|^prompts\b|^prompt_list|^script/i, "prompt"],
  [/^model\b|^video_model|^image_model/i, "model"],
  [/^resolution\b/i, "resolution"],
  [/^aspect.?ratio\b/i, "aspectRatio"],
  [/^duration/i, "durationSeconds"],
  [/^initialImage\b/i, "initialImage"],
  [/^endFrame\b/i, "endFrame"],
  [/^(referenceImages\b|at most \d+ reference)/i, "referenceImages"],
  [/^name\b/i, "name"],
];

/** Sends what a form holds, once at a time, and sorts what may come back. */
export function useSubmission(): Submission {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  return {
    busy,
    refusal,
    refuse: setRefusal,
    errorOf: (field) =>
      refusal?.kind === "field" && refusal.field === field ? refusal.message : undefined,
    async send(work) {
      setBusy(true);
      setRefusal(null);
      try {
        await work();
        return true;
      } catch (error) {
        setRefusal(sortRefusal(error));
        return false;
      } finally {
        setBusy(false);
      }
    },
  };
}

/** What an answer that refuses means for whoever filled in the form. */
export function sortRefusal(error: unknown): Refusal {
  const message = messageOf(error);
  if (!(error instanceof ApiError)) return { kind: "other", message };
  switch (error.status) {
    case 402: {
      const detail = (error.detail as { detail?: Record<string, unknown> } | null)?.detail ?? {};
      const { cost, availableTokens } = detail;
      return {
        kind: "balance",
        message,
        cost: typeof cost === "number" ? cost : null,
        available: typeof availableTokens === "number" ? availableTokens : null,
      };
    }
    case 429:
      return { kind: "queue", message, retryAfterSeconds: error.retryAfterSeconds };
    case 400: {
      const field = FIELD_WORDS.find(([pattern]) => pattern.test(message))?.[1];
      return field === undefined ? { kind: "other", message } : { kind: "field", field, message };
    }
    default:
      return { kind: "other", message };
  }
}
