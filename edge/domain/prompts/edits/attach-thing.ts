import { findThings, readSubject } from "../text/find-things.ts";
import { foldText, locate, splice } from "../text/located-text.ts";
import { withArticle } from "./add-thing.ts";
import { changed, unchanged, type EditOutcome } from "./edit.ts";

/** Gives a thing of the prompt another one: "a man walks" → "a man with a hat walks". */
export function attachThing(prompt: string, target: string, what: string): EditOutcome {
  const phrase = withArticle(what);
  const located = locate(prompt);
  const subject = readSubject(target);
  const thing = findThings(located, subject).find(
    (found) => !found.negated && found.shape === "noun",
  );
  if (thing === undefined)
    return unchanged(`There is no ${subject.head} in the prompt to give ${phrase}.`);
  const after = prompt.slice(thing.phrase.end);
  if (foldText(after).startsWith(`with ${foldText(phrase)}`))
    return unchanged(`The ${thing.noun.toLowerCase()} has ${phrase} already.`);
  const owned = /^ with /i.test(after);
  const end = thing.phrase.end + (owned ? " with".length : 0);
  return changed(
    splice(prompt, end, end, owned ? ` ${phrase} and` : ` with ${phrase}`),
    `Gave the ${thing.noun.toLowerCase()} ${phrase}`,
  );
}
