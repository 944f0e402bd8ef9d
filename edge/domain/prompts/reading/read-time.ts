import type { TimeOfDay } from "#contracts/prompt/scene-description.ts";
import { readTime } from "../edits/set-time.ts";
import { isTimeNoun } from "../text/attribute-forms.ts";
import { surfaceOf, termsOf, type LocatedText } from "../text/located-text.ts";

/** Light that may shine at other times: it makes no noon of a sunny morning and no evening of a lamp. */
const vagueLight = /^(?:sunny|bright sun|blue sky|warm light|honey light|low sun)$/;

/** The time of day that a text really tells, by a noun where it has one ("a sunny afternoon"). */
export function readToldTime(located: LocatedText): { name: TimeOfDay; surface: string } | null {
  const time = readTime(located);
  if (time === null) return null;
  // "a rainy day" is a day of any hour.
  if (time.surface === "day" && !/\bduring the day\b/i.test(located.text)) return null;
  if (isTimeNoun(time.surface)) return time;
  const noun = termsOf(located, "timeOfDay").find((term) => isTimeNoun(surfaceOf(located, term)));
  if (noun !== undefined)
    return { name: noun.name as TimeOfDay, surface: surfaceOf(located, noun).toLowerCase() };
  return vagueLight.test(time.surface) ? null : time;
}
