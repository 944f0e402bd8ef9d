import { MAXIMUM_PROMPT_CHARACTERS } from "#contracts/limits.ts";
import { appendToBody, layOut } from "../text/layout.ts";
import { locate } from "../text/located-text.ts";
import type { Fit } from "./fits.ts";
import { withLeadingArticle } from "./leading-article.ts";
import { settingsOf } from "./subject-families.ts";

/** "Wolves howling": a subject and its verb, at most. */
const LONGEST_PREDICATE_WORDS = 2;

/** Where a subject belongs that the prompt puts nowhere; empty where it has a place. */
export function placesFor(prompt: string, { setting, isAllowed }: Fit): string[] {
  const { subject, terrains, venue, weathers } = setting;
  const body = prompt.slice(0, layOut(prompt).bodyEnd);
  const isPlaced =
    terrains.length > 0 ||
    venue !== null ||
    weathers.length > 0 ||
    /[,.]/.test(body) ||
    /\b(?:in|on|at|over|under|inside|above|below|through|across|along|between|among|amid|beneath|behind|beside|near|by|past|around|against|into|onto|from|down|up|off|towards?|outside|with|at|for|to|outdoors|indoors)\b/i.test(
      body,
    );
  // Behind an object ("gulls following a boat") a place would be the object's.
  const { words } = locate(body);
  const hasObject = subject !== null && words.length - subject.last > LONGEST_PREDICATE_WORDS;
  if (subject === null || hasObject || isPlaced || setting.isClose) return [];
  // Nothing stands "along" a lane.
  const isStill = setting.motion !== "moving";
  return settingsOf(subject).filter(
    (place) => isAllowed(place) && !(isStill && /^(?:along|across|down|through)\b/.test(place)),
  );
}

/** A prompt with its article, put in a place if there is one; as it is where that makes it too long. */
export function putIn(prompt: string, place: string | undefined): string {
  const opened = withLeadingArticle(prompt);
  const placed = place === undefined ? opened : appendToBody(opened, place);
  return placed.length > MAXIMUM_PROMPT_CHARACTERS ? prompt : placed;
}
