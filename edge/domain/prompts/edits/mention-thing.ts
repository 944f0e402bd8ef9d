import { adjectiveKind } from "../text/adjective-kinds.ts";
import { findThings, readSubject } from "../text/find-things.ts";
import { isCollective } from "../text/grammar-words.ts";
import { foldText, locate } from "../text/located-text.ts";
import { tidy } from "../text/tidy.ts";
import { addThing } from "./add-thing.ts";
import { describeThing } from "./describe-thing.ts";
import type { EditOutcome } from "./edit.ts";
import { replaceThing } from "./replace-thing.ts";

/** "white rocks", said without a verb: what the prompt has looks so then; what it has not is added. */
export function mentionThing(prompt: string, phrase: string): EditOutcome {
  const words = phrase.replace(/^(?:an?|the|some)\s+/i, "").split(" ");
  const subject = { ...readSubject(phrase), generic: false };
  const thing = findThings(locate(prompt), subject).find(
    (found) => !found.negated && found.shape === "noun",
  );
  if (thing === undefined) return addThing(prompt, phrase);
  if (isCollective(words[0] ?? "") && words[1] === "of")
    return thing.plural
      ? addThing(prompt, phrase)
      : replaceThing(prompt, words.slice(2).join(" "), phrase);
  const told = foldText(prompt.slice(thing.phrase.start, thing.phrase.end)).split(" ");
  const fresh = words.filter((word) => !told.includes(foldText(word)));
  const described =
    fresh.length > 0 &&
    fresh.length < words.length &&
    fresh.every((word) => adjectiveKind(word.toLowerCase()) !== null);
  if (!described) return addThing(prompt, phrase);
  return fresh.reduceRight<EditOutcome>(
    (outcome, word) => {
      if ("note" in outcome) return outcome;
      const next = describeThing(tidy(outcome.text, prompt), subject.head, spoken(word));
      return "note" in next || outcome.change === ""
        ? next
        : { text: next.text, change: `${outcome.change} and ${spoken(word)}` };
    },
    { text: prompt, change: "" },
  );
}

/** "Japanese" keeps its capital, "Red" at the start of a request does not. */
const spoken = (word: string): string =>
  /^\p{Lu}\p{L}+(?:ese|ish|ian|ean|can)$/u.test(word) ? word : word.toLowerCase();
