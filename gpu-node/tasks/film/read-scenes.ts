import { readFile } from "node:fs/promises";
import { SceneFacts } from "#contracts/film.ts";
import { probeMedia } from "../../media/probe-media.ts";
import { TaskError } from "../task-error.ts";
import type { TaskFile } from "../task-run.ts";

/** A finished scene as the assembly finds it. */
export interface FinishedScene {
  readonly videoPath: string;
  readonly frameCount: number;
  /** Null: nobody speaks. */
  readonly speechPath: string | null;
  readonly facts: SceneFacts;
}

/**
 * Sorts the inputs of an assembly by scene and reads what is known of each. Throws `invalid-input`
 * when a scene lacks its video or facts, `media-unreadable` for a file that is none.
 */
export async function readScenes(
  files: readonly TaskFile[],
  sceneCount: number,
): Promise<FinishedScene[]> {
  const scenes: FinishedScene[] = [];
  for (let scene = 0; scene < sceneCount; scene += 1) {
    const own = files.filter((file) => file.scene === scene);
    const pathOf = (role: TaskFile["role"]) => own.find((file) => file.role === role)?.path;
    const [videoPath, factsPath] = [pathOf("scene-video"), pathOf("scene-facts")];
    if (videoPath === undefined || factsPath === undefined)
      throw new TaskError("invalid-input", `Scene ${scene + 1} is not finished.`);
    const { frameCount } = await probeMedia(videoPath, "mp4");
    if (frameCount === 0)
      throw new TaskError("media-unreadable", `Scene ${scene + 1} has no pictures.`);
    scenes.push({
      videoPath,
      frameCount,
      speechPath: pathOf("scene-speech") ?? null,
      facts: await readFacts(factsPath, scene),
    });
  }
  return scenes;
}

async function readFacts(path: string, scene: number): Promise<SceneFacts> {
  const parsed = SceneFacts.safeParse(parseJson(await readFile(path, "utf8")));
  if (parsed.success) return parsed.data;
  throw new TaskError("media-unreadable", `The facts of scene ${scene + 1} are not readable.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
