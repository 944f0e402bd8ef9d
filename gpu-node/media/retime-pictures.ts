import { blendPlanes } from "./blend-planes.ts";

/**
 * Plays pictures faster or slower: `sourceCount` of them become `targetCount`, the first and the last
 * stay, and those between are mixed from their neighbours.
 */
export async function* retimePictures(
  pictures: AsyncIterable<Buffer>,
  sourceCount: number,
  targetCount: number,
): AsyncGenerator<Buffer, void, undefined> {
  if (sourceCount === targetCount) {
    yield* pictures;
    return;
  }
  const step = targetCount > 1 ? (sourceCount - 1) / (targetCount - 1) : 0;
  let previous: Buffer | undefined;
  let sourceIndex = 0;
  let index = 0;
  for await (const picture of pictures) {
    for (; index < targetCount && index * step <= sourceIndex + 1e-6; index += 1) {
      const share = 1 - (sourceIndex - index * step);
      const isWhole = previous === undefined || share > 1 - 1e-3;
      yield isWhole ? Buffer.from(picture) : blendPlanes(previous ?? picture, picture, share);
    }
    previous = picture;
    sourceIndex += 1;
  }
  // A file that ended early still fills its time.
  for (; previous !== undefined && index < targetCount; index += 1) yield Buffer.from(previous);
}
