import { hashText } from "#contracts/prompt/hash-text.ts";
import { camerasFor } from "./cameras.ts";
import { createChooser, type Chooser } from "./detail-chooser.ts";
import { createFit, type Fit } from "./fits.ts";
import { lightsFor, timeAtmosphere } from "./light.ts";
import { placesFor, putIn } from "./places.ts";
import { fittingDetails } from "./scene-pool.ts";
import { readSetting } from "./setting.ts";
import { writeOut } from "./write-out.ts";

/** How many details a prompt of so many words still takes; a longer one takes one. */
const roomForDetails: readonly (readonly [words: number, details: number])[] = [
  [9, 3],
  [24, 2],
];

/** With so many of its own, a prompt takes none that would be true of any other. */
const ENOUGH_DETAILS = 2;

/** Writes a rough prompt out: everything it says stays, what it leaves open is filled in. */
export function enhancePrompt(rough: string): string {
  const original = rough.trim().replace(/\s+/g, " ");
  const chooser = createChooser(hashText(original.toLowerCase()));
  const setting = readSetting(original);
  const place = chooser.pickAny("place", placesFor(original, createFit(setting, original)));
  const placed = putIn(original, place);
  const clauses: string[] = [];
  let fit = createFit(setting, placed);
  const say = (clause: string): void => {
    clauses.push(clause);
    fit = fit.after(clause);
  };
  const [first, ...others] = chooseDetails(fit, detailCount(original), chooser);
  if (first !== undefined) say(first);
  const light = chooser.pickAny("light", lightsOf(fit));
  if (light !== undefined) say(light);
  for (const other of others.filter(fit.fits)) say(other);
  const camera = setting.isFilmed ? undefined : chooser.pickAny("camera", camerasFor(fit));
  return writeOut(placed, { clauses, tags: camera === undefined ? [] : [camera] });
}

function detailCount(text: string): number {
  const words = text.split(" ").length;
  return roomForDetails.find(([most]) => words <= most)?.[1] ?? 1;
}

/** One detail from each pool, beginning with the subject. */
function chooseDetails(fit: Fit, count: number, chooser: Chooser): string[] {
  const chosen: string[] = [];
  let now = fit;
  for (const { details, isGeneral } of fittingDetails(fit)) {
    const detail = chooser.pickAny("detail", details.filter(now.fits));
    const isRoom = chosen.length < (isGeneral ? Math.min(count, ENOUGH_DETAILS) : count);
    if (detail === undefined || !isRoom) continue;
    chosen.push(detail);
    now = now.after(detail);
  }
  return chosen;
}

/** The light of a scene that tells none, or more of the light at the time that it tells. */
function lightsOf({ setting, fits, isAllowed }: Fit): readonly string[] {
  const { time, realm, isLit } = setting;
  if (time !== null && (realm === "outdoors" || realm === "unplaced"))
    return timeAtmosphere[time].filter(fits);
  return isLit || time !== null ? [] : lightsFor(setting).filter(isAllowed);
}
