import { parsePrompt } from "#contracts/prompt/parse-prompt.ts";
import type { CameraMove, Feature, SubjectKind } from "#contracts/prompt/scene-description.ts";
import type { SceneCamera } from "#contracts/film.ts";
import { createRandom, pick } from "../video/procedural/seeded-random.ts";

const cameraOfMove: Readonly<Record<CameraMove, SceneCamera | null>> = {
  "pan-left": "pan-left",
  "pan-right": "pan-right",
  "zoom-in": "zoom-in",
  "zoom-out": "zoom-out",
  "tilt-up": "tilt-up",
  "tilt-down": "tilt-down",
  "fly-forward": "zoom-in",
  orbit: "pan-right",
  static: "still",
  timelapse: null,
};
const skyFeatures: readonly Feature[] = [
  "aurora",
  "fireworks",
  "stars",
  "galaxy",
  "lanterns",
  "rainbow",
];
const skySubjects: readonly SubjectKind[] = ["balloon", "rocket", "kite", "eagle", "ufo"];

/**
 * The camera that suits a picture: as the prompt says, else up where the sky is the story, closer to
 * a subject, across what is wide and up or down what is tall.
 */
export function chooseCamera(
  prompt: string,
  seed: number,
  size: { width: number; height: number },
): SceneCamera {
  const { cameraMoves, features, subjects, hash } = parsePrompt(prompt);
  const asked = cameraMoves.map((move) => cameraOfMove[move]).find((camera) => camera !== null);
  if (asked !== undefined) return asked;
  const random = createRandom(seed ^ hash, "scene-camera");
  const isHigh =
    features.some((name) => skyFeatures.includes(name)) ||
    subjects.some(({ kind }) => skySubjects.includes(kind));
  if (isHigh) return pick(random, ["tilt-up", "zoom-out", "tilt-up"]);
  if (subjects.length > 0) return pick(random, ["zoom-in", "zoom-in", "pan-left", "pan-right"]);
  if (size.height > size.width)
    return pick(random, ["tilt-up", "zoom-in", "tilt-down", "zoom-out"]);
  return pick(random, ["pan-left", "pan-right", "zoom-in", "zoom-out"]);
}
