import { join } from "node:path";
import { findDocument } from "./archive/find-document.ts";
import { openArchive } from "./archive/open-archive.ts";
import type { Archive } from "./archive/open-archive.ts";
import { resolveAssets } from "./assets/resolve-assets.ts";
import type { TemplateAsset } from "./assets/template-asset.ts";
import type { LottieDocument } from "./document/lottie-document.ts";
import { readDocument } from "./document/read-document.ts";

/** What opening a template goes through, as the document names it. */
export type LoadStage = "validating" | "extracting" | "analyzing";

export interface LoadTemplateInput {
  readonly archivePath: string;
  readonly workDirectory: string;
  /** True: every file is extracted and checked, not only those that layers show. */
  readonly isThorough: boolean;
  readonly signal: AbortSignal;
  /** @param share of the stage, 0 to 1 */
  readonly onProgress?: (stage: LoadStage, share: number) => void;
}

export interface LoadedTemplate {
  readonly document: LottieDocument;
  readonly assets: readonly TemplateAsset[];
}

/**
 * Opens a template of a stranger: archive, document and every file that it shows. Throws
 * `invalid-input` with the reasons that the document lists.
 */
export async function loadTemplate(input: LoadTemplateInput): Promise<LoadedTemplate> {
  const { archivePath, signal, onProgress } = input;
  const workDirectory = join(input.workDirectory, "template");
  onProgress?.("validating", 0);
  const archive = await openArchive({ path: archivePath, workDirectory, signal });
  const { name, folder } = findDocument(archive);
  if (input.isThorough) await extractAll(archive, onProgress);
  onProgress?.("analyzing", 0);
  const document = await readDocument(await archive.extract(name));
  const assets = await resolveAssets({
    document,
    archive,
    folder,
    workDirectory,
    signal,
    onProgress: (done, of) => onProgress?.("analyzing", done / of),
  });
  return { document, assets };
}

async function extractAll(
  archive: Archive,
  onProgress: LoadTemplateInput["onProgress"],
): Promise<void> {
  for (const [index, name] of archive.names.entries()) {
    onProgress?.("extracting", index / archive.names.length);
    await archive.extract(name);
  }
}
