import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { I420Converter } from "../../media/i420/i420-converter.ts";
import { throwIfAborted } from "../../tasks/task-error.ts";
import type { TemplateAsset } from "../assets/template-asset.ts";
import type { LottieDocument } from "../document/lottie-document.ts";
import { embedFonts } from "../fonts/embed-fonts.ts";
import { markChanges } from "./mark-changes.ts";
import type { FramePlan } from "./plan-frames.ts";
import { Stage } from "./stage.ts";
import { openVideos, VideoWindows } from "./video-windows.ts";

export interface TemplatePicturesInput {
  /** Customised; it is changed further. */
  readonly document: LottieDocument;
  readonly assets: readonly TemplateAsset[];
  readonly plan: FramePlan;
  readonly workDirectory: string;
  readonly signal: AbortSignal;
}

/** The stage with a template on it, and the windows of its films. */
export interface OpenedTemplate {
  readonly stage: Stage;
  readonly windows: VideoWindows;
  /** Whether each picture may differ from the one before. */
  readonly changed: Uint8Array;
}

/** Puts a template on a stage of the plan's size. Throws `invalid-input`. */
export async function openTemplate(input: TemplatePicturesInput): Promise<OpenedTemplate> {
  const { document, assets, plan } = input;
  const assetDirectory = join(input.workDirectory, "stage");
  await mkdir(assetDirectory, { recursive: true, mode: 0o700 });
  embedFonts(document);
  await linkAssets(document, assets, assetDirectory);
  const template = { width: document.w, height: document.h };
  const stage = new Stage(plan, template);
  const share = Math.min(1, Math.max(plan.width / document.w, plan.height / document.h));
  const videos = await openVideos({ document, assets, assetDirectory, share });
  const windows = new VideoWindows({ document, plan, videos, assetDirectory, stage });
  const moving = assets.filter(({ kind, path }) => kind === "video" || /\.gif$/i.test(path));
  const changed = markChanges({
    document,
    movingAssetIds: new Set(moving.map(({ id }) => id)),
    times: plan.times.map((time) => time + document.ip),
  });
  return { stage, windows, changed };
}

/**
 * Draws all pictures of the plan as I420. A picture that is surely the one before is neither drawn
 * nor converted again. The buffer is overwritten by the next picture.
 */
export async function* drawTemplate(input: TemplatePicturesInput): AsyncGenerator<Buffer> {
  const { plan, signal } = input;
  const { stage, windows, changed } = await openTemplate(input);
  const converter = new I420Converter(plan.width, plan.height);
  let planes: Buffer | null = null;
  try {
    for (const [index, time] of plan.times.entries()) {
      throwIfAborted(signal);
      if (planes === null || changed[index] === 1) {
        await windows.enter(index);
        stage.draw(time);
        planes = converter.convert(stage.readPixels());
      }
      yield planes;
      // Without a turn of the event loop the copies of the pictures are never freed.
      await nextTurn();
    }
  } finally {
    await windows.close();
  }
}

/** Gives each asset a name of ours in one folder, so that no path of a stranger is ever opened. */
async function linkAssets(
  document: LottieDocument,
  assets: readonly TemplateAsset[],
  assetDirectory: string,
): Promise<void> {
  const byId = new Map(assets.map((asset) => [asset.id, asset]));
  for (const [index, entry] of document.assets.entries()) {
    if (entry.layers !== undefined) continue;
    const asset = byId.get(entry.id);
    entry.u = "";
    entry["e"] = 0;
    entry.p = `asset-${index}`;
    if (asset?.kind === "image") await symlink(asset.filePath, join(assetDirectory, entry.p));
  }
}
