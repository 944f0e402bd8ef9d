import { z } from "zod";

const MAXIMUM_TITLE_CHARACTERS = 500;

const words = z.string().nullish().catch(null);

/** The fields by which requests of the dialects say what they are about. */
const Titled = z.object({
  prompt: words,
  prompt_list: z
    .union([z.array(z.string()), z.string().transform((text) => [text])])
    .nullish()
    .catch(null),
  name: words,
});

/**
 * What a stored request is about, in its own words and at most 500 characters: its prompt, the
 * first line of its script, or its name. Null for a request that has none of them.
 */
export function titleOfRequest(request: unknown): string | null {
  const inner = z.object({ input: z.unknown() }).safeParse(request).data?.input ?? request;
  const { prompt, prompt_list: lines, name } = Titled.safeParse(inner).data ?? {};
  const title = (prompt ?? lines?.[0] ?? name ?? "").trim();
  return title === "" ? null : title.slice(0, MAXIMUM_TITLE_CHARACTERS);
}
