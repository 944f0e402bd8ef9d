import { readFileSync } from "node:fs";
import path from "node:path";
import { repositoryRoot } from "../../scripts/house/run-tool.ts";

/**
 * A block of a document, byte for byte as it stands between its fences.
 *
 * @param document the folder in `test/fixtures/documents`
 * @param file the block's file there, such as `request.json`
 */
export function readBlock(document: string, file: string): string {
  return readFileSync(path.join(repositoryRoot, "test/fixtures/documents", document, file), "utf8");
}
