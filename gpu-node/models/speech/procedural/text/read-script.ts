import { foldLetters } from "./say-token.ts";

/** The share of letters in other scripts up to which the rest is worth saying. */
const foreignShare = 0.3;

export type ScriptOutcome =
  | { readonly type: "speakable"; readonly notes: string[] }
  | { readonly type: "unspeakable"; readonly reason: string };

/** Says whether an English voice can speak a text, by the script of its letters. */
export function readScript(text: string): ScriptOutcome {
  const letters = text.match(/\p{L}/gu) ?? [];
  const digits = text.match(/\d/g) ?? [];
  const foreign = letters.filter((letter) => foldLetters(letter.toLowerCase()) === "");
  if (letters.length + digits.length === 0)
    return { type: "unspeakable", reason: "there is nothing in it to be said" };
  if (foreign.length > letters.length * foreignShare)
    return { type: "unspeakable", reason: "the embedded voice speaks English only" };
  const notes =
    foreign.length > 0 ? ["Words in other scripts than the Latin one are not spoken."] : [];
  return { type: "speakable", notes };
}
