import { MAXIMUM_PROMPT_CHARACTERS } from "#contracts/limits.ts";
import { appendTag, appendToBody } from "../text/layout.ts";
import { capitalise, tidy } from "../text/tidy.ts";

/** What is added to a prompt: clauses say what is seen, tags how it is filmed. */
export type Additions = { clauses: readonly string[]; tags: readonly string[] };

/**
 * Adds to a prompt and changes nothing of it: clauses and tags join a single sentence, and follow
 * several as sentences of their own. What would make it too long is left out.
 */
export function writeOut(prompt: string, { clauses, tags }: Additions): string {
  const several = hasSeveralSentences(prompt);
  let text = prompt;
  if (several) {
    for (const part of [clauses.join(", "), tags.join(", ")])
      text = within(part === "" ? text : `${endSentence(text)} ${capitalise(part)}.`, text);
    return text;
  }
  if (clauses.length > 0) text = within(appendToBody(text, `, ${clauses.join(", ")}`), text);
  if (tags.length > 0) text = within(appendTag(text, tags.join(", ")), text);
  return text;
}

const hasSeveralSentences = (text: string): boolean => /[.!?]\s+\S/.test(text);

const endSentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

function within(next: string, before: string): string {
  const mended = tidy(next, before);
  return mended === "" || mended.length > MAXIMUM_PROMPT_CHARACTERS ? before : mended;
}
