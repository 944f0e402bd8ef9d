import { appendTag, layOut } from "../text/layout.ts";
import { foldText, splice } from "../text/located-text.ts";
import { changed, unchanged, type EditOutcome } from "./edit.ts";

const resolution = /\b(?:\d+k|u?hd|full hd|\d+ ?fps)\b/i;

/** Says how fine the picture is, in place of what was said of it. */
export function setResolution(prompt: string, words: string): EditOutcome {
  if (` ${foldText(prompt)} `.includes(` ${foldText(words)} `))
    return unchanged(`It is already ${words}.`);
  const tag = layOut(prompt).looks.find(({ text }) => resolution.test(text));
  const old = tag === undefined ? null : resolution.exec(prompt.slice(tag.start));
  if (tag === undefined || old === null)
    return changed(appendTag(prompt, words), `Set the resolution to ${words}`);
  const start = tag.start + old.index;
  return changed(
    splice(prompt, start, start + old[0].length, words),
    `Changed the resolution from ${old[0]} to ${words}`,
  );
}
