import { layOut } from "../text/layout.ts";
import { isAllowed } from "./fits.ts";
import type { Setting } from "./setting.ts";
import { settingsOf } from "./subject-families.ts";

/** Where a subject belongs that the prompt puts nowhere; empty where it has a place. */
export function placesFor(prompt: string, setting: Setting): string[] {
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
  if (subject === null || isPlaced || setting.isClose) return [];
  return settingsOf(subject).filter((place) => isAllowed(place, setting, prompt));
}
