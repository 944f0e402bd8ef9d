import { readFile, stat } from "node:fs/promises";
import { TaskError } from "../../tasks/task-error.ts";
import { checkLimits } from "./check-limits.ts";
import { isObject } from "./json-values.ts";
import { LottieDocument } from "./lottie-document.ts";
import { normaliseDocument } from "./normalise-document.ts";

const maximumBytes = 128 * 1024 * 1024;
/** Deeper than any export; what walks the document may then recurse. */
const maximumDepth = 200;

/**
 * Reads, checks and normalises `data.json`. Throws `invalid-input`: "Invalid JSON structure" and
 * what is wrong, or the limit that it passes.
 */
export async function readDocument(path: string): Promise<LottieDocument> {
  const { size } = await stat(path);
  if (size > maximumBytes) throw invalid(`the file has more than ${maximumBytes} bytes`);
  return parseDocument(await readFile(path));
}

/** The same for a document in memory. */
export function parseDocument(bytes: Uint8Array): LottieDocument {
  const raw = parseJson(bytes);
  checkShape(raw);
  if (!isObject(raw)) throw invalid("it is not an object");
  const parsed = LottieDocument.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(`${issue?.path.join(".") || "document"}: ${issue?.message ?? "unreadable"}`);
  }
  checkLimits(parsed.data);
  normaliseDocument(parsed.data);
  return parsed.data;
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw invalid("it is not JSON in UTF-8", error);
  }
}

/** What no engine should ever be handed: towers of brackets, and keys that reach prototypes. */
function checkShape(raw: unknown): void {
  let level: unknown[] = [raw];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maximumDepth) throw invalid(`it is nested deeper than ${maximumDepth} levels`);
    const deeper: unknown[] = [];
    for (const value of level) {
      if (Array.isArray(value)) {
        for (const item of value) if (typeof item === "object" && item !== null) deeper.push(item);
      } else if (isObject(value)) {
        if (Object.hasOwn(value, "__proto__")) throw invalid('it has a key "__proto__"');
        for (const item of Object.values(value))
          if (typeof item === "object" && item !== null) deeper.push(item);
      }
    }
    level = deeper;
  }
}

function invalid(detail: string, cause?: unknown): TaskError {
  return new TaskError("invalid-input", `Invalid JSON structure: ${detail}`, { cause });
}
