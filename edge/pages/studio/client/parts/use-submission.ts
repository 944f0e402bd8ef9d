import { useState } from "preact/hooks";
import { ApiError, messageOf } from "../api/request.ts";

export type Refusal =
  | {
      kind: "balance";
      message: string;
      currency: "tokens" | "milliseconds";
      cost: number | null;
      available: number | null;
    }
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
  [/^(either )?prompt\b|^each of prompts|^prompts\b|^(a line of )?prompt_list/i, "prompt"],
  [/^model\b/i, "model"],
  [/^image_model/i, "imageModel"],
  [/^video_model/i, "videoModel"],
  [/^(speaker|provider)\b/i, "speaker"],
  [/^resolution\b/i, "resolution"],
  [/^aspect.?ratio\b/i, "aspectRatio"],
  [/^duration/i, "durationSeconds"],
  [/^initialImage\b/i, "initialImage"],
  [/^endFrame\b/i, "endFrame"],
  [/^(referenceImages\b|at most \d+ reference)/i, "referenceImages"],
  [/^name\b/i, "name"],
  [/^(audioId|the audio)\b/i, "sound"],
  [/^(fStart|fEnd|jobInfo|invalid frame range|a render may have)\b/i, "frames"],
  [/^(bitrate|fpsNum|res|codec|profile|level|h\.?26[45]|av1)\b/i, "output"],
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
    case 402:
      return { kind: "balance", message, ...sumsOf(error) };
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

/** What is missing: some dialects have it as numbers, others in their words. */
function sumsOf({ detail, message }: ApiError) {
  const given = (detail as { detail?: Record<string, unknown> } | null)?.detail ?? {};
  const { cost, availableTokens } = given;
  const words = /needs (\d+) (tokens|ms|milliseconds)[;,] (\d+) /.exec(message);
  return {
    currency: words === null || words[2] === "tokens" ? "tokens" : "milliseconds",
    cost: typeof cost === "number" ? cost : toNumber(words?.[1]),
    available: typeof availableTokens === "number" ? availableTokens : toNumber(words?.[3]),
  } as const;
}

function toNumber(digits: string | undefined): number | null {
  return digits === undefined ? null : Number(digits);
}
