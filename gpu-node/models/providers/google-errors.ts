import { z } from "zod";
import { TaskError } from "../../tasks/task-error.ts";
import type { ModelFetch } from "./model-provider.ts";
import { tidyWords } from "./tidy-words.ts";

const filtered = {
  raiMediaFilteredCount: z.number().nullish(),
  raiMediaFilteredReasons: z.array(z.string()).nullish(),
};
const Operation = z.object({
  done: z.literal(true),
  error: z.object({ code: z.number().nullish(), message: z.string().default("") }).nullish(),
  response: z
    .object({
      ...filtered,
      videos: z.array(z.unknown()).nullish(),
      generateVideoResponse: z
        .object({ ...filtered, generatedSamples: z.array(z.unknown()).nullish() })
        .nullish(),
    })
    .nullish(),
});

/** Numbers of google.rpc.Code. */
const invalidArgument = 3;
const resourceExhausted = 8;

/** A fetch that says as coded errors what the vendor's client cannot: filters, and why it gave up. */
export function withGoogleErrors(name: string, fetch: ModelFetch): ModelFetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (response.status !== 200) return response;
    const type = response.headers.get("content-type") ?? "";
    if (!type.includes("json")) return response;
    const text = await response.text();
    checkOperation(name, text);
    return new Response(text, { headers: response.headers });
  };
}

function checkOperation(name: string, text: string): void {
  const parsed = Operation.safeParse(parseJson(text));
  if (!parsed.success) return;
  const { error, response } = parsed.data;
  if (error != null) throw failure(name, error.code, error.message);
  const answer = response?.generateVideoResponse ?? response;
  const made = response?.generateVideoResponse?.generatedSamples ?? response?.videos ?? [];
  const reasons = answer?.raiMediaFilteredReasons ?? [];
  if (made.length === 0 && (reasons.length > 0 || (answer?.raiMediaFilteredCount ?? 0) > 0))
    throw new TaskError(
      "model-refused",
      `The model server ${name} refused it: ${tidyWords(reasons.join(" ")) || "its safety filter"}.`,
    );
}

function failure(name: string, code: number | null | undefined, message: string): TaskError {
  const words = `The model server ${name} gave up: ${tidyWords(message)}.`;
  if (code === invalidArgument) return new TaskError("invalid-input", words);
  if (code === resourceExhausted) return new TaskError("model-quota", words);
  return new TaskError("model-failed", words);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
