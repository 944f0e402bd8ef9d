import { hashText } from "#contracts/prompt/hash-text.ts";
import { appendToBody } from "../text/layout.ts";
import { camerasFor } from "./cameras.ts";
import { createChooser, type Chooser } from "./detail-chooser.ts";
import { fits, isAllowed } from "./fits.ts";
import { withLeadingArticle } from "./leading-article.ts";
import { lightsFor, timeAtmosphere } from "./light.ts";
import { placesFor } from "./places.ts";
import { fittingDetails } from "./scene-pool.ts";
import { readSetting, type Setting } from "./setting.ts";
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
  const place = chooser.pickAny("place", placesFor(original, setting)) ?? "";
  const placed = appendToBody(withLeadingArticle(original), place).trimEnd();
  const clauses: string[] = [];
  const tags: string[] = [];
  const said = (): string => [placed, ...clauses].join(", ");
  const count = detailCount(original);
  const [first, ...others] = chooseDetails(setting, placed, count, chooser);
  if (first !== undefined) clauses.push(first);
  const light = chooseLight(setting, said(), chooser);
  if (light !== undefined) clauses.push(light);
  clauses.push(...others.filter((detail) => fits(detail, setting, said())));
  if (!setting.isFilmed) {
    const cameras = camerasFor(setting, said()).filter((camera) =>
      isAllowed(camera, setting, said()),
    );
    const camera = chooser.pickAny("camera", cameras);
    if (camera !== undefined) tags.push(camera);
  }
  return writeOut(placed, { clauses, tags });
}

function detailCount(text: string): number {
  const words = text.split(" ").length;
  return roomForDetails.find(([most]) => words <= most)?.[1] ?? 1;
}

/** One detail from each pool, beginning with the subject. */
function chooseDetails(setting: Setting, said: string, count: number, chooser: Chooser): string[] {
  const chosen: string[] = [];
  for (const pool of fittingDetails(setting, said)) {
    const fresh = pool.details.filter((detail) =>
      fits(detail, setting, [said, ...chosen].join(", ")),
    );
    const detail = chooser.pickAny("detail", fresh);
    const isRoom = chosen.length < (pool.isGeneral ? Math.min(count, ENOUGH_DETAILS) : count);
    if (detail !== undefined && isRoom) chosen.push(detail);
  }
  return chosen;
}

/** The light of a scene that tells none, or more of the light at the time that it tells. */
function chooseLight(setting: Setting, said: string, chooser: Chooser): string | undefined {
  if (setting.time !== null && /outdoors|unplaced/.test(setting.realm))
    return chooser.pickAny(
      "light",
      timeAtmosphere[setting.time].filter((light) => fits(light, setting, said)),
    );
  if (setting.isLit || setting.time !== null) return undefined;
  return chooser.pickAny(
    "light",
    lightsFor(setting).filter((light) => isAllowed(light, setting, said)),
  );
}
