import type { Fit } from "./fits.ts";
import type { Setting } from "./setting.ts";

const list = (text: string): readonly string[] => text.split("; ");

/** What stands before the camera, as far as it decides how to film it. */
type Shot =
  | "vista"
  | "action"
  | "work"
  | "stillness"
  | "detail"
  | "portrait"
  | "interior"
  | "performance"
  | "street"
  | "depths"
  | "void"
  | "pattern"
  | "anything";

const camerasOf: Readonly<Record<Shot, readonly string[]>> = {
  vista: list(
    "wide establishing shot; slow aerial drift forward; crane shot rising slowly; slow pan across the scene; locked-off wide shot; drone shot easing backwards; gentle tilt up from the foreground",
  ),
  action: list(
    "tracking shot keeping pace alongside; low-angle tracking shot; handheld camera following close behind; panning with the movement; wide shot holding the whole movement; telephoto shot compressing the distance",
  ),
  work: list(
    "close-up on the hands; over-the-shoulder shot; slow push-in from the side; medium shot at eye level; close-up with shallow focus; camera circling slowly at close range",
  ),
  stillness: list(
    "slow push-in; static shot at eye level; medium shot with soft background blur; slow dolly from left to right; low-angle shot; gentle arc shot",
  ),
  detail: list(
    "macro shot with shallow focus; overhead shot; slow dolly across the surface; close-up with a slow rack focus; slow push-in; static close-up",
  ),
  portrait: list(
    "close-up with shallow focus; slow push-in; static close-up; gentle handheld camera at close range; close-up from a slight side angle",
  ),
  interior: list(
    "steadicam gliding through the space; slow dolly forward; static wide shot; slow push-in; camera sliding past the foreground; slow pan across the space",
  ),
  performance: list(
    "low-angle shot from the front; slow push-in from the back; handheld camera close to the performance; sweeping arc shot; slow tilt up; static wide shot",
  ),
  street: list(
    "handheld camera at eye level; slow dolly forward; high-angle wide shot; long telephoto shot; low-angle shot near the ground; tracking shot from left to right",
  ),
  depths: list(
    "camera gliding slowly forward; slow tilt up towards the surface; slow tracking shot alongside; wide shot from a distance; camera drifting in a slow arc",
  ),
  void: list(
    "slow arc shot; slow push-in; wide shot emphasising the scale; slow pull-back; camera drifting weightlessly; static wide shot",
  ),
  pattern: list(
    "slow push-in; seamless slow zoom; static shot filling the frame; macro shot; camera drifting slowly through",
  ),
  anything: list(
    "slow push-in; static shot; medium shot at eye level; gentle handheld camera; slow dolly from left to right; low-angle shot; slow arc shot",
  ),
};

const blurred = /\b(?:blur|blurred|bokeh|out of focus|shallow)\b/i;

/**
 * The ways to film a scene: near what is small, wide where there is room, along with what moves; not
 * wide where it was said that the background is blurred.
 */
export function camerasFor({ setting, says, isAllowed }: Fit): readonly string[] {
  const isBlurred = says(blurred);
  return [...new Set(shotsOf(setting).flatMap((shot) => camerasOf[shot]))].filter(
    (camera) =>
      isAllowed(camera) && (!isBlurred || !/\b(?:wide|aerial|drone|crane|pan)\b/.test(camera)),
  );
}

function shotsOf(setting: Setting): Shot[] {
  const { realm, venue, terrains, motion, subject, isClose } = setting;
  const isHandwork = motion === "working" && subject?.family.isHuman === true;
  if (realm === "abstract") return ["pattern"];
  if (isClose && isHandwork) return ["work"];
  if (isClose) return [venue === "table" || venue === "product" ? "detail" : "portrait"];
  if (realm === "underwater") return ["depths"];
  if (realm === "space") return ["void"];
  if (venue === "stage") return ["performance"];
  if (realm === "indoors" && motion === "moving") return ["interior", "action"];
  if (isHandwork) return ["work"];
  if (realm === "indoors") return ["interior"];
  if (motion === "moving" && subject !== null) return ["action"];
  if (realm === "unplaced") return ["anything"];
  if (venue === "arena") return ["action"];
  if (setting.isWide) return ["vista"];
  if (venue === "street" || terrains.includes("city")) return ["street"];
  if (subject !== null) return ["stillness"];
  return [terrains.length > 0 || setting.isSkyTold ? "vista" : "anything"];
}
