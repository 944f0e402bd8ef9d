import { appendTag, layOut, namesCamera, removeSegment } from "../text/layout.ts";
import { foldText, splice } from "../text/located-text.ts";
import { capitalise, matchCapital } from "../text/tidy.ts";
import { excludesCamera, facetsOf } from "./camera-facets.ts";
import { changed, unchanged, type EditOutcome } from "./edit.ts";

/** A prompt that begins with its camera: "Drone shot over a field", "A slow zoom in on a nebula". */
const leading =
  /^((?:an? )?(?:[\p{L}'’-]+ ){0,3}?(?:shot|view|footage|flyover|close-?up|macro|time-?lapse|hyperlapse|pan|zoom(?: in| out)?|flight|perspective))( (?:of|over|on|across|along|through|above|around|from) )(?=\S)/iu;
/** "The camera follows a cyclist through a park" is about the cyclist. */
const following =
  /^(?:the )?camera (?:\p{L}+ly )?(?:follows|tracks|circles|orbits|glides (?:over|through)|pans (?:over|across)|moves (?:over|through|along|past)|flies (?:over|through)) (?=\S)/iu;
const cameraSentence = /(?:^|(?<=[.!?]\s))[^.!?]*\bcamera\b[^.!?]*[.!?]?/i;

/** What requests say, and what a camera person would. */
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
  [/^(?:from |by |in )?(?:a |the )?helicopter$/i, "helicopter shot"],
  [/^slow-?mo$/i, "slow motion"],
  [/^(static|hand-?held)$/i, "$1 camera"],
  [/^pov$/i, "first-person view"],
  [/^(?:slower|slowly) pan(?:ning)?$/i, "slow pan"],
  [/^(?:at |from )?(ground|street|eye)[- ]level$/i, "$1-level shot"],
  [/^pull (?:the camera )?back(?: the camera)?$/i, "pull-back shot"],
  [/^(?:move |bring |get )?(?:the camera )?(?:closer|nearer|in close)$/i, "close-up"],
  [/^(?:move |take |pull )?the camera (?:further|farther) (?:away|back|out)$/i, "wide shot"],
  [
    /^(?:(?:have|let|make) )?(?:the )?camera (?:should |must |to )?(?:follow|track)s? (.+)$/i,
    "tracking shot following $1",
  ],
  [
    /^(?:(?:have|let|make|move) )?(?:the )?camera (?:should |must |to )?(?:orbits?|circles?|moves?)? ?around (.+)$/i,
    "orbit shot around $1",
  ],
  [
    /^((?:pan|zoom|tilt|push|pull|dolly|track|orbit)\b.*?) (slow|quick|gentle|smooth)ly( .+)?$/i,
    "$2 $1$3",
  ],
];

/** Films it in another way; a camera that cannot go with it gives way. `words` are the request's own. */
export function setCamera(prompt: string, words: string): EditOutcome {
  if (usualPace.test(words.trim())) return setUsualPace(prompt);
  const paced = cameraSpeed.exec(words.trim());
  if (paced !== null) return setCameraSpeed(prompt, paced[1] ?? "", paced[2] ?? "");
  const camera = cameraName(words);
  if (` ${foldText(prompt)} `.includes(` ${foldText(camera)} `)) {
    return unchanged(`The camera is already that: ${camera}.`);
  }
  const replaced: string[] = [];
  let text = prompt;
  let placed = false;
  const sentence = cameraSentence.exec(text);
  if (sentence !== null && sentence.index > 0 && excludesCamera(sentence[0], camera)) {
    replaced.push(spokenSentence(sentence[0]));
    const end = sentence.index + sentence[0].length;
    text = splice(text, sentence.index, end, `${capitalise(camera)}.`);
    placed = true;
  }
  const follows = following.exec(text);
  if (follows !== null && excludesCamera(follows[0], camera)) {
    replaced.push(follows[0].trim().toLowerCase());
    text = capitalise(text.slice(follows[0].length));
  }
  for (const segment of layOut(text).looks.toReversed()) {
    const own = segment.text.toLowerCase() === camera.toLowerCase();
    if (own || !namesCamera(segment.text) || !excludesCamera(segment.text, camera)) continue;
    replaced.unshift(cameraName(segment.text));
    text = removeSegment(text, segment);
  }
  const head = leading.exec(text);
  const [all = "", shot = "", joint = ""] = head ?? [];
  if (namesCamera(shot) && excludesCamera(shot, camera)) {
    replaced.unshift(cameraName(shot));
    const pace = facetsOf(camera).includes("pace");
    const kept = pace ? shot.replace(paceWords, pacePhrase(camera, shot)) : null;
    text = splice(text, 0, all.length, kept === null ? headOf(camera, joint) : kept + joint);
    // The speed of the old shot stays with the new one.
    const speed = pace ? null : paceWords.exec(shot);
    if (speed !== null)
      text = appendTag(text, speed[0].toLowerCase().replace("-motion", " motion"));
    placed = true;
  }
  return changed(
    placed ? text : appendTag(text, camera),
    replaced.length === 0
      ? `Set the camera: ${camera}`
      : `Changed the camera from ${replaced.join(" and ")} to ${camera}`,
  );
}

/** "Drone shot over" → "close-up of", "slow pan across": the words that a prompt begins with. */
function headOf(camera: string, joint: string): string {
  if (/\b(?:pan|zoom|tilt|tracking|orbit)/i.test(camera)) return `${camera} across `;
  return (
    camera + (/ over | above /.test(joint) && /\b(?:aerial|drone)/i.test(camera) ? joint : " of ")
  );
}

const slowed = /\b(?:slow|fast)[- ]motion\b/i;
const paceWords = /\b(?:(?:slow|fast)[- ]motion|time-?lapse|timelapse|hyperlapse)\b/i;

/** How a pace is said before "of", with or without another word of the shot behind it. */
function pacePhrase(pace: string, shot: string): string {
  const words = slowed.test(pace) ? pace.replace(" motion", "-motion") : pace;
  const last = new RegExp(`${paceWords.source}$`, "i").test(shot);
  return last && slowed.test(pace) ? `${words} shot` : words;
}

const usualPace = /^(?:at |in )?(?:normal|regular|usual|real)[- ](?:speed|time|motion)$/i;

/** Time runs as it does: nothing needs to be said of it. */
function setUsualPace(prompt: string): EditOutcome {
  const tag = layOut(prompt).looks.find(
    ({ text }) => namesCamera(text) && facetsOf(text).includes("pace"),
  );
  const [shot = ""] = leading.exec(prompt) ?? [];
  const told = paceWords.exec(shot);
  if (tag === undefined && told !== null) {
    const last = /^ \p{L}+ $/u.test(shot.slice(told.index + told[0].length));
    const text = splice(prompt, told.index, told.index + told[0].length, last ? "shot" : "");
    return changed(text, `Removed the ${told[0].toLowerCase()}`);
  }
  return tag === undefined
    ? unchanged("Time runs at its usual speed already.")
    : changed(removeSegment(prompt, tag), `Removed the ${cameraName(tag.text)}`);
}

const cameraSpeed =
  /^(?:an? |the )?(slow|fast|smooth|gentle)(?:er|r)? (camera(?: (?:movement|motion|move|work))?|pan|zoom|tilt|tracking|orbit|dolly|push-?in)$/i;

/** Makes the camera move at another speed: "slow tracking shot" → "fast tracking shot". */
function setCameraSpeed(prompt: string, speed: string, move: string): EditOutcome {
  const named = /^camera/i.test(move) ? "" : move.toLowerCase();
  const tag = layOut(prompt).looks.find(
    ({ text }) =>
      namesCamera(text) && facetsOf(text).includes("move") && text.toLowerCase().includes(named),
  );
  if (tag === undefined) {
    const camera = `${speed} ${named === "" ? "camera movement" : named}`;
    return changed(appendTag(prompt, camera), `Set the camera: ${camera}`);
  }
  const old = cameraName(tag.text);
  const camera = `${speed} ${old.replace(/^(?:very )?(?:slow|fast|quick|smooth|steady|gentle|rapid) /i, "")}`;
  const written = prompt.slice(tag.start, tag.end);
  const start = tag.start + written.length - written.trimStart().length;
  return old === camera
    ? unchanged(`The camera is already that: ${camera}.`)
    : changed(
        splice(prompt, start, start + tag.text.length, matchCapital(camera, tag.text)),
        `Changed the camera from ${old} to ${camera}`,
      );
}

/** The camera that a prompt tells, in its own words; null when it tells none. */
export function readCamera(prompt: string): string | null {
  const tag = layOut(prompt).looks.find((segment) => namesCamera(segment.text));
  if (tag !== undefined) return cameraName(tag.text);
  const head = leading.exec(prompt);
  if (head !== null && namesCamera(head[1] ?? "")) return cameraName(head[1] ?? "");
  const sentence = cameraSentence.exec(prompt);
  return sentence === null ? null : spokenSentence(sentence[0]);
}

const spokenSentence = (sentence: string): string =>
  sentence
    .trim()
    .replace(/[.!?]$/, "")
    .replace(/^The /, "the ");

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
  return (known === undefined ? plain : plain.replace(...known)).replace(
    /^\p{Lu}(?=\p{Ll})/u,
    (letter) => letter.toLowerCase(),
  );
}
