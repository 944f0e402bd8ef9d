import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inspectUserAudio } from "../../media/inspect-user-audio.ts";
import { inspectUserVideo } from "../../media/inspect-user-video.ts";
import { TaskError } from "../../tasks/task-error.ts";
import { quoteName } from "../archive/archive-error.ts";
import type { Archive } from "../archive/open-archive.ts";
import { layerType } from "../document/lottie-document.ts";
import type { LottieAsset, LottieDocument } from "../document/lottie-document.ts";
import { walkLayers } from "../document/layer-paths.ts";
import { inspectPicture } from "./inspect-picture.ts";
import type { TemplateAsset } from "./template-asset.ts";

export interface ResolveAssetsInput {
  readonly document: LottieDocument;
  readonly archive: Archive;
  /** Where the document lies in the archive; empty or with a `/` at its end. */
  readonly folder: string;
  readonly workDirectory: string;
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number, of: number) => void;
}

/**
 * Finds, extracts and decodes every file that a layer of the document shows or plays. Throws
 * `invalid-input` with all that is missing, or all that cannot be used.
 */
export async function resolveAssets(input: ResolveAssetsInput): Promise<TemplateAsset[]> {
  const wanted = usedAssets(input.document);
  checkPresence(input, wanted);
  const assets: TemplateAsset[] = [];
  const unusable: string[] = [];
  for (const [index, { asset, isSound }] of wanted.entries()) {
    input.onProgress?.(index, wanted.length);
    const outcome = await inspectAsset(input, asset, isSound, index);
    if (typeof outcome === "string") unusable.push(outcome);
    else assets.push(outcome);
  }
  if (unusable.length > 0)
    throw new TaskError(
      "invalid-input",
      `Unsupported file formats or codecs: ${unusable.slice(0, 20).join("; ")}`,
    );
  return assets;
}

interface UsedAsset {
  readonly asset: LottieAsset;
  readonly isSound: boolean;
}

/** Assets with a file that some layer refers to; what no layer shows may be absent. */
function usedAssets(document: LottieDocument): UsedAsset[] {
  const withFile = new Map(
    document.assets.flatMap((asset) =>
      asset.layers === undefined ? [[asset.id, asset] as const] : [],
    ),
  );
  const used = new Map<string, UsedAsset>();
  const shown: number[] = [layerType.image, layerType.video, layerType.audio];
  for (const { layer } of walkLayers(document)) {
    const asset = layer.refId === undefined ? undefined : withFile.get(layer.refId);
    if (!shown.includes(layer.ty) || asset === undefined) continue;
    const isSound = layer.ty === layerType.audio && (used.get(asset.id)?.isSound ?? true);
    used.set(asset.id, { asset, isSound });
  }
  return [...used.values()];
}

function checkPresence(input: ResolveAssetsInput, wanted: readonly UsedAsset[]): void {
  const missing = wanted.flatMap(({ asset }) => {
    if (dataOf(asset) !== null) return [];
    const path = pathOf(asset);
    const isAddress = /^[a-z][a-z0-9+.-]*:|^\/\//i.test(path);
    if (isAddress) return [`${quoteName(path)} (addresses outside the archive are refused)`];
    return findInArchive(input, path) === null ? [quoteName(path)] : [];
  });
  if (missing.length > 0)
    throw new TaskError(
      "invalid-input",
      `Missing required assets referenced in configuration: ${missing.slice(0, 20).join(", ")}`,
    );
}

const pathOf = ({ u, p }: LottieAsset): string => `${u ?? ""}${p ?? ""}`;

/** Exporters write `images/` with and without a slash before it; nothing may lead outside. */
function findInArchive({ archive, folder }: ResolveAssetsInput, path: string): string | null {
  const parts = path.split(/[/\\]/).filter((part) => part !== "" && part !== ".");
  if (parts.length === 0 || parts.includes("..")) return null;
  const plain = archive.find(`${folder}${parts.join("/")}`);
  return plain ?? archive.find(`${folder}images/${parts.at(-1) ?? ""}`);
}

/** The media type and the bytes of an asset within the document; null where it is a file. */
function dataOf({ p = "" }: LottieAsset): Buffer | null {
  const match = /^data:[^,]{0,200};base64,/i.exec(p);
  return match === null ? null : Buffer.from(p.slice(match[0].length), "base64");
}

async function inspectAsset(
  input: ResolveAssetsInput,
  asset: LottieAsset,
  isSound: boolean,
  index: number,
): Promise<TemplateAsset | string> {
  const data = dataOf(asset);
  const name = data === null ? findInArchive(input, pathOf(asset)) : null;
  const path = name?.slice(input.folder.length) ?? `${asset.id} (within the document)`;
  let filePath = join(input.workDirectory, `embedded-${index}`);
  if (name !== null) filePath = await input.archive.extract(name);
  else await writeFile(filePath, data ?? "", { mode: 0o600 });
  const facts = { id: asset.id, path, sizeBytes: (await stat(filePath)).size };
  if (isSound) {
    const sound = await inspectUserAudio(filePath, { signal: input.signal });
    if (sound.type === "unreadable") return `${quoteName(path)}: ${sound.reason}`;
    return { ...facts, kind: "audio", filePath, durationSeconds: sound.durationSeconds };
  }
  if (isFilm(path)) {
    const film = await inspectUserVideo(filePath);
    if (film.type === "unreadable") return `${quoteName(path)}: ${film.reason}`;
    const { width, height, durationSeconds } = film;
    return { ...facts, kind: "video", filePath, width, height, durationSeconds };
  }
  const picture = await inspectPicture(filePath, path);
  if (picture.type === "unreadable") return `${quoteName(path)}: ${picture.reason}`;
  const { width, height } = picture;
  return { ...facts, kind: "image", filePath: picture.filePath, width, height };
}

function isFilm(path: string): boolean {
  return /\.(mp4|m4v|mov|webm|avi|mkv)$/i.test(path);
}
