import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { RenderTemplateParameters, TemplateCustomization } from "#contracts/template.ts";
import { applyCustomizations } from "../../../../gpu-node/template/customization/apply-customizations.ts";
import { planFrames } from "../../../../gpu-node/template/engine/plan-frames.ts";
import { openTemplate } from "../../../../gpu-node/template/engine/template-pictures.ts";
import { loadTemplate } from "../../../../gpu-node/template/load-template.ts";
import { renderTemplate } from "../../../../gpu-node/tasks/render-template.ts";
import type { TaskFile, TaskRun } from "../../../../gpu-node/tasks/task-run.ts";
import type { Lottie } from "./lottie.ts";
import { makeZip } from "./make-zip.ts";
import type { ZipEntry } from "./make-zip.ts";

export type Pixel = readonly [number, number, number];

/** A work directory, and templates that are packed, drawn and rendered in it. */
export class TemplateBench {
  readonly directory: string;
  #runs = 0;

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async open(): Promise<TemplateBench> {
    return new TemplateBench(await mkdtemp(path.join(tmpdir(), "template-")));
  }

  close(): Promise<void> {
    return rm(this.directory, { recursive: true, force: true });
  }

  /** Writes a file that may become an input; answers its path. */
  async file(name: string, bytes: Uint8Array | string): Promise<string> {
    const file = path.join(this.directory, name);
    await writeFile(file, bytes);
    return file;
  }

  zip(document: Lottie, ...files: ZipEntry[]): Promise<string> {
    const name = `template-${(this.#runs += 1)}.zip`;
    const data = { name: "data.json", data: JSON.stringify(document) };
    return this.file(name, makeZip([data, ...files]));
  }

  /** A task with these inputs, in a work directory of its own. */
  async run(files: TaskFile[], changes: Partial<TaskRun> = {}): Promise<TaskRun> {
    const workDirectory = path.join(this.directory, `work-${(this.#runs += 1)}`);
    await mkdir(workDirectory);
    return {
      workDirectory,
      encoder: undefined,
      threads: 1,
      allowsLoopback: true,
      files,
      signal: new AbortController().signal,
      onProgress: () => {},
      ...changes,
    };
  }

  /** Draws some frames without encoding them; answers how to read their pixels. */
  async draw(
    archivePath: string,
    frames: readonly number[],
    customizations: readonly TemplateCustomization[] = [],
    options: { replacements?: readonly string[]; width?: number; height?: number } = {},
  ): Promise<((x: number, y: number) => Pixel)[]> {
    const { workDirectory, signal } = await this.run([]);
    const loaded = await loadTemplate({ archivePath, workDirectory, isThorough: false, signal });
    const { document } = loaded;
    const assets = await applyCustomizations({
      ...loaded,
      customizations,
      fetchReplacement: ({ from }) => {
        const file = "input" in from ? options.replacements?.[from.input] : undefined;
        if (file === undefined) throw new Error("The test has no such file.");
        return Promise.resolve({
          path: file,
          contentType: file.endsWith(".tga") ? "image/x-tga" : "",
        });
      },
    });
    const [width, height] = [options.width ?? document.w, options.height ?? document.h];
    const framesPerSecond = { numerator: 30, denominator: 1 };
    const end = Math.max(...frames) + 1;
    const plan = {
      ...planFrames(document, { frames: { start: 0, end }, width, height, framesPerSecond }),
      times: frames,
    };
    const { stage, windows } = await openTemplate({
      document,
      assets,
      plan,
      workDirectory,
      signal,
    });
    const readers: ((x: number, y: number) => Pixel)[] = [];
    for (const [index, frame] of frames.entries()) {
      await windows.enter(index);
      stage.draw(frame);
      const pixels = stage.readPixels();
      readers.push((x, y) => {
        const place = (y * plan.width + x) * 4;
        return [pixels[place] ?? 0, pixels[place + 1] ?? 0, pixels[place + 2] ?? 0];
      });
    }
    await windows.close();
    return readers;
  }

  /** Renders a whole task; `changes` overwrite its parameters. */
  async render(
    archivePath: string,
    changes: Partial<RenderTemplateParameters> = {},
    options: { inputs?: TaskFile[]; run?: Partial<TaskRun> } = {},
  ) {
    const template = {
      role: "template",
      scene: undefined,
      contentType: "",
      path: archivePath,
    } as const;
    const run = await this.run([template, ...(options.inputs ?? [])], options.run);
    const finished = await renderTemplate(run, {
      frames: { start: 0, end: 30 },
      width: 64,
      height: 48,
      framesPerSecond: { numerator: 30, denominator: 1 },
      encoding: { codec: "h264", bitsPerSecond: 1_000_000, rateControl: "vbr", preset: 5 },
      customizations: [],
      ...changes,
    });
    const videoPath = finished.outputs.find(({ name }) => name === "video")?.path ?? "";
    return { ...finished, videoPath, run };
  }
}

/** The largest difference of any part. */
export function distance(one: Pixel, other: Pixel): number {
  return Math.max(...one.map((part, index) => Math.abs(part - (other[index] ?? 0))));
}
