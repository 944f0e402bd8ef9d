import { TaskError } from "../../tasks/task-error.ts";

/** The archive is refused; the reason completes the document's "Invalid or corrupt ZIP file". */
export function archiveError(reason: string, cause?: unknown): TaskError {
  return new TaskError("invalid-input", `Invalid or corrupt ZIP file: ${reason}`, { cause });
}

/** A name of a stranger, short and without anything that could change how a message reads. */
export function quoteName(name: string): string {
  const shown = Array.from(name)
    .slice(0, 80)
    .map((character) => (/[\p{C}\p{Zl}\p{Zp}]/u.test(character) ? "\uFFFD" : character))
    .join("");
  return `"${shown}"`;
}
