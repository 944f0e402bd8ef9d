import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TemplateInspection } from "#contracts/template.ts";
import type { TemplateAsset } from "../template/assets/template-asset.ts";
import { idsOfVideos } from "../template/customization/apply-customizations.ts";
import { findWarnings } from "../template/document/find-warnings.ts";
import { listLayers } from "../template/document/list-layers.ts";
import { countFrames } from "../template/document/lottie-document.ts";
import { planFrames } from "../template/engine/plan-frames.ts";
import { openTemplate } from "../template/engine/template-pictures.ts";
import { listFonts } from "../template/fonts/list-fonts.ts";
import { loadTemplate } from "../template/load-template.ts";
import type { LoadedTemplate, LoadStage } from "../template/load-template.ts";
import { describeOutput } from "./describe-output.ts";
import { TaskError } from "./task-error.ts";
import type { TaskFinished, TaskRun } from "./task-run.ts";

const posterWidth = 1280;

const progressOfStage: Readonly<Record<LoadStage, { from: number; to: number; message: string }>> =
  {
    validating: { from: 0, to: 10, message: "Validating the archive" },
    extracting: { from: 10, to: 50, message: "Extracting the archive" },
    analyzing: { from: 50, to: 85, message: "Analyzing the configuration and its assets" },
  };

/**
 * Does an `inspect-template` task: checks the archive and all that is in it, lists what can be
 * changed and draws a poster. Throws TaskError; `invalid-input` has the document's reasons.
 */
export async function inspectTemplate(run: TaskRun): Promise<TaskFinished> {
  const [file] = run.files;
  if (file === undefined) throw new TaskError("invalid-input", "The task has no template.");
  const { workDirectory, signal } = run;
  const template = await loadTemplate({
    archivePath: file.path,
    workDirectory,
    isThorough: true,
    signal,
    onProgress: (stage, share) => {
      const { from, to, message } = progressOfStage[stage];
      run.onProgress({ stage: "preparing", percent: from + (to - from) * share, message });
    },
  });
  const inspection = describeTemplate(template);
  run.onProgress({ stage: "generating", percent: 85, message: "Drawing the poster" });
  const posterPath = join(workDirectory, "poster.png");
  await writeFile(posterPath, await drawPoster(template, run));
  const inspectionPath = join(workDirectory, "inspection.json");
  await writeFile(inspectionPath, JSON.stringify(inspection));
  run.onProgress({ stage: "verifying", percent: 99 });
  const outputs = [
    await describeOutput("inspection", inspectionPath, "application/json"),
    await describeOutput("poster", posterPath, "image/png"),
  ];
  return { type: "finished", outputs, model: "skottie" };
}

function describeTemplate({ document, assets }: LoadedTemplate): TemplateInspection {
  const frameCount = countFrames(document);
  return TemplateInspection.parse({
    width: Math.max(1, Math.round(document.w)),
    height: Math.max(1, Math.round(document.h)),
    framesPerSecond: document.fr,
    frameCount,
    durationSeconds: frameCount / document.fr,
    formatVersion: document.v,
    layers: listLayers(document, idsOfVideos(assets)),
    fonts: listFonts(document),
    assets: assets.map(toInspection),
    warnings: findWarnings(document),
  } satisfies TemplateInspection);
}

function toInspection(asset: TemplateAsset): TemplateInspection["assets"][number] {
  const { path, kind, sizeBytes, width, height, durationSeconds } = asset;
  return {
    path,
    kind,
    sizeBytes,
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
    ...(durationSeconds === undefined ? {} : { durationSeconds }),
  };
}

/** A picture from a third of the way in, where most animations have built up. */
async function drawPoster(
  { document, assets }: LoadedTemplate,
  { workDirectory, signal }: TaskRun,
): Promise<Buffer> {
  const share = Math.min(1, posterWidth / Math.max(document.w, document.h));
  const start = Math.floor((countFrames(document) - 1) / 3);
  const plan = planFrames(document, {
    frames: { start, end: start + 1 },
    width: Math.max(16, Math.round(document.w * share)),
    height: Math.max(16, Math.round(document.h * share)),
    framesPerSecond: { numerator: 30, denominator: 1 },
  });
  // One picture, whatever the rates are.
  const onePicture = { ...plan, times: [start] };
  const opened = await openTemplate({ document, assets, plan: onePicture, workDirectory, signal });
  try {
    await opened.windows.enter(0);
    opened.stage.draw(start);
    return await opened.stage.encodePng();
  } finally {
    await opened.windows.close();
  }
}
