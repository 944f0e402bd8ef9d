import { findThings, readSubject } from "../text/find-things.ts";
import { isActivity, verbOfActivity } from "../text/grammar-words.ts";
import { agreeVerb, isPlural } from "../text/inflection.ts";
import { foldText, locate, splice, type LocatedText } from "../text/located-text.ts";
import { leadingNounPhrase, verbAfter, type NounPhrase } from "../text/noun-phrase.ts";
import { describeFound } from "./describe-thing.ts";
import { changed, unchanged, type EditOutcome } from "./edit.ts";

/** Behind these stands where something is done, whatever it is. */
const places = /^(?:in|on|at|under|near|by|beside|inside|outside|behind)$/;

/**
 * Has a thing of the prompt do something: one word before its noun ("a sleeping dog"), more behind
 * it ("a dog chasing a ball"). What it does already gives way where that is one word.
 */
export function setAction(
  prompt: string,
  { target, action }: { target: string; action: string },
): EditOutcome {
  const located = locate(prompt);
  const subject = readSubject(target);
  const thing = findThings(located, subject).find((one) => !one.negated && one.shape === "noun");
  if (thing === undefined)
    return unchanged(
      `There ${isPlural(subject.head) ? "are" : "is"} no ${subject.head} in the prompt.`,
    );
  const name = thing.noun.toLowerCase();
  const { phrase, plural } = thing;
  if (` ${foldText(prompt.slice(phrase.end))} `.startsWith(` ${foldText(action)} `))
    return unchanged(`The ${name} is ${action} already.`);
  const told = `Made the ${name} ${action}`.replace(
    /^Made the (.+) (\p{L}+ing\b)/u,
    "Set the $1 $2",
  );
  const single = !action.includes(" ");
  const doing = located.words[phrase.last + 1];
  const verb = verbAfter(located, phrase);
  const busy = doing !== undefined && isActivity(doing.word);
  if (verb === null && !busy) {
    if (single) return describeFound(located, thing, action);
    const end = behind(located, phrase);
    return changed(splice(prompt, end, end, ` ${action}`), told);
  }
  const beyond = located.words[phrase.last + 2]?.word ?? "";
  const ends = beyond === "" || /^[.,;!?]$/.test(beyond);
  const base = verb === null ? null : verbOfActivity(action.split(" ")[0] ?? "");
  const fits = ends || (single && places.test(beyond));
  if (doing === undefined || !fits || (verb !== null && (base === null || verb !== doing)))
    return unchanged(`The ${name} does something else already.`);
  const words =
    base === null ? action : agreeVerb(base, plural) + action.slice(action.split(" ")[0]?.length);
  return changed(splice(prompt, doing.start, doing.end, words), told);
}

/** Behind what the thing wears or has: "a boy with a hat". */
function behind(located: LocatedText, phrase: NounPhrase): number {
  const next = located.words[phrase.last + 1]?.word ?? "";
  const owned = /^(?:with|wearing|holding)$/.test(next)
    ? leadingNounPhrase(located, phrase.last + 2)
    : null;
  return owned?.end ?? phrase.end;
}
