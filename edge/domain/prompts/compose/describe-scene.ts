import { parsePrompt } from "#contracts/prompt/parse-prompt.ts";
import type { SceneDescription, SubjectKind } from "#contracts/prompt/scene-description.ts";
import { readTime } from "../edits/set-time.ts";
import { isPlural, pluralise } from "../text/inflection.ts";
import {
  locate,
  surfaceOf,
  termsOf,
  type LocatedTerm,
  type LocatedText,
} from "../text/located-text.ts";
import type { Chooser } from "./detail-chooser.ts";
import {
  cameraPhrases,
  generalDetails,
  terrainDetails,
  timeAtmosphere,
  weatherDetails,
} from "./scene-details.ts";
import { subjectDetails } from "./subject-details.ts";

/** The first subject of a prompt, with its place in the text. */
export function mainSubject(
  located: LocatedText,
): { term: LocatedTerm; kind: SubjectKind; plural: boolean } | null {
  const term = termsOf(located, "subject")[0];
  if (term === undefined) return null;
  return { term, kind: term.name as SubjectKind, plural: isPlural(surfaceOf(located, term)) };
}

/** Every detail that may truthfully be added to what a prompt shows already. */
export function fittingDetails(prompt: string): string[] {
  const located = locate(prompt);
  const scene = parsePrompt(prompt);
  const time = readTime(located);
  const subject = mainSubject(located);
  const details = [
    ...(subject === null
      ? []
      : subjectDetails[subject.kind].details.map((text) => inNumber(text, subject.plural))),
    ...scene.terrains.slice(0, 2).flatMap((terrain) => terrainDetails[terrain]),
    ...scene.weathers.slice(0, 1).flatMap((weather) => weatherDetails[weather]),
    ...(time === null || isElsewhere(scene) ? [] : timeAtmosphere[time.name]),
  ];
  const known = details.length > 0 ? details : [...generalDetails];
  const folded = prompt.toLowerCase();
  return known.filter((detail) => !folded.includes(detail.toLowerCase()));
}

export function pickDetail(prompt: string, label: string, chooser: Chooser): string | undefined {
  return chooser.pickAny(label, fittingDetails(prompt));
}

/** Where day and weather do not reach. */
export function isElsewhere(scene: SceneDescription): boolean {
  return (
    scene.terrains.some((terrain) =>
      ["underwater", "space", "planet", "abstract"].includes(terrain),
    ) ||
    scene.subjects.some((subject) => ["astronaut", "satellite", "jellyfish"].includes(subject.kind))
  );
}

const rooms =
  /\b(?:warehouse|factory|kitchen|office|workshop|library|room|classroom|bedroom|bathroom|hallway|corridor|hospital|restaurant|café|cafe|bar|shop|store|supermarket|mall|laboratory|lab|garage|hangar|museum|gallery|gym|theatre|theater|studio|church|cathedral|basement|attic|cellar|lobby|elevator|indoors?|cockpit|cabin interior|conveyor belt|shelves)\b/i;

/** Within walls: weather and season do not reach there, and nothing flies above it. */
export const isIndoors = (prompt: string): boolean => rooms.test(prompt);

/** The ways to film that fit where the prompt is. */
export const camerasFor = (prompt: string): readonly string[] =>
  isIndoors(prompt)
    ? cameraPhrases.filter((phrase) => !/aerial|establishing|crane/.test(phrase))
    : cameraPhrases;

function inNumber(text: string, plural: boolean): string {
  return text.replace(/\{(\w+)\}/g, (_, noun: string) =>
    plural || /^(?:wing|paw|ear|flipper)$/.test(noun) ? pluralise(noun) : noun,
  );
}
