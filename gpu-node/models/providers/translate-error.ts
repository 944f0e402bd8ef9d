import { AISDKError, APICallError } from "@ai-sdk/provider";
import { z } from "zod";
import { TaskError } from "../../tasks/task-error.ts";
import { tidyWords } from "./tidy-words.ts";

export interface ErrorContext {
  /** What the operator calls the server. */
  readonly provider: string;
  readonly secret: string | null;
  readonly isPaid: boolean;
}

/** Vendors' codes for a prompt or picture that their rules forbid. */
const refusalCodes = new Set([
  "content_policy_violation",
  "content_filter",
  "moderation_blocked",
  "safety",
  "guardrail",
  "guardrail_violation",
  "sentinel_block",
  "nsfw",
]);

const VendorText = z.union([z.string(), z.number()]);
const VendorError = z.looseObject({
  error: z
    .union([
      z.string(),
      z.looseObject({
        message: z.string().optional(),
        code: VendorText.nullish(),
        type: VendorText.nullish(),
        status: VendorText.nullish(),
      }),
    ])
    .optional(),
  code: VendorText.nullish(),
  type: VendorText.nullish(),
  message: z.string().optional(),
  detail: z.unknown().optional(),
});

/** A vendor's failure as a coded one whose message holds neither keys nor addresses. */
export function translateError(error: unknown, context: ErrorContext): TaskError {
  if (error instanceof TaskError)
    return new TaskError(error.code, withoutSecret(error.message, context.secret));
  const said = (words: string): string => describe(words, context);
  if (APICallError.isInstance(error)) {
    const answer = readAnswer(error.responseBody);
    if (answer.isRefusal) return refused(said(answer.words));
    switch (error.statusCode) {
      case undefined:
        return unreachable(error, context);
      case 400:
      case 413:
      case 415:
      case 422:
        return new TaskError("invalid-input", said(`does not accept this: ${answer.words}`));
      case 401:
      case 403:
        return new TaskError("model-unavailable", said("does not accept the node's key"));
      case 402:
      case 409:
      case 429:
        return new TaskError("model-quota", said(`has no room now: ${answer.words}`));
      case 404:
      case 410:
        return new TaskError("model-unavailable", said(`does not have it: ${answer.words}`));
      default:
        break;
    }
    // Some clients count an answer of 200 that nobody can read among these.
    return error.statusCode < 400
      ? new TaskError("model-failed", said("gave an answer that cannot be read"))
      : new TaskError("model-unavailable", said(`failed with status ${error.statusCode}`));
  }
  if (AISDKError.isInstance(error))
    return new TaskError("model-failed", said("gave an answer that cannot be read"));
  return unreachable(error, context);
}

/** What a server said of an operation that it gave up. */
export function failedOperation(words: string, code: string | null, context: ErrorContext) {
  const text = describe(`gave up: ${words}`, context);
  return code !== null && refusalCodes.has(code.toLowerCase())
    ? refused(text)
    : new TaskError("model-failed", text);
}

function refused(message: string): TaskError {
  return new TaskError("model-refused", message);
}

/** Without an answer nobody knows whether a paid result is being made. */
function unreachable(error: unknown, context: ErrorContext): TaskError {
  const wasSent = !hasCode(error, ["ECONNREFUSED", "ENOTFOUND", "UND_ERR_CONNECT_TIMEOUT"]);
  return wasSent && context.isPaid
    ? new TaskError(
        "model-outcome-unknown",
        describe("did not answer; it may have done the work, so it is not asked again", context),
      )
    : new TaskError("model-unavailable", describe("does not answer", context), { cause: error });
}

function hasCode(error: unknown, codes: readonly string[]): boolean {
  for (let next: unknown = error; next instanceof Error; next = next.cause) {
    if ("code" in next && codes.includes(String(next.code))) return true;
    if (next instanceof AggregateError) return next.errors.some((inner) => hasCode(inner, codes));
  }
  return false;
}

function readAnswer(body: string | undefined): { words: string; isRefusal: boolean } {
  const parsed = VendorError.safeParse(parseJson(body));
  if (!parsed.success) return { words: "no reason was given", isRefusal: false };
  const { error, message, detail, code, type } = parsed.data;
  const inner = typeof error === "object" ? error : {};
  const codes = [inner.code, inner.type, inner.status, code, type].map((value) =>
    String(value ?? "").toLowerCase(),
  );
  const words =
    (typeof error === "string" ? error : inner.message) ??
    message ??
    (typeof detail === "string"
      ? detail
      : detail === undefined
        ? undefined
        : JSON.stringify(detail));
  return {
    words: words ?? "no reason was given",
    isRefusal: codes.some((value) => refusalCodes.has(value)),
  };
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}

function describe(words: string, { provider, secret }: ErrorContext): string {
  return `The model server ${provider} ${tidyWords(withoutSecret(words, secret))}.`;
}

function withoutSecret(words: string, secret: string | null): string {
  return secret === null ? words : words.replaceAll(secret, "[key]");
}
