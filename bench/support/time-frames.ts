import { encodeVideo } from "../../gpu-node/media/encode-video.ts";
import { createProceduralScene } from "../../gpu-node/models/video/procedural/create-procedural-scene.ts";

/** What is drawn and encoded; the encoder's settings are those of every job. */
export type Clip = {
  prompt: string;
  width: number;
  height: number;
  framesPerSecond: number;
  frameCount: number;
  encoder: string;
  threads: number;
};

/** Seconds for the clip's frames: drawn, encoded when they are there already, and both at once. */
export type ClipSeconds = { draw: number; encode: number; together: number };

/** Times one clip three ways, each from its first frame to its last. */
export async function timeClip(clip: Clip, folder: string): Promise<ClipSeconds> {
  const drawn: Buffer[] = [];
  const draw = await secondsOf(() => {
    // A scene draws on one canvas: a frame that is to last is copied, which every frame is in a job.
    for (const frame of drawFrames(clip)) drawn.push(Buffer.from(frame));
  });
  const encode = await secondsOf(() => encodeClip(clip, drawn, `${folder}/encoded.mp4`));
  const together = await secondsOf(() => encodeClip(clip, drawFrames(clip), `${folder}/made.mp4`));
  return { draw, encode, together };
}

function* drawFrames(clip: Clip): Generator<Buffer> {
  const scene = createProceduralScene({
    ...clip,
    seed: 1,
    durationSeconds: clip.frameCount / clip.framesPerSecond,
  });
  for (let index = 0; index < clip.frameCount; index += 1) yield scene.drawFrame(index);
}

async function encodeClip(clip: Clip, frames: Iterable<Buffer>, outputPath: string): Promise<void> {
  const { framesEncoded } = await encodeVideo({ ...clip, frames, container: "mp4", outputPath });
  if (framesEncoded !== clip.frameCount) {
    throw new Error(`encoded ${framesEncoded} of ${clip.frameCount} frames`);
  }
}

async function secondsOf(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
