import { blendPlanes } from "../../media/blend-planes.ts";
import { decodePlanes } from "../../media/decode-planes.ts";
import { retimePictures } from "../../media/retime-pictures.ts";
import { TaskError } from "../task-error.ts";
import type { FilmPlan, PlacedScene } from "./plan-film.ts";

/**
 * The pictures of the whole film as I420 planes, in order; no more than two scenes are open at a
 * time. Throws `media-unreadable` when a scene has fewer pictures than it said.
 */
export async function* filmPictures(
  { scenes }: FilmPlan,
  size: { width: number; height: number },
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  let current = scenes[0] === undefined ? undefined : openScene(scenes[0], size, signal);
  for (const [index, placed] of scenes.entries()) {
    const next = scenes[index + 1];
    const fadeFrames = next?.fadeFrames ?? 0;
    const following = next === undefined ? undefined : openScene(next, size, signal);
    try {
      for (let frame = placed.fadeFrames; frame < placed.frameCount - fadeFrames; frame += 1)
        yield await take(current, index);
      for (let frame = 0; frame < fadeFrames; frame += 1) {
        const [from, to] = [await take(current, index), await take(following, index + 1)];
        yield blendPlanes(from, to, ease((frame + 1) / (fadeFrames + 1)));
      }
    } finally {
      await current?.return();
    }
    current = following;
  }
}

const ease = (share: number): number => share * share * (3 - 2 * share);

function openScene(
  { scene, frameCount }: PlacedScene,
  size: { width: number; height: number },
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  const pictures = decodePlanes(scene.videoPath, size, signal);
  return retimePictures(pictures, scene.frameCount, frameCount);
}

async function take(
  pictures: AsyncGenerator<Buffer, void, undefined> | undefined,
  index: number,
): Promise<Buffer> {
  const step = await pictures?.next();
  if (step === undefined || step.done === true)
    throw new TaskError("media-unreadable", `Scene ${index + 1} ends too early.`);
  return step.value;
}
