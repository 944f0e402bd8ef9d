import { TaskError } from "../../tasks/task-error.ts";
import { quoteName } from "../archive/archive-error.ts";

/** A customization that the template cannot follow. */
export function customizationError(layer: string, reason: string): TaskError {
  return new TaskError("invalid-input", `The layer ${quoteName(layer)} ${reason}`);
}
