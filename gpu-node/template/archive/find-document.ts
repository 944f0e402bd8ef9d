import { TaskError } from "../../tasks/task-error.ts";
import type { Archive } from "./open-archive.ts";
import { archiveError } from "./archive-error.ts";

export interface DocumentPlace {
  /** The archive's name of the JSON document. */
  readonly name: string;
  /** The folder all lies in, with a `/` at its end; empty in a flat archive. */
  readonly folder: string;
}

/**
 * Finds the composition: `data.json`, or the only JSON there is, flat or in one containing folder.
 * Throws `invalid-input`.
 */
export function findDocument(archive: Archive): DocumentPlace {
  const folder = containingFolder(archive.names);
  const files = archive.names.filter((name) => !name.slice(folder.length).includes("/"));
  const documents = files.filter((name) => name.toLowerCase().endsWith(".json"));
  const named = documents.find((name) => name.slice(folder.length).toLowerCase() === "data.json");
  const chosen = named ?? (documents.length === 1 ? documents[0] : undefined);
  if (chosen !== undefined) return { name: chosen, folder };
  if (documents.length > 1)
    throw missing("there are several JSON files, and none is called data.json");
  if (archive.names.some((name) => name.toLowerCase().endsWith(".json")))
    throw archiveError("its files must lie flat or in one containing folder");
  throw missing("there is no data.json");
}

function missing(detail: string): TaskError {
  return new TaskError("invalid-input", `Missing required JSON configuration file: ${detail}`);
}

/** The one folder that has everything; empty where files lie beside it. */
function containingFolder(names: readonly string[]): string {
  const folders = new Set(names.map((name) => name.slice(0, name.indexOf("/") + 1)));
  const [only] = folders;
  return folders.size === 1 && only !== undefined && !/^images\/$/i.test(only) ? only : "";
}
