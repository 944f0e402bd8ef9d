import { writeFile } from "node:fs/promises";
import { createCanvas, loadImage } from "@napi-rs/canvas";
import { inspectUserVideo } from "../../media/inspect-user-video.ts";
import { TaskError } from "../../tasks/task-error.ts";
import { inspectPicture } from "../assets/inspect-picture.ts";
import type { TemplateAsset } from "../assets/template-asset.ts";
import { assetsById } from "../document/layer-paths.ts";
import { layerType } from "../document/lottie-document.ts";
import type { LottieAsset, LottieDocument, LottieLayer } from "../document/lottie-document.ts";
import { customizationError } from "./customization-error.ts";
import { freeId } from "./isolate-layer.ts";

export interface ReplaceMediaInput {
  readonly document: LottieDocument;
  readonly layer: LottieLayer;
  /** How the request names the layer. */
  readonly named: string;
  readonly type: "image" | "video";
  /** A file of the user, named without an ending. */
  readonly filePath: string;
  /** What the user said it is. */
  readonly contentType: string;
}

/**
 * Shows another picture or film in a layer: a copy of its asset, in the same box, which the new
 * one fills and is cut to. Answers the new asset. Throws `invalid-input`.
 */
export async function replaceMedia(input: ReplaceMediaInput): Promise<TemplateAsset> {
  const { document, layer, named, type } = input;
  const asset = assetsById(document).get(layer.refId ?? "");
  const shows = layer.ty === layerType.image || layer.ty === layerType.video;
  if (!shows || asset === undefined)
    throw customizationError(named, `shows no picture or film that a ${type} could replace.`);
  const id = freeId(document, asset.id);
  const replacement =
    type === "image" ? await readPicture(input, asset, id) : await readFilm(input, id);
  const { width = 1, height = 1 } = replacement;
  const { p: _, u: __, ...box } = asset;
  document.assets.push({ ...box, id, w: asset.w ?? width, h: asset.h ?? height, u: "", p: id });
  layer.refId = id;
  layer.ty = layerType.image;
  return replacement;
}

async function readPicture(
  { filePath, contentType, named }: ReplaceMediaInput,
  asset: LottieAsset,
  id: string,
): Promise<TemplateAsset> {
  const isTga = /tga|targa/i.test(contentType);
  const outcome = await inspectPicture(filePath, isTga ? "picture.tga" : "picture");
  if (outcome.type === "unreadable") throw unusable(named, "image", outcome.reason);
  const image = await loadImage(outcome.filePath);
  // Larger than its box a picture costs time and gains nothing; smaller it must grow anyway.
  const [boxWidth, boxHeight] = [asset.w ?? image.width, asset.h ?? image.height];
  const grow = Math.min(1, 4096 / Math.max(boxWidth, boxHeight));
  const width = Math.max(1, Math.round(boxWidth * grow));
  const height = Math.max(1, Math.round(boxHeight * grow));
  const share = Math.max(width / image.width, height / image.height);
  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  const [shownWidth, shownHeight] = [image.width * share, image.height * share];
  const [x, y] = [(width - shownWidth) / 2, (height - shownHeight) / 2];
  context.drawImage(image, x, y, shownWidth, shownHeight);
  const path = `${filePath}.fitted.png`;
  const bytes = await canvas.encode("png");
  await writeFile(path, bytes, { mode: 0o600 });
  return { id, path: id, kind: "image", filePath: path, sizeBytes: bytes.length, width, height };
}

async function readFilm(
  { filePath, named }: ReplaceMediaInput,
  id: string,
): Promise<TemplateAsset> {
  const film = await inspectUserVideo(filePath);
  if (film.type === "unreadable") throw unusable(named, "video", film.reason);
  const { width, height, durationSeconds } = film;
  return { id, path: id, kind: "video", filePath, sizeBytes: 0, width, height, durationSeconds };
}

function unusable(named: string, type: "image" | "video", reason: string): TaskError {
  return customizationError(named, `cannot show the ${type}: ${reason}.`);
}
