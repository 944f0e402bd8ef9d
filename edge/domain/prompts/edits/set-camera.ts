import { appendTag, layOut, namesCamera, removeSegment } from "../text/layout.ts";
import { foldText, splice } from "../text/located-text.ts";
import { changed, unchanged, type EditOutcome } from "./edit.ts";

/** A prompt that begins with its camera: "Drone shot over a field", "A slow zoom in on a nebula". */
const leading =
  /^((?:an? )?(?:[\p{L}'’-]+ ){0,3}?(?:shot|view|footage|flyover|close-?up|time-?lapse|hyperlapse|pan|zoom(?: in| out)?|flight|perspective))( (?:of|over|on|across|along|through|above|around|from) )(?=\S)/iu;
const cameraSentence = /(?:^|(?<=[.!?]\s))[^.!?]*\bcamera\b[^.!?]*[.!?]?/i;

/** Words of requests for what a camera person would say. */
const spokenAs: readonly (readonly [RegExp, string])[] = [
  [/^closer(?: up)?$/i, "close-up"],
  [/^close$/i, "close-up"],
  [/^wider$/i, "wide shot"],
  [/^further away$|^farther away$/i, "wide shot"],
  [/^(?:from )?(?:high )?above$/i, "aerial view from above"],
  [/^(?:from )?below$/i, "low-angle shot from below"],
  [/^aerial$/i, "aerial view"],
  [/^(?:shot |filmed |seen )?(?:from|by|with) (?:a )?drone$/i, "drone shot"],
  [/^macro$/i, "macro shot"],
  [/^(?:a )?drone$/i, "drone shot"],
  [/^pov$/i, "first-person view"],
  [/^(?:slower|slowly) pan(?:ning)?$/i, "slow pan"],
];

/** Films it in another way; the camera that it had goes. `words` are the request's own. */
export function setCamera(prompt: string, words: string): EditOutcome {
  if (usualPace.test(words.trim())) return setUsualPace(prompt);
  const camera = cameraName(words);
  if (` ${foldText(prompt)} `.includes(` ${foldText(camera)} `)) {
    return unchanged(`The camera is already that: ${camera}.`);
  }
  const before = replacedCamera(prompt, camera);
  const told =
    before === null
      ? `Set the camera: ${camera}`
      : `Changed the camera from ${before} to ${camera}`;
  const sentence = cameraSentence.exec(prompt);
  if (sentence !== null && sentence.index > 0) {
    const kept = splice(prompt, sentence.index, sentence.index + sentence[0].length, "").trim();
    return changed(appendTag(kept, camera), told);
  }
  const head = leading.exec(prompt);
  if (head !== null && namesCamera(head[1] ?? "")) {
    const joint = /\b(?:pan|zoom|tilt|tracking|orbit)/i.test(camera) ? " across " : " of ";
    return changed(splice(prompt, 0, head[0].length, camera + joint), told);
  }
  let text = prompt;
  for (const segment of layOut(prompt).tags.toReversed()) {
    if (namesCamera(segment.text) && kindOf(segment.text) === kindOf(camera))
      text = removeSegment(text, segment);
  }
  return changed(appendTag(text, camera), told);
}

const usualPace = /^(?:at |in )?(?:normal|regular|usual|real)[- ](?:speed|time|motion)$/i;

/** Time runs as it does: nothing needs to be said of it. */
function setUsualPace(prompt: string): EditOutcome {
  const tag = layOut(prompt).tags.find(({ text }) => namesCamera(text) && kindOf(text) === "pace");
  return tag === undefined
    ? unchanged("Time runs at its usual speed already.")
    : changed(removeSegment(prompt, tag), `Removed the ${cameraName(tag.text)}`);
}

/** Where the camera stands, how it moves and how fast time runs go together; two of one kind do not. */
function kindOf(camera: string): "view" | "move" | "pace" {
  if (/\b(?:slow|fast)[- ]motion|lapse\b/i.test(camera)) return "pace";
  return /\b(?:pan|pans|panning|zoom|tilt|orbit|orbiting|arc|tracking|dolly|crane|push|pull|hand-?held|static|steadicam|fly|flyover|locked|rising)/i.test(
    camera,
  )
    ? "move"
    : "view";
}

/** The camera that a prompt tells, in its own words; null when it tells none. */
export function readCamera(prompt: string): string | null {
  const tag = layOut(prompt).tags.find((segment) => namesCamera(segment.text));
  if (tag !== undefined) return cameraName(tag.text);
  const head = leading.exec(prompt);
  if (head !== null && namesCamera(head[1] ?? "")) return cameraName(head[1] ?? "");
  const sentence = cameraSentence.exec(prompt);
  return sentence === null
    ? null
    : sentence[0]
        .trim()
        .replace(/[.!?]$/, "")
        .replace(/^The /, "the ");
}

/** What gives way to the new camera: the head or sentence of the prompt, or tags of the same kind. */
function replacedCamera(prompt: string, camera: string): string | null {
  const tags = layOut(prompt).tags.filter((segment) => namesCamera(segment.text));
  if (tags.length === 0) return readCamera(prompt);
  const same = tags.find((segment) => kindOf(segment.text) === kindOf(camera));
  return same === undefined ? null : cameraName(same.text);
}

function cameraName(words: string): string {
  const plain = words
    .trim()
    .replace(
      /^(?:as|in|with|using|use|filmed|shot|seen|from|like|for)\s+(?=an?\s|the\s|slow|fast|close|wide|aerial|drone|tracking)/i,
      "",
    )
    .replace(/^(?:filmed |shot |seen )?(?:with |in |as )?(?:an?|the)\s+/i, "")
    .trim();
  const known = spokenAs.find(([pattern]) => pattern.test(plain));
  return (known?.[1] ?? plain).replace(/^\p{Lu}(?=\p{Ll})/u, (letter) => letter.toLowerCase());
}
