import type { Wish } from "../request/wish.ts";
import { findThings, readSubject } from "../text/find-things.ts";
import { isPlural } from "../text/inflection.ts";
import { foldText, locate, splice } from "../text/located-text.ts";
import { withArticle } from "./add-thing.ts";
import { changed, unchanged, type EditOutcome } from "./edit.ts";

/** Gives a thing of the prompt another one: "a man walks" → "a man with a hat walks". */
export function attachThing(
  prompt: string,
  wish: Omit<Extract<Wish, { kind: "attach" }>, "kind">,
): EditOutcome {
  const { joint } = wish;
  const phrase = withArticle(wish.phrase);
  const subject = readSubject(wish.target);
  const thing = findThings(locate(prompt), subject).find(
    (found) => !found.negated && found.shape === "noun",
  );
  if (thing === undefined)
    return unchanged(
      `There ${isPlural(subject.head) ? "are" : "is"} no ${subject.head} in the prompt to give ${phrase}.`,
    );
  const after = prompt.slice(thing.phrase.end);
  if (foldText(after).startsWith(`${joint} ${foldText(phrase)}`))
    return unchanged(`The ${thing.noun.toLowerCase()} has ${phrase} already.`);
  const owned = after.startsWith(` ${joint} `);
  const end = thing.phrase.end + (owned ? joint.length + 1 : 0);
  return changed(
    splice(prompt, end, end, owned ? ` ${phrase} and` : ` ${joint} ${phrase}`),
    `Gave the ${thing.noun.toLowerCase()} ${phrase}`,
  );
}
