type Facet = "angle" | "distance" | "rig" | "move" | "pace";

/** What words of a camera tell; two cameras that tell the same of one facet exclude one another. */
const facets: readonly (readonly [RegExp, readonly Facet[]])[] = [
  [
    /\b(?:aerial|drone|helicopter|bird'?s|overhead|top[- ]down|satellite|above)\b/i,
    ["angle", "rig"],
  ],
  [/\b(?:pov|first[- ]person|point of view|dash-?cam|body-?cam)\b/i, ["angle", "rig"]],
  [/\b(?:onboard|trackside|hidden|action|phone|gopro)\b/i, ["angle", "rig"]],
  [/\b(?:low|high|dutch|eye|street|ground|side|rear|front|below|behind|shoulder)\b/i, ["angle"]],
  [
    /\b(?:close|closer|macro|tight|medium|wide|long|full|establishing|telephoto|afar)\b/i,
    ["distance"],
  ],
  [/\b(?:hand-?held|steady|steadicam|gimbal|cctv|security|webcam|crane)\b/i, ["rig"]],
  [/\b(?:static|locked|fixed|tripod|still)\b/i, ["rig", "move"]],
  [
    /\b(?:pan\w*|zoom\w*|tilt\w*|orbit\w*|arc|track\w*|follow\w*|dolly|push|pull|fly|flyover|circl\w+|rotat\w+|reveal|rising|movement|moves)\b/i,
    ["move"],
  ],
  [/\b(?:motion|lapse|timelapse|hyperlapse)\b/i, ["pace"]],
];
const near = /\b(?:close|closer|macro|tight)\b/i;
const far = /\b(?:aerial|drone|helicopter|bird'?s|satellite|above|wide|establishing)\b/i;

export const facetsOf = (camera: string): readonly Facet[] =>
  facets.flatMap(([pattern, told]) => (pattern.test(camera) ? told : []));

/** Whether two cameras cannot be in one shot: "handheld camera" and "drone shot". */
export function excludesCamera(one: string, other: string): boolean {
  const told = facetsOf(other);
  return (
    facetsOf(one).some((facet) => told.includes(facet)) ||
    (near.test(one) && far.test(other)) ||
    (far.test(one) && near.test(other))
  );
}
