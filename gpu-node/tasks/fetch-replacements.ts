import { join } from "node:path";
import { fetchUserUrl } from "../media/fetch-user-url.ts";
import type {
  ApplyCustomizationsInput,
  ReplacementFile,
} from "../template/customization/apply-customizations.ts";
import { TaskError } from "./task-error.ts";
import type { TaskRun } from "./task-run.ts";

const maximumBytes = { image: 64 * 1024 * 1024, video: 1024 ** 3 } as const;
const timeoutMilliseconds = 120_000;

/**
 * Finds the file of each replacement: an input of the task, or what an address of the user holds,
 * fetched once. Fails with `invalid-input` or `input-unavailable`.
 */
export function fetchReplacements(run: TaskRun): ApplyCustomizationsInput["fetchReplacement"] {
  const fetched = new Map<string, Promise<ReplacementFile>>();
  return ({ from, type, layer }) => {
    if ("input" in from) {
      const file = run.files[from.input];
      if (file !== undefined && file.role === `replacement-${type}`) return Promise.resolve(file);
      throw new TaskError("invalid-input", `The replacement of the layer ${layer} is missing.`);
    }
    const key = `${type} ${from.url}`;
    let file = fetched.get(key);
    if (file === undefined) {
      const outputPath = join(run.workDirectory, `fetched-${fetched.size}`);
      file = fetchOne(run, from.url, type, outputPath);
      fetched.set(key, file);
    }
    return file;
  };
}

async function fetchOne(
  { signal, allowsLoopback }: TaskRun,
  url: string,
  type: "image" | "video",
  outputPath: string,
): Promise<ReplacementFile> {
  const { contentType } = await fetchUserUrl({
    url,
    outputPath,
    maximumBytes: maximumBytes[type],
    timeoutMilliseconds,
    allowsLoopback,
    signal,
  });
  // Targa has no signature: its name is all that tells.
  const isTga = /\.tga$/i.test(new URL(url).pathname);
  return { path: outputPath, contentType: isTga ? "image/x-tga" : contentType };
}
