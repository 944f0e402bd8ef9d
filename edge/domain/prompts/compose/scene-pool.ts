import type { Terrain } from "#contracts/prompt/scene-description.ts";
import type { Fit } from "./fits.ts";
import { realmDetails, terrainDetails, venueDetails, weatherDetails } from "./scene-details.ts";
import type { Realm } from "./setting.ts";
import { detailsOf } from "./subject-families.ts";

/** Details of one kind; general ones are true of whatever is filmed there. */
export type DetailPool = { details: readonly string[]; isGeneral: boolean };

/** Details that may truthfully be added, from the subject outward to its surroundings. */
export function fittingDetails({ setting, fits }: Fit): DetailPool[] {
  const { subject, motion, venue, realm } = setting;
  const places = setting.terrains
    .filter((terrain) => isIn(realm, terrain))
    .slice(0, 2)
    .flatMap((terrain) => terrainDetails[terrain]);
  const pool = (details: readonly string[], isGeneral = false): DetailPool => ({
    details: details.filter(fits),
    isGeneral,
  });
  return [
    pool(subject === null ? [] : detailsOf(subject, motion)),
    pool(venue === null ? places : [...places, ...venueDetails[venue]]),
    pool(realm === "outdoors" ? setting.weathers.flatMap((one) => weatherDetails[one]) : []),
    pool(realmDetails[realm], true),
  ].filter(({ details }) => details.length > 0);
}

/** "a coral reef in the sea" is filmed under water: nothing is seen of the surface. */
function isIn(realm: Realm, terrain: Terrain): boolean {
  switch (realm) {
    case "underwater":
    case "abstract":
      return terrain === realm;
    case "space":
      return terrain === "space" || terrain === "planet";
    case "outdoors":
      return !["underwater", "space", "planet", "abstract"].includes(terrain);
    case "indoors":
    case "unplaced":
      return false;
  }
}
