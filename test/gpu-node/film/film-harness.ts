import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AssembleFilmParameters, RenderSceneParameters } from "#contracts/film.ts";
import { assembleFilm } from "../../../gpu-node/tasks/film/assemble-film.ts";
import type { AssembledFilm } from "../../../gpu-node/tasks/film/assemble-film.ts";
import { renderScene } from "../../../gpu-node/tasks/film/render-scene.ts";
import type { RenderedScene } from "../../../gpu-node/tasks/film/render-scene.ts";
import type { TaskFile, TaskRun } from "../../../gpu-node/tasks/task-run.ts";

const roleOfOutput: Readonly<Record<string, TaskFile["role"]>> = {
  video: "scene-video",
  speech: "scene-speech",
  "scene-facts": "scene-facts",
};

/** Renders small scenes and films into folders of its own. */
export class FilmHarness {
  readonly #controller = new AbortController();
  readonly progress: Parameters<TaskRun["onProgress"]>[0][] = [];
  #directory: Promise<string> | undefined;
  #count = 0;

  scene(changes: Partial<RenderSceneParameters> = {}): Promise<RenderedScene> {
    return this.#within((run) =>
      renderScene(
        {
          narration: "The tide comes in.",
          imagePrompt: "A calm sea at sunset",
          imageModel: "procedural",
          videoModel: null,
          voice: { model: "procedural", speaker: "alloy" },
          camera: null,
          durationSeconds: null,
          width: 160,
          height: 90,
          framesPerSecond: 12,
          seed: 7,
          ...changes,
        },
        run,
      ),
    );
  }

  film(
    scenes: readonly RenderedScene[],
    changes: Partial<AssembleFilmParameters> = {},
  ): Promise<AssembledFilm> {
    return this.#within((run) =>
      assembleFilm(
        {
          captions: scenes.map(() => null),
          burnCaptions: true,
          crossFadeSeconds: 0.5,
          targetSeconds: null,
          musicPrompt: "a calm sea",
          title: "A film",
          width: 160,
          height: 90,
          framesPerSecond: 12,
          seed: 7,
          ...changes,
        },
        { ...run, files: scenes.flatMap(filesOf) },
      ),
    );
  }

  abort(): void {
    this.#controller.abort();
  }

  async stop(): Promise<void> {
    const directory = await this.#directory;
    if (directory !== undefined) await rm(directory, { recursive: true, force: true });
  }

  async #within<Result>(work: (run: TaskRun) => Promise<Result>): Promise<Result> {
    this.#directory ??= mkdtemp(join(tmpdir(), "framefleet-film-"));
    const workDirectory = join(await this.#directory, String((this.#count += 1)));
    await mkdir(workDirectory);
    return work({
      workDirectory,
      encoder: undefined,
      allowsLoopback: false,
      threads: 1,
      files: [],
      signal: this.#controller.signal,
      onProgress: (progress) => this.progress.push(progress),
    });
  }
}

function filesOf({ outputs }: RenderedScene, scene: number): TaskFile[] {
  return outputs.flatMap(({ name, path, contentType }) => {
    const role = roleOfOutput[name];
    return role === undefined ? [] : [{ role, scene, contentType, path }];
  });
}

/** The file of an output that must be there. */
export function pathOf({ outputs }: RenderedScene | AssembledFilm, name: string): string {
  const output = outputs.find((candidate) => candidate.name === name);
  if (output === undefined) throw new Error(`There is no ${name}.`);
  return output.path;
}
